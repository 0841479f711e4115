"""Another way for the result to reach the applicant, after filing and until it is sent (JH-25b, rule 30)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from pydantic import Field

from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.collecting import waits_from
from onevisit.cases.actions.post import take_back_order
from onevisit.cases.actions.terminal import leave_slot
from onevisit.cases.models import Case
from onevisit.law.clauses import enforces
from onevisit.law.items import DeliveryWay
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people.models import ServiceAddress
from onevisit.people.service import ServiceFacts, confirm_service_address, current_service_address


class DeliveryInputs(Inputs):
    """The way; for the post who receives where; for electronic delivery the consent, if not given before."""

    delivery_way: DeliveryWay
    recipient: str = Field(default="", max_length=100)
    phone: str = Field(default="", max_length=40)
    postal_address: str = Field(default="", max_length=300)
    electronic_service_agreed: bool = False


@handles(Action.CHANGE_DELIVERY, DeliveryInputs)
@enforces("JH-25b", "RULE-30")
def change_delivery(act: Act) -> None:
    """The applicant chooses another way or address; an order for a parcel not yet posted is taken back."""
    case, given = act.case, act.inputs
    way: DeliveryWay = given.delivery_way
    if way not in act.definition.delivery.ways:
        raise _refused("not_offered", Sentence("这个事项没有这种领取方式。"), Sentence("请重新选择。"))
    if way is DeliveryWay.POST and not given.postal_address:
        raise _refused("no_address", Sentence("还没有邮寄地址。"), Sentence("请填写收件人、电话和地址。"))
    agreed = case.electronic_service_agreed or given.electronic_service_agreed
    if way is DeliveryWay.ELECTRONIC and not agreed:
        raise _refused(
            "no_consent",
            Sentence("申请人没有同意电子送达。"),
            Sentence("选择电子送达的，请同时同意电子送达。"),
        )
    take_back_order(act)
    act.data.update(way_before=case.delivery_way, way=way.value)
    if way is DeliveryWay.POST or (way is DeliveryWay.ELECTRONIC and not case.electronic_service_agreed):
        _confirm(act, case, electronic=agreed)
    case.delivery_way = way.value
    if case.state == State.IN_SLOT.value and way is not DeliveryWay.TERMINAL:
        leave_slot(act)
    elif case.waits_since is not None:
        waits_from(case, act.now)


def _confirm(act: Act, case: Case, *, electronic: bool) -> None:
    """The confirmed address becomes that of the case; what is not changed stays as it was confirmed."""
    assert case.applicant is not None
    given, before = act.inputs, current_service_address(case.applicant)
    electronic_way = None
    if electronic:
        kept = before.electronic_way if before is not None else None
        site = case.applicant.account_id is not None
        electronic_way = kept or (
            ServiceAddress.ElectronicWay.SITE if site else ServiceAddress.ElectronicWay.SMS
        )
    facts = ServiceFacts(
        recipient=given.recipient or (before.recipient if before else case.applicant.name),
        phone=given.phone or (before.phone if before else case.applicant.phone or ""),
        postal_address=given.postal_address or (before.postal_address if before else None),
        electronic_way=electronic_way,
        electronic_address=before.electronic_address if before else None,
    )
    try:
        address = confirm_service_address(case.applicant, facts, confirmed_by_id=act.performer.staff_id)
    except ValidationError as error:
        faults = tuple(sentence for sentences in error.message_dict.values() for sentence in sentences)
        raise _refused(
            "bad_address",
            Sentence("送达信息没有填对：%(faults)s", faults="".join(faults)),
            Sentence("请改正后再试。"),
        ) from error
    case.electronic_service_agreed = address.electronic_way is not None
    case.service_address = address.postal_address or address.electronic_address or ""


def _refused(code: str, message: Sentence, next_step: Sentence) -> Refusal:
    kept = Sentence("%(todo)s您填写的内容都在。", todo=next_step)
    return Refusal(code, message, clauses=("JH-25b", "AS-4.4"), next_step=kept)
