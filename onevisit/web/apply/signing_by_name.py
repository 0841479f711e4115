"""Signing on the web: the signer's own name, typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.cases.models import Case


class SignedByName(forms.Form):
    """A form that ends with the name of who signs it."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("输入您的姓名，作为签名"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, signer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signer = signer
        self.order_fields([*(key for key in self.fields if key != "name"), "name"])

    def clean_name(self) -> str:
        """The name must be the signer's own."""
        name = str(self.cleaned_data["name"])
        if name != self.signer:
            raise forms.ValidationError(
                _("请输入本人姓名或者单位名称：%(name)s"), params={"name": self.signer}
            )
        return name


def signer_of(case: Case) -> str:
    """Who signs for the applicant: he himself or his agent."""
    person = case.agent or case.applicant
    return person.name if person else ""
