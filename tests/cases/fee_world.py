"""A case with a fee: 挖掘城市道路, 120 yuan for each square metre, paid before the result is handed out."""

from __future__ import annotations

import uuid

from onevisit.cases.actions import drafts
from onevisit.cases.models import Case
from onevisit.law.lifecycle import Action
from tests.cases import predicates, world
from tests.cases.fee_record import money_of
from tests.cases.predicates import fees
from tests.cases.record import life_of

DIGGING = "挖掘城市道路"
HANDLER, SECOND, SIGNER, HEAD = "urban-handler", "urban-handler2", "urban-signer", "urban-head"
AREA, DUE_FEN = "12.5", 150_000


def reviewed(area: str = AREA) -> Case:
    """Accepted and reviewed, with nothing decided yet."""
    case = world.draft(DIGGING)
    answers = {one.key: world.example(one) for one in case.version.definition.questions()}
    drafts.save_answers(case.pk, {**answers, "area": area}, scenario={})
    world.do(case, Action.RECEIVE, world.CLERK)
    world.check_all(case)
    world.do(case, Action.ACCEPT, HANDLER)
    world.review(case, HANDLER, SECOND)
    return case


def granted(area: str = AREA) -> Case:
    """Granted by the signer: the fee is owed from now on, and not assessed yet."""
    case = reviewed(area)
    world.do(case, Action.DRAFT_DECISION, HANDLER, outcome="grant")
    world.do(case, Action.SIGN_DECISION, SIGNER)
    return case


def at_window(area: str = AREA) -> Case:
    """The granted result lies at the issuing window, unpaid."""
    case = granted(area)
    world.do(case, Action.OFFER_HANDOVER, HANDLER, signature="a" * 64)
    world.do(case, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    return case


def assessed(area: str = AREA) -> Case:
    """The same with the fee assessed."""
    case = at_window(area)
    world.do(case, Action.ASSESS_FEE, world.CLERK)
    return case


def pay(case: Case, way: str = "cash", receipt: str = "") -> None:
    """Pays at the window."""
    world.do(case, Action.RECORD_PAYMENT, world.ISSUER, way=way, receipt_number=receipt or new_receipt())


def new_receipt() -> str:
    """A receipt number nobody used."""
    return f"T{uuid.uuid4().hex[:12]}"


def collect(case: Case) -> None:
    """The applicant takes the result."""
    world.do(case, Action.COLLECT, world.ISSUER, receiver="李敏", identity_checked=True, signature="c" * 64)


def judged(case: Case) -> list[str]:
    """What is against the rules in the record of the case."""
    life = life_of(case.pk)
    return [*predicates.faults(life), *fees.faults(life, money_of(case.pk))]
