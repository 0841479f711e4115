"""Referrals for instruction (请示): asking, answering, and the question base (rule 36)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.cases import referrals as rules
from onevisit.cases.models import Case, Referral
from onevisit.cases.referrals import LONGEST_LIMIT, USUAL_LIMIT, ReferralTerms
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.organization.models import Staff
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import case_of_request, worker, worker_required
from onevisit.web.organization.frame import (
    PAGE,
    Cell,
    Listing,
    act_page,
    address,
    button,
    entry_page,
    list_page,
    number_asked,
    said_day,
)
from onevisit.web.words import moment_in_words

TAB = "referrals"
LIST = "organization:referrals"
SHOWN = (
    ("", gettext_lazy("待答复")),
    ("late", gettext_lazy("超期没有答复")),
    ("answered", gettext_lazy("已答复")),
)
ASKING = REGISTER_RULES[RegisterAct.ASK].roles
ANSWERING = REGISTER_RULES[RegisterAct.ANSWER].roles


class AskForm(forms.Form):
    """The question, who has to answer it, by when, and how the applicant was told."""

    use_required_attribute = False

    question = forms.CharField(
        label=gettext_lazy("请示的问题"),
        help_text=gettext_lazy("写明哪一条规定不明确，或者涉及哪些部门；加密保存"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("由谁负责答复"), help_text=gettext_lazy("被请示的部门和负责人")
    )
    working_days = forms.IntegerField(
        label=gettext_lazy("答复时限（工作日）"),
        min_value=1,
        max_value=LONGEST_LIMIT,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    told_how = forms.CharField(
        label=gettext_lazy("怎样告知申请人"),
        help_text=gettext_lazy("例如：当面告知，三个工作日内电话回复"),
        max_length=100,
    )

    def __init__(self, *args: Any, own_department: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = (
            Staff.objects.filter(roles__role__in=ANSWERING, active=True)
            .exclude(department_id=own_department)
            .select_related("department")
            .distinct()
        )
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [
            ("", "—"),
            *(
                (str(one.pk), f"{one.department.short_name} {one.name}")
                for one in found.order_by("department__code", "employee_number")
            ),
        ]


class AnswerForm(forms.Form):
    """The written answer, and its general form for the question base."""

    use_required_attribute = False

    answer = forms.CharField(
        label=gettext_lazy("书面答复"),
        help_text=gettext_lazy("写明依据；加密保存"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
    )
    general_question = forms.CharField(
        label=gettext_lazy("问题（问答库）"),
        help_text=gettext_lazy("以后遇到同样的问题都能查到；不写申请人的任何信息"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    general_answer = forms.CharField(
        label=gettext_lazy("答复（问答库）"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Question and answer of the question base go together."""
        given = super().clean() or {}
        if bool(given.get("general_question")) != bool(given.get("general_answer")) and not self.errors:
            missing = "general_answer" if given.get("general_question") else "general_question"
            self.add_error(missing, str(_("问答库的问题和答复要一起写。")))
        return given


@require_safe
@worker_required()
def referrals(request: HttpRequest) -> HttpResponseBase:
    """Referrals that concern the asker, those due first, keyset pages."""
    who, today = worker(request), clock.today()
    show = request.GET.get("show", "")
    show = show if show in dict(SHOWN) else ""
    found = rules.readable(who).select_related("department", "owner", "asked_by", "asked_from")
    if show == "answered":
        found = found.filter(answered_at__isnull=False)
    else:
        found = found.filter(answered_at__isnull=True)
        found = found.filter(due_on__lt=today) if show == "late" else found
    after = number_asked(request, "after")
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    links = [
        {"label": _("问答库"), "url": reverse("organization:question_base"), "style": "secondary"},
    ]
    if who.roles & ASKING:
        links.append({"label": _("请示"), "url": reverse("organization:new_referral")})
    listing = Listing(
        title=_("请示"),
        intro=_("规定不明确或者涉及几个部门的，向有关部门请示：有人负责、有时限、书面答复。"),
        caption=_("请示，新的在前；上下键选择，回车打开"),
        columns=[_("请示"), _("请示人员"), _("被请示的部门"), _("答复期限"), _("状态")],
        rows=[_row(one) for one in rows[:PAGE]],
        empty=(_("没有请示"), _("遇到规定不明确的，在这里请示，答复以后进入问答库。")),
        chips=[
            {"label": label, "url": address(LIST, show=key), "active": key == show} for key, label in SHOWN
        ],
        links=links,
        first_url=address(LIST, show=show) if after is not None else "",
        later_url=address(LIST, show=show, after=rows[PAGE - 1].pk) if len(rows) > PAGE else "",
    )
    return list_page(request, TAB, listing)


def _row(one: Referral) -> list[Cell]:
    late = one.answered_at is None and one.due_on < clock.today()
    state = _("已答复") if one.answered_at else _("超期没有答复") if late else _("待答复")
    return [
        Cell(
            _("%(day)s第 %(number)s 号") % {"day": said_day(one.asked_at.date()), "number": one.pk},
            url=reverse("organization:referral", args=[one.pk]),
        ),
        Cell(one.asked_by.name, note=one.asked_from.short_name),
        Cell(one.department.short_name, note=one.owner.name),
        Cell(said_day(one.due_on), number=True),
        Cell(state, alarm=late),
    ]


