"""The forms of acts on a result that goes by post, and of another way of delivery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onevisit.law.items import DeliveryWay
from onevisit.people.service import ServiceFacts, checked_service, current_service_address
from onevisit.records import clock
from onevisit.web.desk.act_form import ActForm, ConditionalTextField


class PostingForm(ActForm):
    """Handing the parcel to the courier; a number is typed only where the courier's system gave none."""

    tracking_number = forms.RegexField(
        label=_("快递单号"),
        help_text=_("面单已打印的不用填；没有打印面单的，填写快递员面单上的单号"),
        regex=r"^[A-Za-z0-9-]{4,40}$",
        max_length=40,
        required=False,
        error_messages={"invalid": _("快递单号是 4 至 40 位字母、数字。")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PostServiceForm(ActForm):
    """What stands on the courier's receipt: who signed, and on which day."""

    receiver = forms.CharField(label=_("签收人"), max_length=100)
    served_on = forms.DateField(
        label=_("签收日期"),
        help_text=_("按快递回执上的签收日期填写；起诉、复议的期限从这一天起算"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
    )

    def arrange(self) -> None:
        self.initial.setdefault("served_on", clock.today())

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"receiver": given["receiver"], "served_on": given["served_on"].isoformat()}


class ParcelReasonForm(ActForm):
    """Why a parcel came back or is lost, as the courier says."""

    reason = forms.CharField(
        label=_("原因"),
        help_text=_("快递公司怎么说的，例如：地址不详、无人签收、确认丢失"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReplacementForm(ActForm):
    """Making the lost result again."""

    reason = forms.CharField(
        label=_("补制的原因"), min_length=2, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    blank_number = forms.CharField(label=_("新证件纸（空白证）编号"), required=False, max_length=60)

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class DeliveryForm(ActForm):
    """Another way for the result; for the post who receives where, for electronic delivery the consent."""

    delivery_way = forms.ChoiceField(label=_("结果怎么领取？"), widget=forms.RadioSelect)
    recipient = ConditionalTextField(label=_("收件人姓名"), when="delivery_way=post", max_length=100)
    phone = ConditionalTextField(
        label=_("收件人电话"),
        when="delivery_way=post",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    postal_address = ConditionalTextField(
        label=_("邮寄地址"),
        help_text=_("写到门牌号；邮寄不收费用"),
        when="delivery_way=post",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    electronic_service_agreed = forms.BooleanField(
        label=_("同意电子送达：文书到达您的账号就算送达，起诉、复议的期限从这时起算"), required=False
    )

    def arrange(self) -> None:
        way = self.fields["delivery_way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [(one.value, gettext(one.label)) for one in self.case.version.definition.delivery.ways]
        consent: Any = self.fields["electronic_service_agreed"]
        consent.conditional, consent.when = True, "delivery_way=electronic"
        if self.case.electronic_service_agreed:
            del self.fields["electronic_service_agreed"]
        applicant = self.case.applicant
        address = current_service_address(applicant) if applicant is not None else None
        self.initial.setdefault("delivery_way", self.case.delivery_way)
        if address is not None:
            self.initial.setdefault("recipient", address.recipient)
            self.initial.setdefault("phone", address.phone)
            self.initial.setdefault("postal_address", address.postal_address or "")
        elif applicant is not None:
            self.initial.setdefault("recipient", applicant.name if applicant.is_person else "")
            self.initial.setdefault("phone", applicant.phone or "")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("delivery_way") == DeliveryWay.POST.value:
            self._check_address(given)
        electronic = given.get("delivery_way") == DeliveryWay.ELECTRONIC.value
        if electronic and not (self.case.electronic_service_agreed or given.get("electronic_service_agreed")):
            self.add_error("electronic_service_agreed", _("选择电子送达的，请同时同意电子送达。"))
        return given

    def _check_address(self, given: dict[str, Any]) -> None:
        facts = ServiceFacts(
            given.get("recipient", ""), given.get("phone", ""), given.get("postal_address") or None
        )
        try:
            checked_service(facts)
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                self.add_error(name, sentences)

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen = {"delivery_way": given["delivery_way"]}
        if given["delivery_way"] == DeliveryWay.POST.value:
            chosen |= {name: given[name] for name in ("recipient", "phone", "postal_address")}
        if given.get("electronic_service_agreed"):
            chosen["electronic_service_agreed"] = True
        return chosen


class CallForm(ActForm):
    """A call to an applicant whose result waits."""

    reached = forms.ChoiceField(
        label=_("接通了吗？"), choices=[("yes", _("已接通")), ("no", _("未接通"))], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("通话情况"),
        help_text=_("例如：下周三来取；改为邮寄；号码是空号"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def inputs(self) -> dict[str, Any]:
        return {"reached": self.cleaned_data["reached"] == "yes", "note": self.cleaned_data["note"]}
