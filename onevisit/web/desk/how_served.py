"""How a paper reached its addressee, as a form asks it (rule 30)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.law.service import ServiceMethod
from onevisit.web.desk.act_form import ConditionalTextField


class HowServed(forms.Form):
    """The way, the day, and what proves it: a signature, a courier's receipt, or an account of it."""

    signature_when = f"method={ServiceMethod.DIRECT.value}"

    method = forms.ChoiceField(label=_("送达方式"), widget=forms.RadioSelect)
    served_on = forms.DateField(
        label=_("送达日期"),
        help_text=_("邮寄的填回执上的签收日期；公告的填公告期满的日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
    )
    receiver = ConditionalTextField(label=_("签收人"), when="method=direct|post", max_length=100)
    tracking_number = ConditionalTextField(label=_("快递单号"), when="method=post", max_length=40)
    note = ConditionalTextField(
        label=_("送达经过"),
        help_text=_("留置送达写明地点和见证人，公告送达写明载体和公告日期"),
        when="method=left|announced",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
