"""The form that lays a result into a slot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.cases.deposits import free_slots
from onevisit.web.desk.act_form import ActForm


class SlotForm(ActForm):
    """Which free slot; the first one is chosen beforehand."""

    place = forms.ChoiceField(
        label=_("空格口"),
        help_text=_("放好、关上柜门以后再确认；申请人马上会收到取件码"),
        error_messages={"invalid_choice": _("这个格口不是空的了，请重新选择。")},
    )

    def arrange(self) -> None:
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        found = free_slots(self.case.hall_id)
        field.choices = [
            (f"{cabinet.pk}-{slot}", f"{cabinet.slot_name(slot)} {cabinet.place}") for cabinet, slot in found
        ]
        if not found:
            field.help_text = _("没有空格口：请先清空逾期未领的格口，或者请申请人到窗口领取")

    def inputs(self) -> dict[str, Any]:
        cabinet, _dash, slot = self.cleaned_data["place"].partition("-")
        return {"cabinet": int(cabinet), "slot": int(slot)}
