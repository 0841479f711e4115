"""The record of a meeting about a case, with a row for each who took part (JH-7.6, JH-10b, XK-45)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.cases.models import Meeting
from onevisit.records import clock
from onevisit.records.clock import SHANGHAI
from onevisit.web.desk.act_form import ActForm
from onevisit.web.desk.file_fields import FilesField
from onevisit.web.desk.visit_forms import MOMENT

ROWS = 8


class MemberForm(forms.Form):
    """One row: name, organ, opinion; for experts what they declare of an interest of their own."""

    use_required_attribute = False

    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    organ = forms.CharField(label=_("单位"), max_length=100, required=False)
    opinion = forms.CharField(label=_("意见"), max_length=1000, required=False)
    conflict = forms.CharField(label=_("利害关系"), max_length=300, required=False)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in the row."""
        return not any(str(self[name].value() or "").strip() for name in self.fields)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.is_blank:
            for name in ("name", "organ", "opinion"):
                if name not in self.errors and not given.get(name):
                    self.add_error(name, _("没有填写"))
        return given


class MeetingForm(ActForm):
    """When, where, who presided, each opinion, what came of it."""

    experts = False

    held_at = forms.DateTimeField(
        label=_("会议时间"),
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "field--short"}, format=MOMENT),
    )
    place = forms.CharField(label=_("会议地点"), max_length=200, min_length=2)
    chair = forms.CharField(label=_("主持人"), help_text=_("也要列在参加人里"), max_length=60)
    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=[(value, _(label)) for value, label in Meeting.Outcome.choices],
        widget=forms.RadioSelect,
    )
    conclusion = forms.CharField(
        label=_("结论和理由"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, min_length=5
    )
    scan = FilesField(label=_("签字的记录扫描件"), required=False)
    all_signed = forms.BooleanField(label=_("参加人都已在记录上签字"))

    def arrange(self) -> None:
        self.members = [
            MemberForm(self.data if self.is_bound else None, prefix=f"member{n}") for n in range(ROWS)
        ]
        handler = self.case.handler
        if not self.is_bound and handler is not None:
            self.members[0].initial = {"name": handler.name, "organ": self.case.department.name}
        for row in self.members:
            if not self.experts:
                del row.fields["conflict"]
        self.initial.setdefault("held_at", clock.now().astimezone(SHANGHAI).replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        filled = [row for row in self.members if not row.is_blank]
        faulty = [row for row in filled if not row.is_valid()]
        if faulty:
            raise forms.ValidationError(_("参加人的姓名、单位和意见都要填写。"))
        if not filled:
            raise forms.ValidationError(_("请填写参加人和每个人的意见。"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **given,
            "held_at": given["held_at"].astimezone(SHANGHAI).isoformat(),
            "members": [row.cleaned_data for row in self.members if not row.is_blank],
        }


class ExpertReviewForm(MeetingForm):
    """The same with experts, who declare their interests."""

    experts = True