def _found(request: HttpRequest, referral_id: int) -> Referral:
    found = (
        rules.readable(worker(request))
        .filter(pk=min(referral_id, LARGEST_KEY))
        .select_related("department", "owner", "asked_by", "asked_from", "answered_by", "case")
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
@worker_required()
def referral(request: HttpRequest, referral_id: int) -> HttpResponseBase:
    """One referral: the question, who has to answer, the answer."""
    one, today = _found(request, referral_id), clock.today()
    facts = [
        (_("请示的问题"), one.question),
        (_("请示人员"), f"{one.asked_by.name}（{one.asked_from.short_name}）"),
        (_("请示时间"), moment_in_words(one.asked_at, today)),
        (_("被请示的部门"), f"{one.department.name}（{one.owner.name}）"),
        (_("答复期限"), said_day(one.due_on)),
        (_("怎样告知申请人"), one.told_how),
    ]
    if one.case is not None:
        facts.insert(1, (_("办件编号"), str(one.case.number)))
    if one.answered_at is not None and one.answered_by is not None:
        facts.append((_("书面答复"), one.answer))
        answered = f"{one.answered_by.name} {moment_in_words(one.answered_at, today)}"
        facts.append((_("答复人员"), answered))
    late = one.answered_at is None and one.due_on < today
    url = reverse("organization:answer_referral", args=[one.pk])
    actions = []
    if one.answered_at is None:
        actions = [button(RegisterAct.ANSWER, worker(request), one.department_id, url)]
    return entry_page(
        request,
        TAB,
        title=_("请示第 %(number)s 号") % {"number": one.pk},
        state_words=_("超期没有答复") if late else _("已答复") if one.answered_at else _("待答复"),
        facts=[{"label": label, "value": value} for label, value in facts],
        actions=actions,
        subject=rules.SUBJECT,
        subject_id=one.pk,
        back_url=reverse(LIST),
        back_label=_("请示"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*ASKING)
def new_referral(request: HttpRequest) -> HttpResponseBase:
    """Asks a department, about a case or without one."""
    who = worker(request)
    case_id = number_asked(request, "case")
    case: Case | None = None if case_id is None else case_of_request(request, case_id)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        own_department=who.department_id,
        initial={"working_days": USUAL_LIMIT},
    )

    def do(key: str) -> str:
        given = form.cleaned_data
        terms = ReferralTerms(
            given["question"],
            Staff.objects.select_related("department").get(pk=int(given["owner"])),
            given["working_days"],
            given["told_how"],
            item_code="" if case is None else case.item_code,
            case=case,
        )
        return reverse("organization:referral", args=[rules.ask(terms, who, key)])

    return act_page(
        request,
        TAB,
        RegisterAct.ASK,
        form,
        department_id=None,
        do=do,
        back_url=reverse(LIST) if case is None else reverse("desk:case", args=[case.pk]),
        back_label=_("请示") if case is None else str(case.number),
        consequence=_("到期没有答复的，双方的待办都会报警。办件的法定时限照常计算。"),
        further={"about": "" if case is None else case.number},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*ANSWERING)
def answer_referral(request: HttpRequest, referral_id: int) -> HttpResponseBase:
    """Answers in writing for the named department."""
    one = _found(request, referral_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    entry = reverse("organization:referral", args=[one.pk])

    def do(key: str) -> str:
        given = form.cleaned_data
        rules.answer(
            one,
            given["answer"],
            worker(request),
            key,
            general_question=given["general_question"],
            general_answer=given["general_answer"],
        )
        return entry

    return act_page(
        request,
        TAB,
        RegisterAct.ANSWER,
        form,
        department_id=one.department_id,
        do=do,
        back_url=entry,
        back_label=_("请示第 %(number)s 号") % {"number": one.pk},
        further={"question": one.question},
    )


LONGEST_SEARCH = 60


@require_safe
@worker_required()
def question_base(request: HttpRequest) -> HttpResponseBase:
    """What departments have answered in general, searched by words, the newest first, keyset pages."""
    find = request.GET.get("find", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    after = number_asked(request, "after")
    found = Referral.objects.exclude(general_question="").select_related("department").order_by("-pk")
    if find:
        found = found.filter(Q(general_question__icontains=find) | Q(general_answer__icontains=find))
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: PAGE + 1])
    view = "organization:question_base"
    listing = Listing(
        title=_("问答库"),
        intro=_("部门对请示的答复，去掉了申请人的信息；窗口遇到同样的问题可以直接用。"),
        caption=_("问答库，新的在前"),
        columns=[_("问题"), _("答复"), _("部门"), _("答复日期")],
        rows=[
            [
                Cell(one.general_question),
                Cell(one.general_answer),
                Cell(one.department.short_name),
                Cell(said_day(one.answered_at.date()) if one.answered_at else "", number=True),
            ]
            for one in rows[:PAGE]
        ],
        empty=(_("问答库里没有"), _("换个说法试试；还是没有的，可以请示。")),
        links=[{"label": _("请示"), "url": reverse(LIST), "style": "secondary"}],
        first_url=address(view, find=find) if after is not None else "",
        later_url=address(view, find=find, after=rows[PAGE - 1].pk) if len(rows) > PAGE else "",
    )
    return list_page(request, TAB, listing, search={"label": _("查找"), "text": find, "kept": []})
