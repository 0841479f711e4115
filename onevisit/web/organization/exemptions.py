"""Requests that an item stay outside the hall: department, agency, two leaders (JH-10c)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.catalog.queries import in_effect
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.law.stationing import ExemptionState
from onevisit.organization import stationing as rules
from onevisit.organization.models import Exemption
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import worker, worker_required
from onevisit.web.organization.frame import (
    PAGE,
    Cell,
    Listing,
    RegisterForm,
    act_page,
    address,
    button,
    entry_page,
    list_page,
    number_asked,
    said_day,
)
from onevisit.web.organization.stationing_forms import ExemptionForm, LeadersForm, ReviewForm

TAB = "exemptions"
LIST = "organization:exemptions"


def _names(codes: set[str]) -> dict[str, str]:
    return dict(in_effect(clock.now()).filter(item__code__in=codes).values_list("item__code", "name"))


@require_safe
@worker_required()
def exemptions(request: HttpRequest) -> HttpResponseBase:
    """All requests, the newest first, keyset pages. Two statements."""
    after = number_asked(request, "after")
    found = Exemption.objects.select_related("department").order_by("-pk")
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: PAGE + 1])
    names = _names({one.item_code for one in rows[:PAGE]})
    links = []
    if worker(request).roles & REGISTER_RULES[RegisterAct.REQUEST_EXEMPTION].roles:
        links = [{"label": _("申请不进驻"), "url": reverse("organization:new_exemption")}]
    listing = Listing(
        title=_("不进驻申请"),
        intro=_(
            "法律、法规有特殊规定、不适合进驻的事项：部门书面申请，管理机构审查，分管领导和主要领导决定。"
        ),
        caption=_("不进驻申请，新的在前；上下键选择，回车打开"),
        columns=[_("事项"), _("部门"), _("申请日期"), _("状态"), _("有效期至")],
        rows=[
            [
                Cell(
                    names.get(one.item_code, one.item_code),
                    url=reverse("organization:exemption", args=[one.pk]),
                ),
                Cell(one.department.short_name),
                Cell(said_day(one.requested_at.date()), number=True),
                Cell(_(one.get_state_display())),
                Cell(said_day(one.valid_to) if one.valid_to else "", number=True),
            ]
            for one in rows[:PAGE]
        ],
        empty=(_("没有不进驻申请"), _("所有事项都应当进驻大厅；确需例外的，由部门书面申请。")),
        links=links,
        first_url=reverse(LIST) if after is not None else "",
        later_url=address(LIST, after=rows[PAGE - 1].pk) if len(rows) > PAGE else "",
    )
    return list_page(request, TAB, listing)


def _found(exemption_id: int) -> Exemption:
    found = (
        Exemption.objects.select_related("department", "requested_by", "reviewed_by")
        .filter(pk=min(exemption_id, LARGEST_KEY))
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
@worker_required()
def exemption(request: HttpRequest, exemption_id: int) -> HttpResponseBase:
    """One request with what each side wrote."""
    one, who = _found(exemption_id), worker(request)
    title = _names({one.item_code}).get(one.item_code, one.item_code)
    facts: list[tuple[str, Any]] = [
        (_("部门"), one.department.name),
        (_("法律法规的特殊规定"), one.basis),
        (_("不适合进驻的理由"), one.reasons),
        (_("申请人员"), f"{one.requested_by.name} {said_day(one.requested_at.date())}"),
    ]
    if one.reviewed_by is not None and one.reviewed_at is not None:
        facts.append((_("审查意见"), one.review))
        facts.append((_("审查人员"), f"{one.reviewed_by.name} {said_day(one.reviewed_at.date())}"))
    if one.decided_on is not None:
        facts.append((_("分管领导"), one.leader_in_charge))
        facts.append((_("主要领导"), one.chief_leader))
        facts.append((_("决定文件"), f"{one.document} {said_day(one.decided_on)}"))
        facts.append((_("有效期至"), said_day(one.valid_to) if one.valid_to else _("长期")))
    actions = []
    if one.state == ExemptionState.REQUESTED:
        url = reverse("organization:review_exemption", args=[one.pk])
        actions = [button(RegisterAct.REVIEW_EXEMPTION, who, one.department_id, url)]
    if one.state == ExemptionState.REVIEWED:
        url = reverse("organization:decide_exemption", args=[one.pk])
        actions = [button(RegisterAct.DECIDE_EXEMPTION, who, one.department_id, url)]
    return entry_page(
        request,
        TAB,
        title=title,
        state_words=_(one.get_state_display()),
        facts=[{"label": label, "value": value} for label, value in facts],
        actions=actions,
        subject=rules.EXEMPTION,
        subject_id=one.pk,
        back_url=reverse(LIST),
        back_label=_("不进驻申请"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTER_RULES[RegisterAct.REQUEST_EXEMPTION].roles)
def new_exemption(request: HttpRequest) -> HttpResponseBase:
    """The written request of one's own department."""
    who = worker(request)
    versions = in_effect(clock.now()).filter(item__department_id=who.department_id).order_by("sort_key")
    form = ExemptionForm(request.POST if request.method == "POST" else None, versions=list(versions))

    def do(key: str) -> str:
        given = form.cleaned_data
        made = rules.request_exemption(
            given["item"], who.department_id, given["basis"], given["reasons"], who, given["reason"], key
        )
        return reverse("organization:exemption", args=[made])

    return act_page(
        request,
        TAB,
        RegisterAct.REQUEST_EXEMPTION,
        form,
        department_id=who.department_id,
        do=do,
        back_url=reverse(LIST),
        back_label=_("不进驻申请"),
        consequence=_("送政务服务管理机构审查；批准以前，事项仍要在大厅办理。"),
    )


def _step(
    request: HttpRequest, one: Exemption, act: RegisterAct, form: RegisterForm, do: Any
) -> HttpResponseBase:
    entry = reverse("organization:exemption", args=[one.pk])

    def done(key: str) -> str:
        do(key)
        return entry

    return act_page(
        request,
        TAB,
        act,
        form,
        department_id=one.department_id,
        do=done,
        back_url=entry,
        back_label=_("不进驻申请"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTER_RULES[RegisterAct.REVIEW_EXEMPTION].roles)
def review_exemption(request: HttpRequest, exemption_id: int) -> HttpResponseBase:
    """The agency's examination."""
    one = _found(exemption_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> None:
        given = form.cleaned_data
        rules.review_exemption(one, given["review"], worker(request), given["reason"], key)

    return _step(request, one, RegisterAct.REVIEW_EXEMPTION, form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTER_RULES[RegisterAct.DECIDE_EXEMPTION].roles)
def decide_exemption(request: HttpRequest, exemption_id: int) -> HttpResponseBase:
    """The two leaders' decision, entered from its paper."""
    one = _found(exemption_id)
    form = LeadersForm(
        request.POST if request.method == "POST" else None, initial={"decided_on": clock.today()}
    )

    def do(key: str) -> None:
        rules.decide_exemption(one, form.decision(), worker(request), form.cleaned_data["reason"], key)

    return _step(request, one, RegisterAct.DECIDE_EXEMPTION, form, do)
