"""What is typed at a cabinet."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.cases.deposits import CODE_LENGTH
from onevisit.law import identifiers
from onevisit.records.page_language import in_page_language


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())


class TokenForm(forms.Form):
    """The token of the screen."""

    use_required_attribute = False
    token = forms.CharField(
        label=gettext_lazy("设备口令"),
        help_text=gettext_lazy("大厅管理员登记自助柜时得到的口令"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class CodeForm(forms.Form):
    """The pick-up code alone."""

    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("取件码"),
        help_text=gettext_lazy("短信和“我的办件”里的 8 位数字"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("请输入取件码。")},
    )

    def clean_code(self) -> str:
        """The code in its one form."""
        code = _plain(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH or not (code.isascii() and code.isdigit()):
            raise forms.ValidationError(_("取件码是 %(count)d 位数字。") % {"count": CODE_LENGTH})
        return code


class CardForm(CodeForm):
    """The resident number, read from the card or typed, and the code."""

    number = forms.CharField(
        label=gettext_lazy("身份证号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        error_messages={"required": gettext_lazy("请刷身份证或者输入号码。")},
    )
    field_order = ("number", "code")

    def clean_number(self) -> str:
        """The number in its one form."""
        try:
            return identifiers.resident_number(self.cleaned_data["number"])
        except identifiers.IdentifierError as error:
            raise forms.ValidationError(in_page_language(error.sentence)) from error
