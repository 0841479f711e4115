"""The forms about fees: what the standard comes to is shown, never typed; how much less is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from onevisit.cases.fees import assessed_lines, open_reduction, order_of, published_reductions
from onevisit.law.fee_reductions import ReductionGround, ReductionKind
from onevisit.law.fees import AT_THE_WINDOW, total_fen
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.web.desk.act_form import ActForm, ConditionalTextField
from onevisit.web.fee_rows import line_rows, yuan


class AssessmentForm(ActForm):
    """What the published standard comes to, before it is notified."""

    template = "desk/fee_lines.html"

    def arrange(self) -> None:
        try:
            lines = assessed_lines(self.case, self.case.version.definition)
        except Refusal:
            lines = ()
        self.fee_lines = line_rows(lines)
        self.fee_total = yuan(total_fen(lines))


class PaymentForm(ActForm):
    """What was received at the window: the way, and the number of the receipt."""

    template = "desk/fee_lines.html"

    way = forms.ChoiceField(label=_("缴费方式"), widget=forms.RadioSelect)
    receipt_number = forms.RegexField(
        label=_("票据号"),
        help_text=_("交给缴款人的财政票据上的号码；先收到款，再登记"),
        regex=r"^[A-Za-z0-9-]{4,40}$",
        max_length=40,
        error_messages={"invalid": _("票据号是 4 至 40 位字母、数字。")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def arrange(self) -> None:
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [(one.value, gettext(one.label)) for one in AT_THE_WINDOW]
        order = order_of(self.case)
        self.fee_lines = line_rows(order.fee_lines) if order else []
        self.fee_total = yuan(order.outstanding_fen) if order else None
        self.fee_number = order.number if order else ""

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class YuanField(ConditionalTextField):
    """An amount in yuan that another answer asks for; cleaned to whole fen, None where it is empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=12, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        if not YUAN.fullmatch(text):
            raise forms.ValidationError(_("请写元，最多两位小数，例如 120.50。"))
        return int(Decimal(text) * 100)


YUAN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)


class ReductionRequestForm(ActForm):
    """What is asked for, by which rule, and why."""

    kind = forms.ChoiceField(label=_("申请什么"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("依据"), widget=forms.RadioSelect)
    basis = ConditionalTextField(
        label=_("文件名称和文号"),
        help_text=_("例如 财税〔2019〕13号第三条"),
        when="ground=cited",
        max_length=300,
    )
    reason = forms.CharField(
        label=_("理由"),
        help_text=_("写明符合哪种情形、有什么证明。加密保存，只给决定的人看"),
        min_length=2,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def arrange(self) -> None:
        kind, ground = self.fields["kind"], self.fields["ground"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(ground, forms.ChoiceField)
        kind.choices = [(one.value, gettext(WHAT_IT_MEANS[one])) for one in ReductionKind]
        published = published_reductions(self.case.version.definition)
        ground.choices = [
            (one.value, f"{gettext(one.label)}{gettext('：')}{'；'.join(published)}")
            if one is ReductionGround.PUBLISHED
            else (one.value, gettext(one.label))
            for one in ReductionGround
            if published or one is ReductionGround.CITED
        ]
        if not published:
            self.initial["ground"] = ReductionGround.CITED.value

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("ground") == ReductionGround.CITED and not given.get("basis"):
            self.add_error("basis", _("请写明依据哪个文件，写到文号。"))
        return given

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


WHAT_IT_MEANS = {
    ReductionKind.WAIVE: gettext_noop("免缴：全部不缴"),
    ReductionKind.REDUCE: gettext_noop("减缴：少缴一部分"),
    ReductionKind.DEFER: gettext_noop("缓缴：晚些再缴，不影响领取结果"),
}


class ReductionDecisionForm(ActForm):
    """What is granted; it begins with what was asked for."""

    template = "desk/reduction.html"

    kind = forms.ChoiceField(label=_("准予"), widget=forms.RadioSelect)
    reduced_fen = YuanField(
        label=_("减缴多少元"), help_text=_("少缴的金额，不是应缴的金额"), when="kind=reduce"
    )
    until = forms.DateField(
        label=_("缓缴到哪一天"),
        help_text=_("最后一天，例如 2027-06-30"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
    )
    opinion = forms.CharField(
        label=_("理由"),
        help_text=_("写进决定书"),
        min_length=2,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def arrange(self) -> None:
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one.value, gettext(one.label)) for one in ReductionKind]
        self.fields["until"].conditional = True  # type: ignore[attr-defined]
        self.fields["until"].when = "kind=defer"  # type: ignore[attr-defined]
        self.reduction = open_reduction(self.case)
        if self.reduction is not None:
            self.initial.setdefault("kind", self.reduction.kind)
            self.fee_total = yuan(self.reduction.order.due_fen)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind = given.get("kind")
        if kind == ReductionKind.REDUCE and "reduced_fen" not in self.errors and not given.get("reduced_fen"):
            self.add_error("reduced_fen", _("请写减缴多少元。"))
        if kind == ReductionKind.DEFER and "until" not in self.errors and not given.get("until"):
            self.add_error("until", _("请写缓缴到哪一天。"))
        return given

    def inputs(self) -> dict[str, Any]:
        given, kind = self.cleaned_data, self.cleaned_data["kind"]
        until = given["until"] if kind == ReductionKind.DEFER else None
        return {
            "kind": kind,
            "reduced_fen": (given["reduced_fen"] or 0) if kind == ReductionKind.REDUCE else 0,
            "until": until.isoformat() if until else None,
            "opinion": given["opinion"],
        }


FEE_FORMS: dict[Action, type[ActForm]] = {
    Action.ASSESS_FEE: AssessmentForm,
    Action.RECORD_PAYMENT: PaymentForm,
    Action.REQUEST_REDUCTION: ReductionRequestForm,
    Action.APPROVE_REDUCTION: ReductionDecisionForm,
}
