"""Forms of hearings and statements: whom the case concerns, what is told, asked, called and decided."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onevisit.cases.actions.hearing_rights import PartyAnswer
from onevisit.cases.hearings import open_hearing, possible_chairs
from onevisit.cases.models import ChairChallenge, InterestedParty, ToldRight
from onevisit.law.hearings import (
    SHORTEST_STATEMENT,
    STATEMENT_LIMIT,
    HearingKind,
    earliest_hearing_day,
    too_short_notice,
)
from onevisit.law.lifecycle import Action
from onevisit.records import clock
from onevisit.records.calendar import current_calendar
from onevisit.records.clock import SHANGHAI
from onevisit.records.page_language import in_page_language
from onevisit.web.desk.act_form import ActForm, ConditionalTextField
from onevisit.web.desk.hearing_record_form import HearingRecordForm
from onevisit.web.templatetags.onevisit import in_words

USUAL_HOUR = time(9, 30)


def _text(label: Any, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class PlainForm(ActForm):
    """A form whose fields are the inputs of its act."""

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PartyForm(PlainForm):
    """An interested party."""

    name = forms.CharField(label=_("姓名或者名称"), min_length=2, max_length=100)
    contact = forms.CharField(label=_("联系电话"), required=False, max_length=60)
    address = forms.CharField(
        label=_("送达地址"),
        help_text=_("告知书、听证通知书要送到这里"),
        required=False,
        max_length=300,
    )
    interest = _text(_("涉及他的什么重大利益"), 500, 2, min_length=2, help_text=_("例如相邻关系、公平竞争"))


class StatementRightForm(PlainForm):
    """What is at stake, and how long everybody may speak."""

    matter = _text(
        _("涉及的重大利益"), 1000, min_length=5, help_text=_("写进告知书，申请人和利害关系人都会看到")
    )
    days = forms.IntegerField(
        label=_("陈述申辩的期限（工作日）"),
        min_value=SHORTEST_STATEMENT,
        max_value=30,
        initial=STATEMENT_LIMIT.count,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "field--short"}),
    )


class HearingRightForm(PlainForm):
    """Which great interests stand between the applicant and others."""

    matter = _text(
        _("涉及的重大利益关系"),
        1000,
        min_length=5,
        help_text=_("写进听证告知书；送达之日起五个工作日内可以要求听证，等待期间时限照常计算"),
    )


class ReasonForm(PlainForm):
    """Why, in words; nobody need say."""

    reason = _text(_("理由"), 2000, required=False)


class StatementForm(ActForm):
    """The statement, or that there is none."""

    nothing = forms.ChoiceField(
        label=_("申请人的意见"),
        choices=[("no", _("陈述申辩")), ("yes", _("没有意见"))],
        widget=forms.RadioSelect,
        initial="no",
    )
    text = ConditionalTextField(
        label=_("陈述申辩的内容"),
        when="nothing=no",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("nothing") == "no" and not given.get("text"):
            self.add_error("text", _("请写明意见，或者选择没有意见"))
        return given

    def inputs(self) -> dict[str, Any]:
        nothing = self.cleaned_data["nothing"] == "yes"
        return {"nothing": nothing, "text": "" if nothing else self.cleaned_data["text"]}


class PartyAnswerForm(ActForm):
    """What an interested party said or wrote, and on which day."""

    party = forms.ChoiceField(label=_("利害关系人"), widget=forms.RadioSelect)
    answer = forms.ChoiceField(label=_("答复"), widget=forms.RadioSelect)
    given_on = forms.DateField(
        label=_("答复日期"),
        help_text=_("当面提出的填当天，邮寄的填寄出之日"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
    )
    words = ConditionalTextField(
        label=_("内容或者理由"),
        when="answer=state|request|challenge|withdraw|waive",
        help_text=_("陈述申辩和申请回避的必须填写"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def arrange(self) -> None:
        party, answer = self.fields["party"], self.fields["answer"]
        assert isinstance(party, forms.ChoiceField)
        assert isinstance(answer, forms.ChoiceField)
        told = ToldRight.objects.filter(case=self.case, served_on__isnull=False).values("party_id")
        people = list(InterestedParty.objects.filter(case=self.case, pk__in=told).order_by("pk"))
        party.choices = [(str(one.pk), one.name) for one in people]
        answer.choices = [(one.value, gettext(one.label)) for one in PartyAnswer]
        if len(people) == 1:
            self.initial.setdefault("party", str(people[0].pk))
        self.initial.setdefault("given_on", clock.today())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("answer") in ("state", "challenge") and len(given.get("words", "")) < 2:
            self.add_error("words", _("请写明陈述申辩的内容或者申请回避的理由"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "party": int(given["party"]),
            "answer": given["answer"],
            "given_on": given["given_on"].isoformat(),
            "words": given["words"],
        }


class OrderForm(ActForm):
    """Why a hearing is held that nobody asked for."""

    by_law = forms.ChoiceField(
        label=_("情形"),
        choices=[
            ("yes", _("法律、法规、规章规定应当听证")),
            ("no", _("本机关认为需要听证的其他涉及公共利益的重大许可事项")),
        ],
        widget=forms.RadioSelect,
    )
    ground = _text(
        _("依据或者理由"),
        1000,
        min_length=5,
        help_text=_("法定应当听证的，写明条款；会写进听证公告，不要写个人信息"),
    )

    def arrange(self) -> None:
        for one in self.case.version.definition.special_procedures:
            if one.required:
                self.initial.setdefault("by_law", "yes")
                self.initial.setdefault("ground", "；".join(one.basis))

    def inputs(self) -> dict[str, Any]:
        return {"by_law": self.cleaned_data["by_law"] == "yes", "ground": self.cleaned_data["ground"]}


class NoticeForm(ActForm):
    """Day, hour, place and chair of the hearing."""

    day = forms.DateField(
        label=_("听证日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"})
    )
    hour = forms.TimeField(
        label=_("听证时间"),
        help_text=_("例如 09:30"),
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off", "class": "field--short"}),
    )
    place = forms.CharField(label=_("听证地点"), min_length=2, max_length=200)
    chair = forms.ChoiceField(
        label=_("听证主持人"),
        help_text=_("不能是承办人、做过审查环节或者到过现场的人员"),
        widget=forms.RadioSelect,
    )
    announced = forms.BooleanField(label=_("同时向社会公告"), required=False)

    def arrange(self) -> None:
        hearing = open_hearing(self.case)
        chair, day = self.fields["chair"], self.fields["day"]
        assert isinstance(chair, forms.ChoiceField)
        chair.choices = [(str(one.pk), one.name) for one in possible_chairs(self.case, hearing)]
        earliest = earliest_hearing_day(clock.today(), current_calendar())
        day.help_text = _("通知要在七个工作日前送达：今天送达的，最早 %(day)s") % {"day": in_words(earliest)}
        self.initial.setdefault("day", earliest)
        self.initial.setdefault("hour", USUAL_HOUR)
        if hearing is None:
            return
        self.initial.setdefault("place", hearing.place)
        if hearing.chair_id is not None:
            self.initial.setdefault("chair", str(hearing.chair_id))
        if hearing.kind == HearingKind.EX_OFFICIO:
            del self.fields["announced"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "day" in given:
            refusal = too_short_notice(given["day"], clock.today(), current_calendar())
            if refusal is not None:
                self.add_error("day", str(in_page_language(refusal.message)))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        starts_at = datetime.combine(given["day"], given["hour"], tzinfo=SHANGHAI)
        return {
            "starts_at": starts_at.isoformat(),
            "place": given["place"],
            "chair": int(given["chair"]),
            "announced": bool(given.get("announced")),
        }


class ChallengeForm(PlainForm):
    """Why the chair should step aside."""

    reason = _text(_("申请主持人回避的理由"), 2000, min_length=2)


class ChallengeDecisionForm(ActForm):
    """The decision on a challenge, and the new chair."""

    upheld = forms.ChoiceField(
        label=_("决定"),
        choices=[("yes", _("主持人回避")), ("no", _("驳回回避申请"))],
        widget=forms.RadioSelect,
    )
    chair = ConditionalTextField(
        label=_("另行指定的主持人"), when="upheld=yes", widget=forms.RadioSelect, max_length=20
    )
    reason = _text(_("理由"), 1000, min_length=2)

    def arrange(self) -> None:
        hearing = open_hearing(self.case)
        found = (
            ChairChallenge.objects.select_related("chair", "party")
            .filter(hearing=hearing, upheld__isnull=True)
            .first()
        )
        upheld = self.fields["upheld"]
        if found is not None:
            by = found.party.name if found.party else gettext("申请人")
            upheld.help_text = _("%(by)s申请%(chair)s回避：%(reason)s") % {
                "by": by,
                "chair": found.chair.name,
                "reason": found.reason,
            }
        widget = self.fields["chair"].widget
        assert isinstance(widget, forms.RadioSelect)
        now_chair = None if hearing is None else hearing.chair_id
        widget.choices = [
            (str(one.pk), one.name)
            for one in possible_chairs(self.case, hearing)
            if one.pk not in (now_chair,)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        chair = given.get("chair", "")
        if given.get("upheld") == "yes" and not (chair.isascii() and chair.isdigit()):
            self.add_error("chair", _("决定回避的，请指定另一名主持人"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        upheld = given["upheld"] == "yes"
        return {
            "upheld": upheld,
            "reason": given["reason"],
            "chair": int(given["chair"]) if upheld else None,
        }


HEARING_FORMS: dict[Action, type[ActForm]] = {
    Action.NAME_INTERESTED_PARTY: PartyForm,
    Action.TELL_STATEMENT_RIGHT: StatementRightForm,
    Action.MAKE_STATEMENT: StatementForm,
    Action.TELL_HEARING_RIGHT: HearingRightForm,
    Action.REQUEST_HEARING: ReasonForm,
    Action.WAIVE_HEARING: ReasonForm,
    Action.WITHDRAW_HEARING_REQUEST: ReasonForm,
    Action.RECORD_PARTY_ANSWER: PartyAnswerForm,
    Action.ORDER_HEARING: OrderForm,
    Action.GIVE_HEARING_NOTICE: NoticeForm,
    Action.CHALLENGE_CHAIR: ChallengeForm,
    Action.DECIDE_CHALLENGE: ChallengeDecisionForm,
    Action.RECORD_HEARING: HearingRecordForm,
}
