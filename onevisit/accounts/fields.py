"""Form fields whose errors are clear Chinese sentences at the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class TextField(forms.CharField):
    """One line of text; says in Chinese what is missing, too long, or not a character people can type."""

    def __init__(self, *, missing: StrOrPromise, max_length: int = 200, **kwargs: Any) -> None:
        """`missing` is the sentence for an empty field."""
        super().__init__(max_length=max_length, **kwargs)
        self.error_messages["required"] = missing
        self.validators = [
            MaxLengthValidator(
                max_length, message=_("最多填 %(limit_value)d 个字，现在是 %(show_value)d 个。请缩短。")
            ),
            ProhibitNullCharactersValidator(
                message=_("里面有看不见的控制字符，可能是复制时带进来的。请删掉后重新输入。")
            ),
        ]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No length limit in the browser: it cuts what is pasted without a word."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class SecretField(TextField):
    """A password: never shown again, spaces are kept."""

    def __init__(self, *, missing: StrOrPromise, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(missing=missing, max_length=128, strip=False, widget=widget, **kwargs)


class CodeField(TextField):
    """A code of digits; full-width digits and spaces typed by an input method are understood."""

    def __init__(self, *, missing: StrOrPromise, max_length: int = 20, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
        super().__init__(missing=missing, max_length=max_length, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        """The digits as ASCII, without spaces."""
        text = super().to_python(value) or ""
        plain = text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
        return "".join(plain.split())
