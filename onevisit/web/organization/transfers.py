"""Transferred powers (划转) and the decisions that the supervising department receives (rule 25, AS-3.2a)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.cases import supervision
from onevisit.cases.facts import RESULT_KINDS
from onevisit.cases.models import Case
from onevisit.catalog.models import ItemVersion
from onevisit.catalog.queries import in_effect
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.organization.models import Department, Transfer
from onevisit.organization.transferring import TransferTerms, transfer
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import worker, worker_required
from onevisit.web.attachments import guarded
from onevisit.web.organization.frame import (
    PAGE,
    Cell,
    Listing,
    RegisterForm,
    act_page,
    address,
    date_field,
    list_page,
    number_asked,
    said_day,
)

TAB = "transfers"
LIST, INBOX = "organization:transfers", "organization:supervised"
REGISTERING = REGISTER_RULES[RegisterAct.TRANSFER].roles
ACKNOWLEDGING = REGISTER_RULES[RegisterAct.ACKNOWLEDGE].roles


class TransferForm(RegisterForm):
    """The bureau's item, the item and department it came from, the approving paper, the first day."""

    item = forms.ChoiceField(label=gettext_lazy("审批局的事项"))
    former_item = forms.ChoiceField(
        label=gettext_lazy("原部门的事项"),
        help_text=gettext_lazy("生效以后不再收新件，在办的件由原部门办到底；没有登记过的不选"),
        required=False,
    )
    from_department = forms.ChoiceField(
        label=gettext_lazy("原审批部门"), help_text=gettext_lazy("划转以后负责事中事后监管，收到每一份决定")
    )
    document = forms.CharField(
        label=gettext_lazy("批准文件"),
        help_text=gettext_lazy("省级人民政府批准集中行使行政许可权的文件（行政许可法第二十五条）"),
        max_length=120,
    )
    effective_on = date_field(gettext_lazy("生效日期"))

    def __init__(self, *args: Any, bureau: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = _current().order_by("item__department__code", "sort_key")
        own = [one for one in versions if one.item.department_id == bureau.pk]
        foreign = [one for one in versions if one.item.department_id != bureau.pk]
        departments = Department.objects.exclude(pk=bureau.pk).order_by("code")
        self._choose("item", [(one.item.code, one.name) for one in own])
        self._choose(
            "former_item",
            [
                ("", "—"),
                *((one.item.code, f"{one.name}（{one.item.department.short_name}）") for one in foreign),
            ],
        )
        self._choose("from_department", [(str(one.pk), one.name) for one in departments])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _current() -> QuerySet[ItemVersion]:
    return in_effect(clock.now())


def _names(codes: set[str]) -> dict[str, str]:
    return dict(
        ItemVersion.objects.filter(item__code__in=codes)
        .exclude(state=ItemVersion.State.DRAFT)
        .order_by("number")
        .values_list("item__code", "name")
    )


@require_safe
@worker_required()
def transfers(request: HttpRequest) -> HttpResponseBase:
    """All transferred powers. Two statements."""
    found = list(Transfer.objects.select_related("from_department", "to_department").order_by("-pk"))
    names = _names({one.item_code for one in found})
    today = clock.today()
    links = [{"label": _("审管衔接收件"), "url": reverse(INBOX), "style": "secondary"}]
    if worker(request).roles & REGISTERING:
        links.append({"label": _("登记划转"), "url": reverse("organization:new_transfer")})
    listing = Listing(
        title=_("划转"),
        intro=_("划转到行政审批局的事项：新件由审批局办理，一枚印章管审批；原部门负责监管，收到每一份决定。"),
        caption=_("划转的事项，新的在前"),
        columns=[_("事项"), _("划入"), _("原审批部门（监管）"), _("生效日期"), _("批准文件")],
        rows=[
            [
                Cell(names.get(one.item_code, one.item_code)),
                Cell(one.to_department.short_name),
                Cell(one.from_department.short_name),
                Cell(
                    said_day(one.effective_on),
                    note=_("即将生效") if one.effective_on > today else "",
                    number=True,
                ),
                Cell(one.document),
            ]
            for one in found
        ],
        empty=(_("没有划转的事项"), _("审批权划转到行政审批局以后，在这里登记。")),
        links=links,
    )
    return list_page(request, TAB, listing)


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTERING)
def new_transfer(request: HttpRequest) -> HttpResponseBase:
    """Registers a transfer to the approval bureau."""
    bureau = Department.objects.filter(kind=Department.Kind.APPROVAL_BUREAU).order_by("code").first()
    if bureau is None:
        raise Http404
    form = TransferForm(
        request.POST if request.method == "POST" else None,
        bureau=bureau,
        initial={"effective_on": clock.today()},
    )

    def do(key: str) -> str:
        given = form.cleaned_data
        terms = TransferTerms(
            given["item"],
            given["former_item"],
            Department.objects.get(pk=int(given["from_department"])),
            bureau,
            given["document"],
            given["effective_on"],
        )
        transfer(terms, worker(request), given["reason"], key)
        return reverse(LIST)

    return act_page(
        request,
        TAB,
        RegisterAct.TRANSFER,
        form,
        department_id=bureau.pk,
        do=do,
        back_url=reverse(LIST),
        back_label=_("划转"),
        consequence=_("从生效日起，原部门的事项不再收件；审批局对这个事项的每一份决定都会送到原部门。"),
    )


