"""The worklist: what is due first, within what this person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.cases import queries
from onevisit.law.identifiers import IdentifierError, check_case_number
from onevisit.law.lifecycle import State
from onevisit.law.powers import PowerKind, Role
from onevisit.organization.workers import Worker
from onevisit.web.acting import worker, worker_required
from onevisit.web.templatetags.onevisit import live_address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Filter:
    """One chip: the states it shows; an empty tuple shows all open cases."""

    key: str
    label: StrOrPromise
    states: tuple[State, ...]


ALL = Filter("all", gettext_lazy("全部在办"), ())
FILTERS = (
    ALL,
    Filter("intake", gettext_lazy("待决定受理"), (State.SUBMITTED, State.RECEIVED)),
    Filter("correcting", gettext_lazy("等申请人补正"), (State.CORRECTING,)),
    Filter("review", gettext_lazy("审查中"), (State.ACCEPTED, State.IN_REVIEW, State.REPORTED_UP)),
    Filter("decided", gettext_lazy("已决定，待移交"), (State.DECIDED,)),
    Filter("window", gettext_lazy("在窗口待领取"), (State.RESULT_AT_WINDOW,)),
)


@worker_required()
def worklist(request: HttpRequest) -> HttpResponseBase:
    """Open cases within the worker's scope, overdue first, keyset pages."""
    who = worker(request)
    chosen = next((one for one in FILTERS if one.key == request.GET.get("show")), ALL)
    page = queries.worklist(who, PowerKind.VIEW, states=chosen.states, after=request.GET.get("after", ""))
    found = request.GET.get("number", "").strip()
    context = {
        "section": "worklist",
        "page": page,
        "chips": [
            {"label": one.label, "url": f"?{urlencode({'show': one.key})}", "active": one is chosen}
            for one in FILTERS
        ],
        "later_url": f"?{urlencode({'show': chosen.key, 'after': page.after})}" if page.after else "",
        "first_url": f"?{urlencode({'show': chosen.key})}" if request.GET.get("after") else "",
        "sees_window": who.has(Role.WINDOW_CLERK),
        "number": found,
        "live_url": live_address(f"department:{who.department_id}", f"hall:{who.hall_id}"),
    }
    if found:
        answer = _by_number(who, found)
        if isinstance(answer, int):
            return redirect("desk:case", case_id=answer)
        context["number_fault"] = answer
    return render(request, "desk/worklist.html", context)


def _by_number(who: Worker, text: str) -> int | str:
    """The case with this number, or a sentence that says why there is none."""
    try:
        number = check_case_number(text)
    except IdentifierError as error:
        return str(error)
    case_id = queries.visible(who).filter(number=number).values_list("pk", flat=True).first()
    return case_id if case_id is not None else _("没有找到这个编号的办件，或者它不在您的办理范围内。")
