"""Declaring on the web and at the window: each point ticked, signed (告知承诺)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.catalog.commitments import Commitment


class PointsField(forms.MultipleChoiceField):
    """The points of a declaration, each to be ticked by itself."""

    widget = forms.CheckboxSelectMultiple


class DeclarationForm(forms.Form):
    """The points of the declaration; nothing is ticked in advance."""

    use_required_attribute = False
    points = PointsField(
        label=_("我承诺"),
        help_text=_("请逐项看清后勾选。不能承诺的，不要用这种方式，按一般程序办理。"),
        error_messages={"required": _("请逐项看清后勾选。")},
    )

    def __init__(self, *args: Any, rule: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        points = self.fields["points"]
        assert isinstance(points, forms.MultipleChoiceField)
        points.choices = [(one.key, one.text) for one in rule.points]

    def clean_points(self) -> list[str]:
        """All of them: a declaration in part is none."""
        given = list(self.cleaned_data["points"])
        if len(given) < len(self.rule.points):
            raise forms.ValidationError(_("还有承诺事项没有勾选。不能全部承诺的，请按一般程序办理。"))
        return given
