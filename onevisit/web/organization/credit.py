"""The register of bars on those who broke a promise, and their repair (失信限制, 信用修复).

A department sees the bars it made; managers of the hall and supervisors see all. Names stand masked: who the
holder is stands in the case to which the entry leads.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.cases import queries
from onevisit.law.commitments import BAR_KIND_NAMES, BarKind
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.organization.models import Department, Staff
from onevisit.people import credit as rules
from onevisit.people.credit import LONGEST_STATEMENT, SHORTEST_STATEMENT, Dishonesty
from onevisit.people.models import CreditBar, CreditRepair, IdentityType
from onevisit.people.queries import find_by_identity
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
    date_field,
    entry_page,
    list_page,
    number_asked,
    said_day,
)

TAB = "credit"
LIST = "organization:credit_bars"
SEE_ALL = frozenset({Role.HALL_MANAGER, Role.SUPERVISOR})
READERS = SEE_ALL | {Role.HANDLER, Role.SIGNER, Role.DEPARTMENT_HEAD}
RECORDERS = REGISTER_RULES[RegisterAct.RECORD_DISHONESTY].roles
SHOWN = (
    ("", gettext_lazy("限制中")),
    ("asked", gettext_lazy("申请修复的")),
    ("over", gettext_lazy("已到期或者已修复")),
)


def _readable(request: HttpRequest) -> QuerySet[CreditBar]:
    who = worker(request)
    found = CreditBar.objects.select_related("applicant")
    return found if who.roles & SEE_ALL else found.filter(department_id=who.department_id)


def state_words(bar: CreditBar, today: date) -> str:
    """How the bar stands on this day."""
    if bar.repaired_on is not None:
        return _("已修复")
    return _("限制中") if bar.in_force(today) else _("已到期")


@require_safe
@never_cache
@worker_required(*READERS)
def credit_bars(request: HttpRequest) -> HttpResponseBase:
    """The bars, the newest first, keyset pages. Three statements."""
    today, show = clock.today(), request.GET.get("show", "")
    show = show if show in dict(SHOWN) else ""
    waiting = CreditRepair.objects.filter(bar=OuterRef("pk"), granted__isnull=True)
    found = _readable(request).annotate(asked=Exists(waiting))
    in_force = {"barred_until__gte": today, "repaired_on__isnull": True}
    found = found.exclude(**in_force) if show == "over" else found.filter(**in_force)
    found = found.filter(asked=True) if show == "asked" else found
    after = number_asked(request, "after")
    rows = list((found if after is None else found.filter(pk__lt=after)).order_by("-pk")[: PAGE + 1])
    names = dict(Department.objects.values_list("pk", "short_name"))
    listing = Listing(
        title=_("失信限制"),
        intro=_(
            "作出不实承诺或者有较严重不良信用记录的，在限制期满或者修复以前，不适用告知承诺和容缺受理。到期自动解除。"
        ),
        caption=_("失信限制，新的在前；上下键选择，回车打开"),
        columns=[_("限制"), _("限制对象"), _("部门"), _("起"), _("止"), _("状态")],
        rows=[
            [
                Cell(_(one.get_kind_display()), url=reverse("organization:credit_bar", args=[one.pk])),
                Cell(one.applicant.masked_name),
                Cell(names.get(one.department_id, "")),
                Cell(one.barred_from, number=True),
                Cell(one.barred_until, number=True),
                Cell(
                    state_words(one, today),
                    note=_("有修复申请") if one.asked else "",
                ),
            ]
            for one in rows[:PAGE]
        ],
        empty=(_("没有这样的限制"), _("因承诺不实撤销决定时会自动登记，不用另外录入。")),
        chips=[
            {"label": label, "url": address(LIST, show=key), "active": key == show} for key, label in SHOWN
        ],
        links=[
            {
                "label": RegisterAct.RECORD_DISHONESTY.label,
                "url": reverse("organization:record_dishonesty"),
                "style": "secondary",
            }
        ]
        if worker(request).roles & RECORDERS
        else [],
        first_url=address(LIST, show=show) if after is not None else "",
        later_url=address(LIST, show=show, after=rows[PAGE - 1].pk) if len(rows) > PAGE else "",
    )
    return list_page(request, TAB, listing)


def _found(request: HttpRequest, bar_id: int) -> CreditBar:
    found = _readable(request).filter(pk=min(bar_id, LARGEST_KEY)).first()
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
@worker_required(*READERS)
def credit_bar(request: HttpRequest, bar_id: int) -> HttpResponseBase:
    """One bar, the requests to repair it, and what can be done."""
    one, who, today = _found(request, bar_id), worker(request), clock.today()
    repairs = list(CreditRepair.objects.filter(bar=one).order_by("-pk"))
    waiting = next((repair for repair in repairs if repair.granted is None), None)
    department = Department.objects.get(pk=one.department_id)
    recorded_by = Staff.objects.filter(pk=one.recorded_by_id).first()
    facts: list[dict[str, Any]] = [
        {"label": _("限制对象"), "value": one.applicant.masked_name},
        {"label": _("原因"), "value": one.reason},
        {"label": _("依据"), "value": one.basis},
        {"label": _("起止"), "value": f"{one.barred_from} — {one.barred_until}"},
        {"label": _("部门"), "value": department.name},
        {"label": _("登记人"), "value": recorded_by.name if recorded_by else ""},
    ]
    if one.repaired_on is not None:
        facts.append({"label": _("修复日期"), "value": said_day(one.repaired_on)})
    if one.case_id is not None and _case_is_open_to(request, one.case_id):
        url = reverse("desk:case", args=[one.case_id])
        facts.append({"label": _("办件"), "value": "", "url": url, "action": _("看办件")})
    names = {person.pk: person.name for person in Staff.objects.filter(pk__in=_officers(repairs))}
    return entry_page(
        request,
        TAB,
        title=_(one.get_kind_display()),
        state_words=state_words(one, today),
        facts=facts,
        parts=[
            {
                "title": _("修复申请"),
                "rows": [line for repair in repairs for line in _lines(repair, names)],
                "empty": _("没有人申请过修复。"),
            }
        ],
        actions=_actions(one, waiting, who) if one.in_force(today) else [],
        subject=rules.SUBJECT,
        subject_id=one.pk,
        made_elsewhere=_("因承诺不实撤销决定时登记，之后没有改动。") if one.case_id else "",
        back_url=reverse(LIST),
        back_label=_("失信限制"),
    )


def _case_is_open_to(request: HttpRequest, case_id: int) -> bool:
    return queries.visible(worker(request)).filter(pk=case_id).exists()


def _officers(repairs: list[CreditRepair]) -> set[int]:
    found = {one for repair in repairs for one in (repair.proposed_by_id, repair.decided_by_id) if one}
    return found


def _lines(repair: CreditRepair, names: dict[int, str]) -> list[dict[str, str]]:
    how = _("本人网上申请") if repair.asked_by_id else _("书面申请，部门登记")
    lines = [{"text": repair.statement, "note": f"{how} {said_day(repair.asked_at.date())}"}]
    if repair.proposed_at is not None:
        lines.append(
            {
                "text": (_("意见：同意修复。") if repair.proposes_repair else _("意见：不同意修复。"))
                + repair.opinion,
                "note": f"{names.get(repair.proposed_by_id or 0, '')} {said_day(repair.proposed_at.date())}",
            }
        )
    if repair.decided_at is not None:
        lines.append(
            {
                "text": (_("决定：同意修复。") if repair.granted else _("决定：不同意修复。"))
                + repair.decision,
                "note": f"{names.get(repair.decided_by_id or 0, '')} {said_day(repair.decided_at.date())}",
            }
        )
    return lines


def _actions(one: CreditBar, waiting: CreditRepair | None, who: Any) -> list[dict[str, Any]]:
    def of(act: RegisterAct, view: str, blocked: Refusal | None = None) -> dict[str, Any]:
        return button(act, who, one.department_id, reverse(view, args=[one.pk]), blocked=blocked)

    if waiting is None:
        return [of(RegisterAct.ENTER_REPAIR, "organization:enter_repair")]
    if waiting.proposed_at is None:
        return [
            of(RegisterAct.PROPOSE_REPAIR, "organization:propose_repair"),
            of(RegisterAct.DECIDE_REPAIR, "organization:decide_repair", rules.not_proposed()),
        ]
    return [of(RegisterAct.DECIDE_REPAIR, "organization:decide_repair")]


def _long_text(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=SHORTEST_STATEMENT,
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RequestForm(RegisterForm):
    """What the holder wrote."""

    statement = _long_text(
        gettext_lazy("申请修复的理由"), gettext_lazy("照申请书写：怎样改正了，有什么证明；加密保存")
    )


class DishonestyForm(RegisterForm):
    """Who it is, what is on record against him, by which decision, and until when."""

    identity_type = forms.ChoiceField(
        label=gettext_lazy("证件种类"),
        choices=[(value, gettext_lazy(label)) for value, label in IdentityType.choices],
    )
    number = forms.CharField(
        label=gettext_lazy("证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    recorded = _long_text(gettext_lazy("不良信用记录"), gettext_lazy("哪个机关认定了什么；加密保存"))
    basis = forms.CharField(
        label=gettext_lazy("认定的依据和文号"),
        help_text=gettext_lazy("例如：《……认定书》（蛟市监信〔2026〕3号）"),
        max_length=300,
    )
    barred_until = date_field(
        gettext_lazy("限制到哪一天"),
        help_text=gettext_lazy("认定文书写明的最后一天，写成 2028-03-02；没有期限的不能登记"),
    )


class OpinionForm(RegisterForm):
    """Whether to repair, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("同意修复吗"),
        choices=[("yes", gettext_lazy("同意修复")), ("no", gettext_lazy("不同意修复"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择一项。")},
    )
    text = _long_text(gettext_lazy("理由和依据"), gettext_lazy("申请人会看到决定的理由；加密保存"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = gettext_lazy("记入日志的说明")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@worker_required(*RECORDERS)
def record_dishonesty(request: HttpRequest) -> HttpResponseBase:
    """Enters serious dishonesty that an organ has put on record, with basis and last day."""
    form = DishonestyForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> str:
        given = form.cleaned_data
        person = find_by_identity(given["identity_type"], given["number"])
        if person is None:
            raise Refusal("nobody_known", rules.NOBODY_KNOWN, next_step=rules.CHECK_THE_NUMBER)
        terms = Dishonesty(person.pk, given["recorded"], given["basis"], given["barred_until"])
        made = rules.record_dishonesty(terms, worker(request), given["reason"], key)
        return reverse("organization:credit_bar", args=[made])

    return act_page(
        request,
        TAB,
        RegisterAct.RECORD_DISHONESTY,
        form,
        department_id=worker(request).department_id,
        do=do,
        back_url=reverse(LIST),
        back_label=_("失信限制"),
        consequence=_("登记以后到限制期满或者修复以前，申请人不能用告知承诺和容缺受理，一般程序不受影响。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@worker_required(*READERS)
def enter_repair(request: HttpRequest, bar_id: int) -> HttpResponseBase:
    """Enters a request that was handed in on paper."""
    one = _found(request, bar_id)
    form = RequestForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> str:
        given = form.cleaned_data
        rules.enter_repair(one, worker(request), given["statement"], given["reason"], key)
        return reverse("organization:credit_bar", args=[one.pk])

    return _step(request, one, RegisterAct.ENTER_REPAIR, form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@worker_required(*READERS)
def propose_repair(request: HttpRequest, bar_id: int) -> HttpResponseBase:
    """The handler's opinion on a request."""
    one = _found(request, bar_id)
    form = OpinionForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> str:
        given = form.cleaned_data
        rules.propose_repair(
            one,
            worker(request),
            repair=given["outcome"] == "yes",
            opinion=given["text"],
            reason=given["reason"],
            key=key,
        )
        return reverse("organization:credit_bar", args=[one.pk])

    return _step(request, one, RegisterAct.PROPOSE_REPAIR, form, do, _("意见由另一人决定。"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@worker_required(*READERS)
def decide_repair(request: HttpRequest, bar_id: int) -> HttpResponseBase:
    """The decision of a second person."""
    one = _found(request, bar_id)
    form = OpinionForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> str:
        given = form.cleaned_data
        rules.decide_repair(
            one,
            worker(request),
            granted=given["outcome"] == "yes",
            decision=given["text"],
            reason=given["reason"],
            key=key,
        )
        return reverse("organization:credit_bar", args=[one.pk])

    words = _("同意的，限制从今天起解除；决定和理由告知申请人。")
    return _step(request, one, RegisterAct.DECIDE_REPAIR, form, do, words)


def _step(
    request: HttpRequest,
    one: CreditBar,
    act: RegisterAct,
    form: RegisterForm,
    do: Any,
    consequence: str = "",
) -> HttpResponseBase:
    waiting = rules.open_request(one.pk)
    return act_page(
        request,
        TAB,
        act,
        form,
        department_id=one.department_id,
        do=do,
        back_url=reverse("organization:credit_bar", args=[one.pk]),
        back_label=_(BAR_KIND_NAMES[BarKind(one.kind)]),
        consequence=consequence,
        further={"asked": waiting},
    )
