"""One step of a change on its way: submit, approve, return, publish, drop."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from onevisit.catalog import changes
from onevisit.catalog.legal_bases import Doubt, LawBook, doubts
from onevisit.catalog.models import CatalogueChange
from onevisit.catalog.publish_check import check_content
from onevisit.law.catalogue_changes import CHANGE_ACTS, ChangeAct, ChangeKind, change_refusal
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.web.acting import posted_key, worker
from onevisit.web.catalogue.access import change_or_404, keepers_only
from onevisit.web.catalogue.change_page import name_of
from onevisit.web.catalogue.words_form import ActForm

CONSEQUENCES = {
    ChangeAct.SUBMIT: gettext_lazy("部门负责人审核期间，内容不能再改；退回以后可以改。"),
    ChangeAct.APPROVE: gettext_lazy("转政务服务管理机构发布。您审核过的，不能再由您发布。"),
    ChangeAct.RETURN: gettext_lazy("退回起草人，写的理由他会看到；改好以后要重新审核。"),
    ChangeAct.PUBLISH: gettext_lazy("发布以后不能收回，同时向社会公告。已经收件的办件按收件时的版本办到底。"),
    ChangeAct.DROP: gettext_lazy("这项变更到此为止，已填写的内容只留在记录里；现行版本不变。"),
}

PASSING = (ChangeAct.SUBMIT, ChangeAct.APPROVE, ChangeAct.PUBLISH)


def _doubts(change: CatalogueChange) -> list[Doubt]:
    """The bases that do not hold, told to everybody who lets the change pass."""
    definition = check_content(change.content)[0] if change.content is not None else None
    return doubts(definition, LawBook(), clock.today()) if definition else []


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
@enforces("JH-9", "JH-29")
def act_page(request: HttpRequest, change_id: int, act: str) -> HttpResponseBase:
    """Asks what the step needs and says what follows; a POST does it."""
    change = change_or_404(request, change_id)
    if act not in set(CHANGE_ACTS) - {ChangeAct.EDIT}:
        raise Http404
    chosen, kind = ChangeAct(act), ChangeKind(change.kind)
    context: dict[str, Any] = {
        "section": "catalogue",
        "change": change,
        "name": name_of(change),
        "kind": kind,
        "act": chosen,
        "consequence": CONSEQUENCES[chosen],
        "doubts": _doubts(change) if chosen in PASSING else [],
        "style": "danger" if chosen is ChangeAct.DROP else "",
        "back_url": reverse("catalogue:change", args=[change.pk]),
    }
    if request.method != "POST":
        refusal = change_refusal(chosen, changes.facts_of(change, worker(request)))
        known = {"reason": change.reason, "basis": change.basis} if chosen is ChangeAct.SUBMIT else {}
        context.update(
            form=ActForm(act=chosen, kind=kind, initial=known),
            refusal=refusal.within(change.item.department.region.city) if refusal else None,
            blocked=refusal is not None,
        )
        return render(request, "catalogue/act.html", context)
    form = ActForm(request.POST, act=chosen, kind=kind)
    context["form"] = form
    if not form.is_valid():
        return render(request, "catalogue/act.html", context, status=422)
    try:
        changes.perform(worker(request), change.pk, chosen, form.words(), posted_key(request))
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "catalogue/act.html", context, status=409)
    messages.success(request, _("已完成：%(act)s") % {"act": _(chosen.label)})
    return redirect("catalogue:change", change_id=change.pk)
