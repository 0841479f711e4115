"""Delegation documents (委托书): the register, a new one, its end, the signed paper (rule 24, JH-13)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.catalog.models import ItemVersion
from onevisit.catalog.queries import in_effect
from onevisit.documents.rendering import render as render_document
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.powers import PowerKind
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.organization.delegating import SUBJECT, end_delegation, ending_refusal, sign_delegation
from onevisit.organization.models import Delegation
from onevisit.records import clock, files, installation
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import worker, worker_required
from onevisit.web.attachments import guarded
from onevisit.web.organization.delegation_form import DelegationForm, EndingForm
from onevisit.web.organization.delegation_paper import delegation_content
from onevisit.web.organization.frame import (
    PAGE,
    Cell,
    Listing,
    act_page,
    address,
    button,
    department_asked,
    entry_page,
    list_page,
    number_asked,
    said_day,
)
from onevisit.web.portal.printing import pdf_file

TAB = "delegations"
SHOWN = (
    ("", gettext_lazy("生效中")),
    ("coming", gettext_lazy("即将生效")),
    ("over", gettext_lazy("已终止或到期")),
    ("all", gettext_lazy("全部")),
)


def _shown(found: QuerySet[Delegation], show: str, today: date) -> QuerySet[Delegation]:
    over = Q(revoked_at__isnull=False) | Q(valid_to__lt=today)
    if show == "all":
        return found
    if show == "over":
        return found.filter(over)
    if show == "coming":
        return found.exclude(over).filter(valid_from__gt=today)
    return found.exclude(over).filter(valid_from__lte=today)


@require_safe
@worker_required()
def delegations(request: HttpRequest) -> HttpResponseBase:
    """The documents, the newest first, keyset pages. Two statements."""
    today, who = clock.today(), worker(request)
    show = request.GET.get("show", "")
    show = show if show in dict(SHOWN) else ""
    found = Delegation.objects.select_related("delegator", "delegate").order_by("-pk")
    found = _shown(found, show, today)
    after = number_asked(request, "after")
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: PAGE + 1])
    view = "organization:delegations"
    roles = REGISTER_RULES[RegisterAct.REGISTER_DELEGATION].roles
    listing = Listing(
        title=_("委托书"),
        intro=_("部门把收件、受理、即办件办理委托给综合窗口的文件；没有委托书，权力在部门。"),
        caption=_("委托书，新的在前；上下键选择，回车打开"),
        columns=[_("编号"), _("委托机关"), _("受委托机关"), _("事项"), _("权限"), _("期限"), _("状态")],
        rows=[_row(one, today) for one in rows[:PAGE]],
        empty=(_("没有这样的委托书"), _("签署委托书以后在这里登记，从生效日起决定由谁受理。")),
        chips=[
            {"label": label, "url": address(view, show=key), "active": key == show} for key, label in SHOWN
        ],
        links=[{"label": _("登记委托书"), "url": reverse("organization:new_delegation")}]
        if roles & who.roles
        else [],
        first_url=address(view, show=show) if after is not None else "",
        later_url=address(view, show=show, after=rows[PAGE - 1].pk) if len(rows) > PAGE else "",
    )
    return list_page(request, TAB, listing)


def powers_in_words(delegation: Delegation) -> str:
    """The powers that a document gives, in the language of the page."""
    return _("、").join(_(power.label) for power in PowerKind if power.value in delegation.powers)


def state_in_words(delegation: Delegation, today: date) -> str:
    """Whether the document decides today."""
    if delegation.revoked_at is not None:
        return _("已终止")
    if delegation.valid_to is not None and delegation.valid_to < today:
        return _("已到期")
    if delegation.valid_from > today:
        return _("即将生效")
    return _("生效中")


def term_in_words(delegation: Delegation) -> str:
    """From when to when the document decides."""
    begins = said_day(delegation.valid_from)
    if delegation.valid_to is None:
        return _("%(day)s起") % {"day": begins}
    return _("%(first)s至%(last)s") % {"first": begins, "last": said_day(delegation.valid_to)}


def _row(one: Delegation, today: date) -> list[Cell]:
    return [
        Cell(one.number, url=reverse("organization:delegation", args=[one.pk])),
        Cell(one.delegator.short_name),
        Cell(one.delegate.short_name),
        Cell(_("%(count)s 项") % {"count": len(one.item_codes)}, number=True),
        Cell(powers_in_words(one)),
        Cell(term_in_words(one), number=True),
        Cell(state_in_words(one, today)),
    ]


def _found(delegation_id: int) -> Delegation:
    found = (
        Delegation.objects.select_related("delegator__region", "delegate", "registered_by", "revoked_by")
        .filter(pk=min(delegation_id, LARGEST_KEY))
        .first()
    )
    if found is None:
        raise Http404
    return found


def items_of(delegation: Delegation) -> list[ItemVersion]:
    """The items that a document names, as they are offered now. One statement."""
    return list(in_effect(clock.now()).filter(item__code__in=delegation.item_codes).order_by("sort_key"))


@require_safe
@worker_required()
def delegation(request: HttpRequest, delegation_id: int) -> HttpResponseBase:
    """One document: its terms, its end, who registered it and why."""
    one = _found(delegation_id)
    who = worker(request)
    end_url = reverse("organization:end_delegation", args=[one.pk])
    links = [{"label": _("打印委托书"), "url": reverse("organization:delegation_paper", args=[one.pk])}]
    if one.scan_sha256:
        links.append(
            {"label": _("看签署件扫描件"), "url": reverse("organization:delegation_scan", args=[one.pk])}
        )
    return entry_page(
        request,
        TAB,
        title=one.number,
        state_words=state_in_words(one, clock.today()),
        facts=_facts(one),
        parts=[
            {
                "title": _("委托的事项"),
                "rows": [{"text": item.name, "note": item.item.code} for item in items_of(one)],
                "empty": _("这些事项现在都不再办理。"),
            }
        ],
        actions=[
            button(RegisterAct.REVOKE_DELEGATION, who, one.delegator_id, end_url, blocked=ending_refusal(one))
        ],
        links=links,
        subject=SUBJECT,
        subject_id=one.pk,
        back_url=reverse("organization:delegations"),
        back_label=_("委托书"),
    )


def _facts(one: Delegation) -> list[dict[str, Any]]:
    facts = [
        (_("委托机关"), one.delegator.name),
        (_("受委托机关"), one.delegate.name),
        (_("受委托机关的法律性质"), _(one.get_delegate_nature_display())),
        (_("委托的权限"), powers_in_words(one)),
        (_("期限"), term_in_words(one)),
        (_("委托依据"), one.basis),
        (_("公告"), f"{one.announcement} {said_day(one.announced_on)}"),
    ]
    if one.revoked_at is not None:
        ended = f"{said_day(one.revoked_at.date())} {one.revoked_because}".strip()
        facts.append((_("终止"), ended))
    return [{"label": label, "value": value} for label, value in facts]


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTER_RULES[RegisterAct.REGISTER_DELEGATION].roles)
def new_delegation(request: HttpRequest) -> HttpResponseBase:
    """Registers a signed document of one department, chosen first because its items depend on it."""
    who = worker(request)
    delegator, chooser = department_asked(request, agency=False)
    versions = list(in_effect(clock.now()).filter(item__department=delegator).order_by("sort_key"))
    form = DelegationForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        delegator=delegator,
        versions=versions,
        initial={"valid_from": clock.today()},
    )

    def do(key: str) -> str:
        upload = form.cleaned_data["scan"]
        scan = None if upload is None else files.store(upload)
        number, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
        made = sign_delegation(number, form.terms(), who, reason, key, scan)
        return reverse("organization:delegation", args=[made])

    return act_page(
        request,
        TAB,
        RegisterAct.REGISTER_DELEGATION,
        form,
        department_id=delegator.pk,
        do=do,
        back_url=reverse("organization:delegations"),
        back_label=_("委托书"),
        consequence=_(
            "从生效日起，这些事项由窗口办理，部门不再直接办理；此前已收件的，仍由当时有权的一方办到底。"
        ),
        upload=True,
        further={"chooser": {**chooser, "label": _("委托机关")}},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTER_RULES[RegisterAct.REVOKE_DELEGATION].roles)
def revoke_delegation(request: HttpRequest, delegation_id: int) -> HttpResponseBase:
    """Ends a document at once."""
    one = _found(delegation_id)
    form = EndingForm(request.POST if request.method == "POST" else None)
    entry = reverse("organization:delegation", args=[one.pk])

    def do(key: str) -> str:
        end_delegation(one.pk, worker(request), form.cleaned_data["reason"], key)
        return entry

    return act_page(
        request,
        TAB,
        RegisterAct.REVOKE_DELEGATION,
        form,
        department_id=one.delegator_id,
        do=do,
        back_url=entry,
        back_label=one.number,
        consequence=_("马上终止：新收的件由部门受理；已按委托收件的，仍由窗口办到底。"),
        blocked=ending_refusal(one),
    )


@require_safe
@worker_required()
def delegation_scan(request: HttpRequest, delegation_id: int) -> HttpResponseBase:
    """The scan of the signed paper."""
    one = _found(delegation_id)
    if not one.scan_sha256:
        raise Http404
    response = StreamingHttpResponse(files.pieces(one.scan_sha256), content_type=one.scan_type)
    return guarded(response, one.number)


@require_safe
@worker_required()
def delegation_paper(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """The document as a paper for both sides to sign, filled from the register."""
    one = _found(delegation_id)
    content = delegation_content(one, items_of(one), demo=installation.facts().demo)
    return pdf_file(render_document(DocumentKind.DELEGATION, content), f"委托书-{one.number}")
