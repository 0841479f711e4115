"""The one correction notice as a table: every material, question and condition, each with its demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.cases.models import CaseMaterial
from onevisit.catalog.evaluate import conditions_for, visible_form
from onevisit.catalog.parts import Question
from onevisit.web.desk.act_form import ActForm


@dataclass(frozen=True)
class DemandGroup:
    """Points of one kind in the table of a correction notice: field names with how each stands."""

    title: str
    names: list[tuple[str, str]]
    form: forms.Form

    @property
    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """The fields with how each point stands now, in words."""
        return [(self.form[name], standing) for name, standing in self.names]


def _standing(row: CaseMaterial) -> str:
    words = [str(row.get_supply_display())]
    if row.checked:
        words.append(str(_("已核对")))
    elif row.required and row.supply == CaseMaterial.Supply.SUPPLIED:
        words.append(str(_("未核对")))
    return " ".join(words)


def _answered(question: Question, given: Any) -> str:
    values = [given] if isinstance(given, str) else list(given or ())
    words = "、".join(question.label_of(str(value)) for value in values if value)
    return words or str(_("没有填写"))


class CorrectionForm(ActForm):
    """Everything to be corrected, in one go: a demand next to each material, question and condition."""

    def arrange(self) -> None:
        definition = self.case.version.definition
        self.subjects: list[tuple[str, str]] = []
        self.groups: list[DemandGroup] = []
        materials = self.case.materials.exclude(
            supply__in=(CaseMaterial.Supply.SHARED, CaseMaterial.Supply.COMMITTED)
        ).order_by("pk")
        self._add_group(
            str(_("材料")), [(f"material:{row.key}", row.name, _standing(row)) for row in materials]
        )
        answers = {**self.case.scenario, **self.case.answers}
        for group, questions in visible_form(definition, answers):
            self._add_group(
                str(_("申请表：%(title)s")) % {"title": group.title},
                [
                    (f"question:{one.key}", one.label, _answered(one, self.case.answers.get(one.key)))
                    for one in questions
                ],
            )
        conditions = conditions_for(definition, self.case.scenario)
        self._add_group(str(_("受理条件")), [(f"condition:{one.key}", one.text, "") for one in conditions])

    def _add_group(self, title: str, points: list[tuple[str, str, str]]) -> None:
        rows = []
        for subject, label, standing in points:
            name = subject.replace(":", "__")
            self.subjects.append((subject, name))
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            rows.append((name, standing))
        if rows:
            self.groups.append(DemandGroup(title, rows, self))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(name) for _subject, name in self.subjects):
            raise forms.ValidationError(_("还没有写任何补正内容。请在需要补正的材料或栏目旁写明要求。"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "points": [
                {"subject": subject, "demand": given[name]}
                for subject, name in self.subjects
                if given.get(name)
            ],
        }
