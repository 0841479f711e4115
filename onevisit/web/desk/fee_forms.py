"""The forms about fees: the amount is shown, never typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onevisit.cases.fees import assessed_lines, order_of
from onevisit.law.fees import AT_THE_WINDOW, total_fen
from onevisit.law.refusal import Refusal
from onevisit.web.desk.act_form import ActForm
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
