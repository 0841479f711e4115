"""Forms of acceptance with gaps: the applicant's signature, what was wrong, the end (容缺受理)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.cases.gaps import gaps_of, promise_of
from onevisit.web.desk.act_form import ActForm
from onevisit.web.desk.signatures import stored_signature
from onevisit.web.words import limit_in_words


class GapForm(ActForm):
    """What is missing and until when, told to the applicant before he signs, if he wants it so."""

    template = "desk/gaps.html"

    def arrange(self) -> None:
        definition = self.case.version.definition
        self.missing = gaps_of(self.case, definition)
        rule = definition.gap_acceptance
        self.limit_words = limit_in_words(rule.limit) if rule else ""
        self.gap_basis = "；".join(rule.basis) if rule else ""
        self.promise = promise_of(self.case)
        self.needs_signature = self.promise is None
        applicant = self.case.agent or self.case.applicant
        self.signer = applicant.name if applicant else ""

    def inputs(self) -> dict[str, Any]:
        if not self.needs_signature:
            return {}
        return {"signature": stored_signature(self.data, "signature", self.signer)}


class GapReturnForm(ActForm):
    """What is wrong with what was supplied; the applicant reads it."""

    reason = forms.CharField(
        label=_("哪里不符合要求"),
        help_text=_("只能针对容缺受理通知书列明的材料，只能告知一次；申请人会看到"),
        min_length=5,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class GapEndForm(ActForm):
    """What is to be added to the reasons."""

    reason = forms.CharField(
        label=_("补充说明的理由"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
