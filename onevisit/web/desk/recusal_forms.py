"""Standing back from a case, asking that somebody does, deciding it (HOUSE-11)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onevisit.cases.models import Recusal
from onevisit.cases.recusals import challengeable, next_handlers, oldest_open
from onevisit.organization.models import Staff
from onevisit.web.desk.act_form import ActForm


class RecusalReasonForm(ActForm):
    """Why the worker stands back."""

    reason = forms.CharField(
        label=_("回避的理由"),
        help_text=_("例如与申请人是近亲属。加密保存；提出以后您不再办理这个办件"),
        min_length=2,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class RecusalRequestForm(ActForm):
    """Whom the applicant asks to stand back, and why; at a window in his place."""

    person = forms.TypedChoiceField(
        label=_("申请谁回避"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )
    reason = forms.CharField(
        label=_("申请回避的理由"),
        help_text=_("写明有什么利害关系，例如他是竞争对手的亲属。加密保存，只给决定的人看"),
        min_length=2,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def arrange(self) -> None:
        person = self.fields["person"]
        assert isinstance(person, forms.TypedChoiceField)
        roles = {self.case.handler_id: gettext("承办人")}
        person.choices = [
            (one.pk, f"{one.name}（{roles.get(one.pk, gettext('可能签发决定'))}）")
            for one in (*challengeable(self.case), *self._asked_before())
        ]

    def _asked_before(self) -> tuple[Staff, ...]:
        """Taken when the form comes in: one sent twice is answered by the act, not by the field."""
        if not self.is_bound:
            return ()
        asked = Recusal.objects.filter(case=self.case).select_related("person")
        return tuple(one.person for one in asked)

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class RecusalDecisionForm(ActForm):
    """Whether the person stands back, and who handles the case instead."""

    template = "desk/recusal.html"

    granted = forms.ChoiceField(
        label=_("决定"), choices=[("yes", _("回避")), ("no", _("不回避"))], widget=forms.RadioSelect
    )
    successor = forms.ChoiceField(
        label=_("另行指定的承办人"), help_text=_("决定回避的，由他接着办理"), required=False
    )
    opinion = forms.CharField(
        label=_("理由"),
        help_text=_("申请人申请的，理由会告知申请人"),
        min_length=2,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def arrange(self) -> None:
        self.recusal = oldest_open(self.case)
        self.hands_on = self.recusal is not None and self.recusal.person_id == self.case.handler_id
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ChoiceField)
        if self.recusal is None or not self.hands_on:
            del self.fields["successor"]
            return
        people = next_handlers(self.case, self.recusal.person_id)
        successor.choices = [("", "—"), *((str(one.pk), one.name) for one in people)]
        successor.conditional = True  # type: ignore[attr-defined]
        successor.when = "granted=yes"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.hands_on and given.get("granted") == "yes" and not given.get("successor"):
            self.add_error("successor", _("请从本部门的承办人中另行指定一人。"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        granted = given["granted"] == "yes"
        chosen = given.get("successor") if granted else ""
        return {
            "granted": granted,
            "opinion": given["opinion"],
            "successor": int(chosen) if chosen else None,
        }
