"""Forms of the stationing register: the six ticks, and the three steps of an exemption."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.catalog.models import ItemVersion
from onevisit.law.stationing import StationedPower
from onevisit.organization.stationing import LeadersDecision
from onevisit.web.organization.frame import RegisterForm, date_field


class OptionalTicks(forms.MultipleChoiceField):
    """Boxes of which none need be ticked: what is missing shows as a gap."""

    conditional = True
    widget = forms.CheckboxSelectMultiple


class StationingForm(RegisterForm):
    """What the department gives for an item in a hall, by whose signature and which paper."""

    given = OptionalTicks(
        label=_("授予派驻机构的权限"),
        help_text=_("没有勾选的列为“授权不到位”"),
        required=False,
    )
    authorised_by = forms.CharField(label=_("授权人"), help_text=_("部门里签署授权的人"), max_length=60)
    document = forms.CharField(label=_("授权文件"), help_text=_("文件名称和文号"), max_length=120)
    valid_from = date_field(_("生效日期"))

    def __init__(self, *args: Any, needed: frozenset[StationedPower], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["given"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(power.value, _(power.label)) for power in StationedPower if power in needed]

    def powers(self) -> frozenset[StationedPower]:
        """The powers that were ticked."""
        return frozenset(StationedPower(power) for power in self.cleaned_data["given"])


class ExemptionForm(RegisterForm):
    """The department's written request."""

    item = forms.ChoiceField(label=_("事项"))
    basis = forms.CharField(
        label=_("法律法规的特殊规定"),
        help_text=_("写明法律、法规名称和条款"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reasons = forms.CharField(
        label=_("不适合进驻的理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, versions: list[ItemVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.item.code, one.name) for one in versions]


class ReviewForm(RegisterForm):
    """The agency's opinion."""

    review = forms.CharField(label=_("审查意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class LeadersForm(RegisterForm):
    """What the two leaders decided, on paper."""

    approved = forms.ChoiceField(
        label=_("决定"), choices=[("yes", _("同意不进驻")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    leader_in_charge = forms.CharField(label=_("分管领导"), max_length=60)
    chief_leader = forms.CharField(label=_("主要领导"), max_length=60)
    document = forms.CharField(label=_("决定文件"), help_text=_("文件名称和文号"), max_length=120)
    decided_on = date_field(_("决定日期"))
    valid_to = date_field(_("有效期至"), required=False, help_text=_("过期以后要重新申请；长期有效的不填"))

    def decision(self) -> LeadersDecision:
        """The decision as it is entered."""
        given = self.cleaned_data
        return LeadersDecision(
            approved=given["approved"] == "yes",
            leader_in_charge=given["leader_in_charge"].strip(),
            chief_leader=given["chief_leader"].strip(),
            document=given["document"],
            decided_on=given["decided_on"],
            valid_to=given["valid_to"],
        )