@require_safe
@worker_required(*ACKNOWLEDGING)
def supervised(request: HttpRequest) -> HttpResponseBase:
    """Decisions that one's department supervises: those not acknowledged, or all; keyset pages."""
    who = worker(request)
    everything = request.GET.get("show") == "all"
    after = number_asked(request, "after")
    chosen = supervision.decisions_for if everything else supervision.waiting_for
    found = chosen(who.department_id).select_related("version", "department")
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: PAGE + 1])
    show = "all" if everything else ""
    listing = Listing(
        title=_("审管衔接收件"),
        intro=_("行政审批局对已划转事项作出的决定；签收以后负责事中事后监管。"),
        caption=_("送来监管的决定，新的在前；上下键选择，回车打开"),
        columns=[_("办件编号"), _("事项"), _("决定"), _("决定日期"), _("签收")],
        rows=[
            [
                Cell(str(one.number), url=reverse("organization:acknowledge", args=[one.pk]), number=True),
                Cell(one.version.name),
                Cell(_(one.get_outcome_display())),
                Cell(said_day(one.decided_at.date()) if one.decided_at else "", number=True),
                _receipt(one),
            ]
            for one in rows[:PAGE]
        ],
        empty=(_("没有待签收的决定"), _("审批局作出决定以后，会出现在这里。")),
        chips=[
            {"label": _("待签收"), "url": reverse(INBOX), "active": not everything},
            {"label": _("全部"), "url": address(INBOX, show="all"), "active": everything},
        ],
        first_url=address(INBOX, show=show) if after is not None else "",
        later_url=address(INBOX, show=show, after=rows[PAGE - 1].pk) if len(rows) > PAGE else "",
    )
    return list_page(request, TAB, listing)


def _receipt(one: Any) -> Cell:
    if one.acknowledged_at is None:
        return Cell(_("待签收"), alarm=True)
    return Cell(said_day(one.acknowledged_at.date()), number=True)


def _found(request: HttpRequest, case_id: int) -> Case:
    found = (
        supervision.decisions_for(worker(request).department_id)
        .filter(pk=min(case_id, LARGEST_KEY))
        .select_related("version")
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*ACKNOWLEDGING)
def acknowledge(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Shows the papers of one decision and takes note of it."""
    case = _found(request, case_id)
    form = RegisterForm(
        request.POST if request.method == "POST" else None, initial={"reason": _("已签收，纳入监管")}
    )

    def do(key: str) -> str:
        supervision.acknowledge(case, worker(request), form.cleaned_data["reason"], key)
        return reverse(INBOX)

    papers = documents.of_case(case.pk).filter(kind__in=RESULT_KINDS, state=Document.State.READY)
    links = [
        {
            "label": f"{one.title} {one.number}",
            "url": reverse("organization:supervised_document", args=[case.pk, one.pk]),
        }
        for one in papers
    ]
    return act_page(
        request,
        TAB,
        RegisterAct.ACKNOWLEDGE,
        form,
        department_id=worker(request).department_id,
        do=do,
        back_url=reverse(INBOX),
        back_label=_("审管衔接收件"),
        further={"about": f"{case.number} {case.version.name}", "papers": links},
    )


@require_safe
@worker_required(*ACKNOWLEDGING)
def supervised_document(request: HttpRequest, case_id: int, document_id: int) -> HttpResponseBase:
    """The signed PDF of a decision for the department that supervises."""
    case = _found(request, case_id)
    document = (
        documents.of_case(case.pk)
        .filter(pk=document_id, kind__in=RESULT_KINDS, state=Document.State.READY)
        .first()
    )
    if document is None:
        raise Http404
    response = HttpResponse(documents.file_of(document), content_type="application/pdf")
    return guarded(response, f"{document.title}{document.number}.pdf")
