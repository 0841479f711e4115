"""Answering a pre-review: passed with a word for the applicant, or returned with everything itemised."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.web.desk.act_form import ActForm
from onevisit.web.desk.correction_form import CorrectionForm


class PassPreReviewForm(ActForm):
    """Passed; what the applicant should bring or know, if anything."""

    note = forms.CharField(
        label=_("给申请人的提示"),
        help_text=_("例如到窗口时要带哪些原件。没有可以不填"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def inputs(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}


class ReturnPreReviewForm(CorrectionForm):
    """Everything to be changed, in one go; what stood there at an earlier return can't be raised again."""
