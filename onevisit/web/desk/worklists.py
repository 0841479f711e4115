"""The worklist: what is due first, within what this person may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from onevisit.cases import queries
from onevisit.cases.models import Case
from onevisit.law.commitments import OPEN_STAGES
from onevisit.law.identifiers import IdentifierError, check_case_number
from onevisit.law.lifecycle import Action, State, transition_for
from onevisit.law.limits import Light
from onevisit.law.powers import PowerKind, Role
from onevisit.law.procedures import procedure_name
from onevisit.law.refusal import Refusal
from onevisit.organization.workers import Worker
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import worker, worker_required
from onevisit.web.desk.alarms import alarms_of
from onevisit.web.desk.promise_matters import STAGES as DECLARATION_STAGES
from onevisit.web.templatetags.onevisit import live_address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NO_ROLES: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Filter:
    """One chip: the states it shows (none: all open cases), what else it asks of a case, whom it serves."""

    key: str
    label: StrOrPromise
    states: tuple[State, ...] = ()
    only: Q = field(default_factory=Q)
    roles: frozenset[Role] = NO_ROLES

    def condition(self, who: Worker) -> Q:
        """What the list asks of a case beside its state."""
        return Q(handler_id__in=[who.staff_id, *who.acts_for]) if self is MINE else self.only


ALL = Filter("all", gettext_lazy("全部在办"))
MINE = Filter("mine", gettext_lazy("我承办的"), roles=frozenset({Role.HANDLER}))
FILTERS = (
    ALL,
    MINE,
    Filter(
        "pre_review",
        gettext_lazy("待预审"),
        (State.PRE_REVIEW,),
        roles=frozenset({Role.HANDLER, Role.WINDOW_CLERK}),
    ),
    Filter("intake", gettext_lazy("待决定受理"), (State.SUBMITTED, State.RECEIVED)),
    Filter("correcting", gettext_lazy("等申请人补正"), (State.CORRECTING,)),
    Filter("review", gettext_lazy("审查中"), (State.ACCEPTED, State.IN_REVIEW, State.REPORTED_UP)),
    Filter(
        "gaps",
        gettext_lazy("容缺待补齐"),
        (State.ACCEPTED, State.IN_REVIEW),
        ~Q(gap_stage=""),
        frozenset({Role.HANDLER, Role.WINDOW_CLERK}),
    ),
    Filter(
        "declarations",
        gettext_lazy("承诺待核查"),
        (State.DECIDED, State.RESULT_AT_WINDOW, State.DELIVERED, State.ARCHIVED),
        Q(declaration_stage__in=OPEN_STAGES),
        frozenset({Role.HANDLER, Role.SIGNER, Role.DEPARTMENT_HEAD}),
    ),
    Filter(
        "signing",
        gettext_lazy("待签发"),
        (State.IN_REVIEW,),
        Q(drafted_by__isnull=False),
        frozenset({Role.HANDLER, Role.SIGNER, Role.DEPARTMENT_HEAD}),
    ),
    Filter(
        "extension",
        gettext_lazy("延期待批准"),
        (State.ACCEPTED, State.IN_REVIEW),
        Q(extension_requested=True),
        frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD}),
    ),
    Filter(
        "reduction",
        gettext_lazy("减免缓缴待决定"),
        tuple(sorted(transition_for(Action.APPROVE_REDUCTION).from_states)),
        Q(reduction_open=True),
        frozenset({Role.SIGNER, Role.DEPARTMENT_HEAD}),
    ),
    Filter(
        "service",
        gettext_lazy("文书待送达"),
        tuple(sorted(transition_for(Action.RECORD_SERVICE).from_states)),
        Q(notices_to_serve__gt=0),
        frozenset({Role.HANDLER, Role.WINDOW_CLERK, Role.ISSUING_CLERK}),
    ),
    Filter("decided", gettext_lazy("已决定，待移交"), (State.DECIDED,)),
    Filter("window", gettext_lazy("在窗口待领取"), (State.RESULT_AT_WINDOW,)),
)


@require_safe
@worker_required()
def worklist(request: HttpRequest) -> HttpResponseBase:
    """Open cases within the worker's scope, overdue first, keyset pages."""
    who = worker(request)
    filters = [one for one in FILTERS if not one.roles or one.roles & who.roles]
    chosen = next((one for one in filters if one.key == request.GET.get("show")), ALL)
    found = request.GET.get("number", "").strip()
    fault = ""
    if found:
        answer = _by_number(who, found)
        if isinstance(answer, int):
            return redirect("desk:case", case_id=answer)
        fault = answer
    try:
        page = queries.worklist(
            who,
            PowerKind.VIEW,
            states=chosen.states,
            only=chosen.condition(who),
            after=request.GET.get("after", ""),
        )
    except Refusal:
        return redirect(_address(chosen))
    context = {
        "section": "worklist",
        "alarms": alarms_of(who),
        "rows": [worklist_row(one) for one in page.rows],
        "chips": [{"label": one.label, "url": _address(one), "active": one is chosen} for one in filters],
        "everything": chosen is ALL,
        "later_url": _address(chosen, after=page.after) if page.after else "",
        "first_url": _address(chosen) if request.GET.get("after") else "",
        "number": found,
        "number_fault": fault,
        "live_url": live_address(f"department:{who.department_id}", f"hall:{who.hall_id}"),
    }
    return render(request, "desk/worklist.html", context, status=422 if fault else 200)


def _address(chosen: Filter, **further: str) -> str:
    asked = {**({} if chosen is ALL else {"show": chosen.key}), **further}
    return reverse("desk:worklist") + (f"?{urlencode(asked)}" if asked else "")


def worklist_row(row: queries.WorklistRow) -> dict[str, Any]:
    """One line as the table shows it: light, what it waits for, who has it."""
    case = row.case
    stopped = row.light is Light.PAUSED and case.running_procedure
    return {
        "case": case,
        "light": "special" if stopped else row.light,
        "days_left": None if stopped else row.days_left,
        "step": _step(case),
    }


def _step(case: Case) -> str:
    """The state, or more exactly what the case waits for."""
    if case.declaration_stage in OPEN_STAGES:
        return str(DECLARATION_STAGES[case.declaration_stage][1])
    if case.running_procedure:
        return _("正在%(procedure)s") % {"procedure": _(procedure_name(case.running_procedure))}
    if case.extension_requested:
        return _("延期待批准")
    if case.state == State.IN_REVIEW.value and case.drafted_by_id is not None:
        return _("待签发")
    if case.reduction_open:
        return _("减免缓缴待决定")
    if case.notices_to_serve:
        return _("文书待送达")
    if case.state == State.CORRECTING.value:
        return _("等申请人补正")
    return _(str(case.get_state_display()))


def _by_number(who: Worker, text: str) -> int | str:
    """The case with this number, or a sentence that says why there is none."""
    try:
        number = check_case_number(text)
    except IdentifierError as error:
        return in_page_language(error.sentence)
    case_id = queries.visible(who).filter(number=number).values_list("pk", flat=True).first()
    return case_id if case_id is not None else _("没有找到这个编号的办件，或者它不在您的办理范围内。")
