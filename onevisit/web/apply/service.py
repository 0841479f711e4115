"""The page of delivery and service: how the result comes, where documents are served, by whose consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onevisit.accounts.fields import TextField
from onevisit.cases.actions import service_choice
from onevisit.cases.draft_tasks import TaskKind
from onevisit.cases.models import Case
from onevisit.catalog.parts import Delivery
from onevisit.law.clauses import enforces
from onevisit.law.items import DeliveryWay
from onevisit.law.refusal import Refusal
from onevisit.people.models import Applicant, ServiceAddress
from onevisit.people.service import ServiceFacts, checked_service, current_service_address
from onevisit.records.page_language import in_page_language
from onevisit.web.apply.drafts import crumbs, draft_page
from onevisit.web.apply.pages import next_page

ON_PAPER = "paper"


class ServiceForm(forms.Form):
    """What is asked; whether it is right is decided in the people room."""

    use_required_attribute = False

    def __init__(self, delivery: Delivery, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        free = _("（免费）") if delivery.post_free else _("（到付）")
        self.fields["delivery_way"] = forms.ChoiceField(
            label=_("结果怎么给您？"),
            choices=[
                (way.value, f"{_(way.label)}{free}" if way is DeliveryWay.POST else _(way.label))
                for way in delivery.ways
            ],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("请选择结果怎么给您。"),
                "invalid_choice": in_page_language(service_choice.NOT_OFFERED),
            },
        )
        self.fields["electronic_way"] = forms.ChoiceField(
            label=_("办理中的通知书、决定书，同意电子送达吗？"),
            help_text=_(
                "同意的，文书到达您选的地方就算送达，起诉、复议的期限从这时起算；不同意不影响办理，"
                "文书会当面交给您或者邮寄。以后可以在“我的账号”里改回纸质送达。"
            ),
            choices=[
                (ServiceAddress.ElectronicWay.SITE.value, _("同意，在本平台“我的办件”查收")),
                (ServiceAddress.ElectronicWay.SMS.value, _("同意，发短信到手机")),
                (ServiceAddress.ElectronicWay.MAIL.value, _("同意，发到邮箱")),
                (ON_PAPER, _("不同意，只要纸质文书")),
            ],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("请选择是否同意电子送达。"),
                "invalid_choice": _("请选择是否同意电子送达。"),
            },
        )
        self.fields["electronic_address"] = TextField(
            label=_("接收的手机号码或者邮箱"),
            missing="",
            required=False,
            max_length=200,
            help_text=_("选短信、邮箱的才填。"),
        )
        self.fields["recipient"] = TextField(
            label=_("收件人姓名"), missing=_("请填写收件人姓名。"), max_length=100
        )
        self.fields["phone"] = TextField(
            label=_("收件人电话"),
            missing=_("请填写收件人电话。"),
            max_length=40,
            widget=forms.TextInput(
                attrs={"inputmode": "tel", "autocomplete": "tel", "class": "input--short"}
            ),
        )
        self.fields["postal_address"] = TextField(
            label=_("邮寄地址"),
            missing="",
            required=False,
            max_length=300,
            help_text=_("邮寄结果、寄送纸质文书用。写到门牌号。"),
            widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        )

    def clean(self) -> dict[str, Any]:
        """Says what the people room finds wrong together with what was left out, not one round later."""
        unsure = {"postal_address", "electronic_address"} if "electronic_way" in self.errors else set()
        try:
            checked_service(self.facts())
        except ValidationError as error:
            for field, sentences in error.message_dict.items():
                if field not in self.errors and field not in unsure:
                    self.add_error(field, sentences)
        return self.cleaned_data

    def facts(self) -> ServiceFacts:
        """What was confirmed, as typed; whole only after ``is_valid``."""
        given = self.cleaned_data
        way = given.get("electronic_way", ON_PAPER)
        return ServiceFacts(
            recipient=given.get("recipient", ""),
            phone=given.get("phone", ""),
            postal_address=given.get("postal_address") or None,
            electronic_way=None if way == ON_PAPER else way,
            electronic_address=given.get("electronic_address") or None,
        )


@require_http_methods(["GET", "POST"])
@draft_page
@enforces("RULE-30", "JH-25b")
def service(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Way of delivery, and the confirmed address for service, with consent to electronic service or not."""
    refusal: Refusal | None = None
    if request.method == "POST":
        form = ServiceForm(case.version.definition.delivery, request.POST)
        if form.is_valid():
            try:
                case = service_choice.choose(case.pk, form.cleaned_data["delivery_way"], form.facts())
                return redirect(next_page(case, TaskKind.SERVICE))
            except ValidationError as error:
                form.add_error(None, error)
            except Refusal as refused:
                refusal = refused
    else:
        form = ServiceForm(case.version.definition.delivery, initial=known_service(case))
    context = {
        "case": case,
        "form": form,
        "refusal": refusal,
        "crumbs": crumbs(case, _("领取方式和送达地址")),
    }
    status = 200 if request.method == "GET" else 409 if refusal else 422
    return render(request, "apply/service.html", context, status=status)


def known_service(case: Case) -> dict[str, Any]:
    """What was chosen before, or what is known of the applicant."""
    applicant = case.applicant
    assert applicant is not None
    found: dict[str, Any] = {"delivery_way": case.delivery_way}
    address = current_service_address(applicant)
    if address is not None:
        found.update(
            recipient=address.recipient,
            phone=address.phone,
            postal_address=address.postal_address or "",
            electronic_way=address.electronic_way or ON_PAPER,
            electronic_address=address.electronic_address or "",
        )
        return found
    found.update(
        recipient=_recipient(case, applicant),
        phone=applicant.phone or "",
        postal_address=applicant.address or "",
    )
    return found


def _recipient(case: Case, applicant: Applicant) -> str:
    if applicant.is_person:
        return applicant.name
    return applicant.legal_representative or (case.agent.name if case.agent else "")
