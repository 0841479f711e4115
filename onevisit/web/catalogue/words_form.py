"""What is said with a step of a change: the public reason, the rule behind it, the day of effect."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.catalog.changes import Words
from onevisit.law.catalogue_changes import CHANGE_ACTS, LONGEST_REASON, ChangeAct, ChangeKind

BASIS_HELP = _("写明法律名称和条款，例如“《中华人民共和国食品安全法》第三十五条”。")


class StepForm(forms.Form):
    """The words of a step. What is missing is said by the page, not by the browser's own bubble."""

    use_required_attribute = False

    def words(self) -> Words:
        """What was typed."""
        given = self.cleaned_data
        return Words(
            reason=" ".join(str(given.get("reason", "")).split()),
            basis=str(given.get("basis", "")).strip(),
            retroactive_basis=str(given.get("retroactive_basis", "")).strip(),
            effective_on=given.get("effective_on"),
        )


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _basis(*, required: bool) -> forms.CharField:
    return forms.CharField(label=_("变更依据"), help_text=BASIS_HELP, max_length=200, required=required)


class ProposalForm(StepForm):
    """Why an item changes, by which rule, and which items take its place."""

    def __init__(self, *args: Any, kind: ChangeKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["reason"] = _reason(_("变更理由"), _("发布时向社会公告，请写成群众看得懂的话。"))
        self.fields["basis"] = _basis(required=kind.needs_basis)
        if kind.least_successors:
            self.fields["successors"] = forms.CharField(
                label=_("承接的事项"),
                help_text=_("一行写一个实施编码；群众从原事项的页面可以找到它们。"),
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def codes(self) -> list[str]:
        """The codes of the items that take the place of this one, each once."""
        return list(dict.fromkeys(str(self.cleaned_data.get("successors", "")).split()))


class ActForm(StepForm):
    """The words that one act on a change asks for."""

    def __init__(self, *args: Any, act: ChangeAct, kind: ChangeKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if act is ChangeAct.SUBMIT:
            self.fields["reason"] = _reason(_("变更说明"), _("发布时向社会公告，请写成群众看得懂的话。"))
            self.fields["basis"] = _basis(required=kind.needs_basis)
            if kind.has_content:
                self.fields["retroactive_basis"] = forms.CharField(
                    label=_("溯及已收办件的依据"),
                    help_text=_(
                        "一般不填：已经收件的按收件时的版本办到底。只有法律规定适用于已收办件的才填。"
                    ),
                    max_length=200,
                    required=False,
                )
        elif act is ChangeAct.PUBLISH:
            self.fields["effective_on"] = forms.DateField(
                label=_("生效日期"),
                help_text=_("例如 2026-03-16，从那天零点起；不填就是立即生效。"),
                required=False,
                widget=forms.TextInput(attrs={"class": "input--short", "autocomplete": "off"}),
                error_messages={"invalid": _("请写成 2026-03-16 的样子。")},
            )
        elif CHANGE_ACTS[act].reason:
            self.fields["reason"] = _reason(
                _("理由"), _("写明哪里要改、为什么，起草人会看到。") if act is ChangeAct.RETURN else ""
            )
