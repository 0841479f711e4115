"""The form of a delegation document: parties, items, powers, days, basis, announcement, scan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.catalog.models import ItemVersion
from onevisit.law.delegations import DelegatedItem, DelegationTerms
from onevisit.law.items import ItemType
from onevisit.law.powers import DELEGABLE, PowerKind
from onevisit.organization.models import Delegation, Department
from onevisit.web.organization.frame import RegisterForm, date_field

LONGEST_NUMBER = 60


class DelegationForm(RegisterForm):
    """Terms of a signed document of one department; its items are those of that department."""

    number = forms.CharField(
        label=_("委托书编号"),
        help_text=_("签署的纸质委托书上的编号，例如 蛟市监委〔2026〕3号"),
        max_length=LONGEST_NUMBER,
    )
    delegate = forms.ChoiceField(label=_("受委托机关"), widget=forms.RadioSelect)
    nature = forms.ChoiceField(
        label=_("受委托机关的法律性质"),
        help_text=_("行政许可决定只能委托行政机关（行政许可法第二十四条）"),
        choices=[(value, _(label)) for value, label in Delegation.DelegateNature.choices],
        widget=forms.RadioSelect,
    )
    items = forms.MultipleChoiceField(label=_("委托的事项"), widget=forms.CheckboxSelectMultiple)
    powers = forms.MultipleChoiceField(
        label=_("委托的权限"),
        choices=[(power.value, _(power.label)) for power in PowerKind if power in DELEGABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    basis = forms.CharField(label=_("委托依据"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    announcement = forms.CharField(
        label=_("公告在哪里"), help_text=_("网站名称和网址，或者报纸名称和日期"), max_length=200
    )
    announced_on = date_field(_("公告日期"))
    valid_from = date_field(_("生效日期"), help_text=_("从这一天零时起由窗口办理；不能早于今天"))
    valid_to = date_field(_("终止日期"), required=False, help_text=_("这一天仍然有效；长期有效的不填"))
    scan = forms.FileField(label=_("签署件扫描件"), required=False, help_text=_("PDF、JPG 或 PNG，加密保存"))

    def __init__(self, *args: Any, delegator: Department, versions: list[ItemVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.delegator = delegator
        self.versions = {version.item.code: version for version in versions}
        items, delegate = self.fields["items"], self.fields["delegate"]
        assert isinstance(items, forms.MultipleChoiceField)
        assert isinstance(delegate, forms.ChoiceField)
        items.choices = [
            (code, f"{version.name}（{ItemType(version.type).label}）")
            for code, version in self.versions.items()
        ]
        others = Department.objects.exclude(pk=delegator.pk).order_by("code")
        agencies = [one for one in others if one.kind == Department.Kind.AGENCY]
        delegate.choices = [(str(one.pk), one.name) for one in agencies]
        if len(agencies) == 1:
            self.initial.setdefault("delegate", str(agencies[0].pk))

    def terms(self) -> DelegationTerms:
        """The terms as the law reads them."""
        given = self.cleaned_data
        nature = Delegation.DelegateNature.ADMINISTRATIVE_ORGAN
        return DelegationTerms(
            delegator_id=self.delegator.pk,
            delegate_id=int(given["delegate"]),
            to_administrative_organ=given["nature"] == nature,
            basis=given["basis"],
            announcement=given["announcement"],
            announced_on=given["announced_on"],
            items=tuple(self._item(code) for code in given["items"]),
            powers=frozenset(PowerKind(power) for power in given["powers"]),
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
        )

    def _item(self, code: str) -> DelegatedItem:
        version = self.versions[code]
        return DelegatedItem(
            code, version.name, version.item.department_id, ItemType(version.type).is_licence
        )


class EndingForm(RegisterForm):
    """Ending a document needs no more than the reason."""
