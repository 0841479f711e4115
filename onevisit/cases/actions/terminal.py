"""A result in a slot of a self-service cabinet: put in, collected, returned (JH-25b, AS-4.4).

The slot opens with the act: that moment is the service (rule 30). The ten days of delivery end when the
applicant is told that it waits there (rule 12).
"""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from pydantic import Field

from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.collecting import waits_from
from onevisit.cases.actions.serving import serve_result
from onevisit.cases.models import Deposit
from onevisit.cases.paper_parts import applicant_name
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.law.service import ServiceMethod
from onevisit.organization.models import Cabinet

TERMINAL = ("JH-25b", "AS-4.4")


class SlotInputs(Inputs):
    """The cabinet and the number of the slot."""

    cabinet: int = Field(ge=1)
    slot: int = Field(ge=1)


@handles(Action.PUT_IN_SLOT, SlotInputs)
@enforces("JH-25b", "AS-4.4", "RULE-12")
def put_in_slot(act: Act) -> None:
    """The clerk lays the result into a free slot; the applicant is told code, place and last day."""
    case, given = act.case, act.inputs
    applicant = case.applicant
    if applicant is None or not (applicant.phone or case.account_id or applicant.account_id):
        raise _refused(
            "nobody_to_tell",
            Sentence("申请人没有留电话，也没有账号，取件码没有办法告知。"),
            Sentence("请改为窗口领取，或者补登电话。"),
        )
    cabinet = Cabinet.objects.filter(pk=given.cabinet, hall_id=case.hall_id, closed_at=None).first()
    if cabinet is None or given.slot > cabinet.slots:
        raise _refused("no_such_slot", Sentence("没有这个格口。"), Sentence("请重新选择格口。"))
    last_day = act.today + timedelta(days=case.city.collecting.slot_period)
    try:
        with transaction.atomic():
            deposit = Deposit.objects.create(
                case=case,
                cabinet=cabinet,
                slot=given.slot,
                put_in_by_id=act.staff_id,
                put_in_at=act.now,
                last_day=last_day,
            )
    except IntegrityError as error:
        raise _refused(
            "slot_taken", Sentence("这个格口里已经有别的结果。"), Sentence("请换一个空格口。")
        ) from error
    case.slot, case.slot_until = cabinet.slot_name(given.slot), last_day
    case.waits_since = None
    act.data.update(deposit=deposit.pk, cabinet=cabinet.pk, slot=given.slot, last_day=last_day.isoformat())


class TerminalInputs(Inputs):
    """What was opened, and the signature made on the screen (the hash of its picture)."""

    deposit: int = Field(ge=1)
    signature: str = Field(min_length=1, max_length=100)
    with_card: bool = False


@handles(Action.DELIVER_AT_TERMINAL, TerminalInputs)
@enforces("JH-25b", "AS-4.4", "RULE-30")
def deliver_at_terminal(act: Act) -> None:
    """The slot opens once, for its applicant: that moment is the service, and remedies run from it."""
    deposit = open_deposit(act)
    if deposit.pk != act.inputs.deposit or deposit.cabinet_id != act.performer.cabinet_id:
        raise _refused("no_such_slot", Sentence("没有找到这份结果。"), Sentence("请到出件窗口咨询。"))
    slot = act.case.slot
    _end(act, deposit, Deposit.Outcome.COLLECTED)
    deposit.emptied_at = act.now
    deposit.save()
    act.case.slot = ""
    act.result["slot"] = deposit.slot
    act.data.update(by="terminal", cabinet=deposit.cabinet_id, with_card=act.inputs.with_card)
    proof = "凭取件码和身份证号码" if act.inputs.with_card else "凭取件码"
    serve_result(
        act,
        ServiceMethod.DIRECT,
        applicant_name(act.case),
        act.inputs.signature,
        note=f"{proof}在自助柜 {slot} 格领取",
    )


@handles(Action.RETURN_FROM_SLOT)
@enforces("JH-25b", "AS-4.4")
def return_from_slot(act: Act) -> None:
    """The period is over: the code no longer opens, the result belongs to the window and lies in the slot."""
    deposit = open_deposit(act)
    _end(act, deposit, Deposit.Outcome.EXPIRED)
    deposit.save()
    waits_from(act.case, act.now)


@handles(Action.TAKE_OUT_OF_SLOT)
def take_out_of_slot(act: Act) -> None:
    """The clerk empties the slot: after the period, or before it because the applicant came to the window."""
    deposit = Deposit.objects.get(case=act.case, emptied_at=None)
    if act.case.state == State.IN_SLOT.value:
        _end(act, deposit, Deposit.Outcome.TAKEN_OUT)
        waits_from(act.case, act.now)
    deposit.emptied_at = act.now
    deposit.emptied_by_id = act.staff_id
    deposit.save()
    act.case.slot = ""
    act.data["deposit"] = deposit.pk


def leave_slot(act: Act) -> None:
    """The applicant chose another way: the code no longer opens, the clerk empties the slot."""
    deposit = open_deposit(act)
    _end(act, deposit, Deposit.Outcome.OTHER_WAY)
    deposit.save()
    waits_from(act.case, act.now)
    act.to_state = State.RESULT_AT_WINDOW


def open_deposit(act: Act) -> Deposit:
    """The deposit that still waits for its applicant. One statement."""
    return Deposit.objects.get(case=act.case, ended_at=None)


def _end(act: Act, deposit: Deposit, outcome: Deposit.Outcome) -> None:
    deposit.outcome = outcome
    deposit.ended_at = act.now
    act.case.slot_until = None
    act.data.update(deposit=deposit.pk, outcome=outcome.value)


def _refused(code: str, message: Sentence, next_step: Sentence) -> Refusal:
    kept = Sentence("%(todo)s您填写的内容都在。", todo=next_step)
    return Refusal(code, message, clauses=TERMINAL, next_step=kept)
