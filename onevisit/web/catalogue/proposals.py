"""Proposing a change of an item, and a new item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from onevisit.catalog import changes
from onevisit.catalog.effects import latest_version
from onevisit.catalog.models import Item
from onevisit.catalog.new_items import NewItem, register_item
from onevisit.law.catalogue_changes import ChangeKind
from onevisit.law.clauses import enforces
from onevisit.law.items import EXERCISE_LEVEL_NAMES, ExerciseLevel
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Department
from onevisit.web.acting import posted_key, worker
from onevisit.web.catalogue.access import item_or_404, keepers_only
from onevisit.web.catalogue.words_form import ProposalForm

CONSEQUENCES = {
    ChangeKind.CHANGE: gettext_lazy("以现行版本为底稿起草新版本。发布以前，群众看到的、正在办的都不变。"),
    ChangeKind.SUSPEND: gettext_lazy("发布以后不能再申请，页面上写明理由；已经收件的照常办完。"),
    ChangeKind.RESUME: gettext_lazy("发布以后按暂停前的内容恢复办理。"),
    ChangeKind.SPLIT: gettext_lazy("发布以后原事项不再办理，页面指向承接的事项；已经收件的照常办完。"),
    ChangeKind.MERGE: gettext_lazy("发布以后原事项不再办理，页面指向承接的事项；已经收件的照常办完。"),
    ChangeKind.RETIRE: gettext_lazy("发布以后不再办理；已经收件的照常办完。"),
}


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
@enforces("JH-9", "JH-29")
def propose(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """Asks why and by which rule; a POST makes the change, which then waits to be written and submitted."""
    item = item_or_404(request, code)
    if kind not in set(ChangeKind) - {ChangeKind.ADD}:
        raise Http404
    wanted = ChangeKind(kind)
    latest = latest_version(item)
    context: dict[str, Any] = {
        "section": "catalogue",
        "item": item,
        "name": latest.name if latest else item.code,
        "kind": wanted,
        "consequence": CONSEQUENCES[wanted],
        "back_url": reverse("catalogue:item", args=[code]),
    }
    if request.method != "POST":
        refusal = changes.proposal_refusal(item, wanted, latest, worker(request))
        context.update(form=ProposalForm(kind=wanted), refusal=refusal, blocked=refusal is not None)
        return render(request, "catalogue/propose.html", context)
    form = ProposalForm(request.POST, kind=wanted)
    context["form"] = form
    if not form.is_valid():
        return render(request, "catalogue/propose.html", context, status=422)
    try:
        successors = _items(form.codes())
        change = changes.propose(
            worker(request), item, wanted, form.words(), posted_key(request), successors=successors
        )
    except Refusal as refusal:
        context["refusal"] = refusal.within(item.department.region.city)
        return render(request, "catalogue/propose.html", context, status=409)
    return redirect("catalogue:change", change_id=change.pk)


def _items(codes: list[str]) -> list[Item]:
    found = {item.code: item for item in Item.objects.filter(code__in=codes[:50])}
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise Refusal("unknown_item", Sentence("没有实施编码为 %(codes)s 的事项。", codes=tuple(unknown)))
    return [found[code] for code in codes]


class NewItemForm(ProposalForm):
    """Which item it will be; everything else is written afterwards."""

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, kind=ChangeKind.ADD, **kwargs)
        own = {
            "department": forms.ChoiceField(
                label=_("实施主体"), choices=[(one.code, one.name) for one in departments]
            ),
            "level": forms.ChoiceField(
                label=_("行使层级"),
                choices=[(level.value, EXERCISE_LEVEL_NAMES[level]) for level in ExerciseLevel],
                initial=ExerciseLevel.COUNTY.value,
            ),
            "base_code": forms.RegexField(
                r"^[0-9A-Z]{12}$",
                label=_("基本编码"),
                help_text=_("12 位，与目录清单一致；目录清单里有的，九个要素自动带入。"),
                error_messages={"invalid": _("应当是 12 位数字或者大写字母。")},
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
            "name": forms.CharField(label=_("事项名称"), max_length=120),
        }
        self.fields = {**own, **self.fields}


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
@enforces("JH-9", "AS-3.1a")
def new_item(request: HttpRequest) -> HttpResponseBase:
    """Begins a new item: its organ and code, then the change that adds it."""
    departments = _departments(request)
    if not departments:
        return render(
            request, "catalogue/no_preview.html", {"section": "catalogue", "not_a_keeper": True}, status=403
        )
    form = NewItemForm(request.POST or None, departments=departments)
    context: dict[str, Any] = {
        "section": "catalogue",
        "name": "",
        "kind": ChangeKind.ADD,
        "consequence": _("先登记编码和名称，再逐部分填写；发布以前群众看不到。"),
        "back_url": reverse("catalogue:items"),
        "form": form,
    }
    if request.method != "POST":
        return render(request, "catalogue/propose.html", context)
    if not form.is_valid():
        return render(request, "catalogue/propose.html", context, status=422)
    given = form.cleaned_data
    department = next(one for one in departments if one.code == given["department"])
    asked = NewItem(department, ExerciseLevel(given["level"]), given["base_code"], given["name"].strip())
    try:
        change = register_item(worker(request), asked, form.words(), posted_key(request))
    except Refusal as refusal:
        context["refusal"] = refusal.within(department.region.city)
        return render(request, "catalogue/propose.html", context, status=409)
    return redirect("catalogue:change", change_id=change.pk)


def _departments(request: HttpRequest) -> list[Department]:
    """The departments whose items the worker keeps."""
    found = Department.objects.select_related("region").order_by("code")
    grants = worker(request).grants_for(PowerKind.KEEP_ITEMS)
    if any(grant.department_ids is None for grant in grants):
        return list(found)
    kept = {key for grant in grants for key in grant.department_ids or ()}
    return list(found.filter(pk__in=kept))
