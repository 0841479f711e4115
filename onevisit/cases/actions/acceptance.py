"""Acceptance and its refusals; deemed acceptance; deciding at once (rules 5-7; JH-22, JH-23; XK-32)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from onevisit.cases import papers, result_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.collecting import waits_from
from onevisit.cases.actions.declarations import await_check
from onevisit.cases.licensing import add_certificate, renew
from onevisit.cases.models import Irregularity, Outcome
from onevisit.cases.notices import void_unserved
from onevisit.law.items import ResultKind
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records.clock import SHANGHAI


@handles(Action.ACCEPT)
def accept(act: Act) -> None:
    """The application is accepted today; the decision clocks start (XK-32.5, JH-23)."""
    _take_in(act)
    act.papers.append(papers.acceptance(act))


@handles(Action.DEEM_ACCEPTED)
def deem_accepted(act: Act) -> None:
    """Five silent working days: accepted as of the receipt; the paper shows its true day (rule 7)."""
    case = act.case
    effective = _counted_receipt_day(act)
    case.accepted_on = effective
    case.accepted_at = act.now
    case.gap_stage = ""
    act.clocks_from = effective
    act.data["effective_on"] = effective.isoformat()
    if case.correction_stage == "given":
        case.correction_stage = ""
        void_unserved(act, "没有在五个工作日内送达，申请依法视为受理")
    act.papers.append(papers.acceptance(act, effective_on=effective))
    Irregularity.objects.create(case=case, clause="XK-72.4", kind="deemed_accepted", found_at=act.now)


def _counted_receipt_day(act: Act) -> date:
    """The day from which silence counts: receipt, or the receipt of the corrections (rule 7)."""
    case = act.case
    if case.correction_stage == "supplied" and case.correction.supplied_at is not None:
        return case.correction.supplied_at.astimezone(SHANGHAI).date()
    assert case.received_at is not None
    return case.received_at.astimezone(SHANGHAI).date()


class NegativeInputs(Inputs):
    """Why not, on which legal basis; ``competent_organ`` where another organ is the right one (XK-32.2)."""

    reasons: tuple[str, ...] = Field(min_length=1, max_length=20)
    legal_basis: tuple[str, ...] = Field(min_length=1, max_length=20)
    competent_organ: str = Field(default="", max_length=100)
    ground: str = Field(default="", pattern="^(|wrong_organ|not_corrected)$")


@handles(Action.ANSWER_NOT_REQUIRED, NegativeInputs)
def answer_not_required(act: Act) -> None:
    """The matter needs no approval at all: told at once (XK-32.1)."""
    act.papers.append(papers.not_required(act))


@handles(Action.PROPOSE_REFUSAL_OF_ACCEPTANCE, NegativeInputs)
def propose_refusal(act: Act) -> None:
    """A window proposes; another person has to confirm (rule 5)."""
    _require_ground(act)
    act.case.refusal_proposal = act.inputs.model_dump(mode="json")
    act.case.refusal_proposed_by_id = act.staff_id


@handles(Action.REFUSE_ACCEPTANCE, NegativeInputs)
def refuse_acceptance(act: Act) -> None:
    """Not this organ's matter, or listed corrections still wrong: a decision with reasons (XK-32.2)."""
    _require_ground(act)
    act.data["ground"] = act.inputs.ground
    act.papers.append(papers.acceptance_refusal(act))


def _require_ground(act: Act) -> None:
    if act.inputs.ground == "wrong_organ" and not act.inputs.competent_organ:
        raise Refusal(
            "organ_missing",
            Sentence("请写明应当向哪个机关申请。"),
            clauses=("XK-32.2",),
            next_step=Sentence("您填写的内容都在。"),
        )
    if act.inputs.ground == "not_corrected" and act.case.correction_stage != "supplied":
        raise Refusal(
            "not_corrected_yet",
            Sentence("材料不齐全的，应当先一次性告知补正，不能直接不予受理。"),
            clauses=("XK-32.4",),
            next_step=Sentence("请使用“一次性告知补正”。"),
        )
    if act.inputs.ground == "":
        raise Refusal(
            "ground_missing",
            Sentence(
                "不予受理只有两种情形：不属于本机关职权范围，或者补正后仍不符合。审批条件不能作为不予受理的理由。"
            ),
            clauses=("XK-72.1",),
            next_step=Sentence("请选择情形；对条件有疑问的，请受理后在审查中判断。"),
        )


@handles(Action.DECIDE_AT_ONCE)
def decide_at_once(act: Act) -> None:
    """Accepted and granted on the spot, in writing (JH-17, JH-22, XK-34)."""
    case = act.case
    if case.accepted_on is None:
        _take_in(act)
        act.papers.append(papers.acceptance(act))
    case.outcome = Outcome.GRANT
    case.decided_at = act.now
    case.decided_by_id = act.staff_id
    case.handler_id = act.staff_id
    renew(act)
    case.licence_expires_on = None
    void_unserved(act, "已作出决定")
    await_check(act)
    worker = act.performer.worker
    case.decided_at_window = worker is not None and worker.department_id != case.department_id
    if case.decided_at_window:
        waits_from(case, act.now)
    act.papers.append(result_papers.grant(act))
    if act.definition.result.kind is ResultKind.LICENCE:
        add_certificate(act)
        case.certificate_made = True


def _take_in(act: Act) -> None:
    act.case.accepted_on = act.today
    act.case.accepted_at = act.now
    act.case.gap_stage = ""
    act.data["accepted_on"] = act.today.isoformat()
