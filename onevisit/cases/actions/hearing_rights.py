"""Interested parties, the rights told to them and to the applicant, and their answers (XK-36, XK-47)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from onevisit.cases import hearing_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.hearing import challenge
from onevisit.cases.hearing_calls import (
    abandon_unless_asked,
    answered,
    call_for,
    take_draft_back,
    wait_for_answer,
)
from onevisit.cases.hearings import open_hearing
from onevisit.cases.models import InterestedParty, ToldRight
from onevisit.cases.notices import counts_when_served
from onevisit.cases.representation import require_agent_may
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.hearings import (
    REQUEST_LIMIT,
    SHORTEST_STATEMENT,
    STATEMENT_LIMIT,
    Answer,
    HeardRight,
    HearingStage,
)
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import InputFault, Sentence
from onevisit.people.models import Authorization
from onevisit.records import privacy

MOST_PARTIES = 30


class PartyInputs(Inputs):
    """An interested party: who, how to reach him, which interest of his the licence concerns."""

    name: str = Field(min_length=2, max_length=100)
    contact: str = Field(default="", max_length=60)
    address: str = Field(default="", max_length=300)
    interest: str = Field(min_length=2, max_length=500)


@handles(Action.NAME_INTERESTED_PARTY, PartyInputs)
def name_party(act: Act) -> None:
    """The review finds somebody whose great interests are concerned; nobody decides before he is told."""
    given = act.inputs
    if InterestedParty.objects.filter(case=act.case).count() >= MOST_PARTIES:
        raise Refusal(
            "too_many_parties",
            Sentence("一个办件最多登记 %(most)s 名利害关系人。", most=MOST_PARTIES),
            clauses=("XK-36",),
            next_step=Sentence("人数众多的，请由其推选代表人。"),
        )
    party = InterestedParty.objects.create(
        case=act.case,
        name=given.name,
        contact=given.contact,
        address=given.address,
        interest=given.interest,
        named_by_id=act.staff_id,
        named_at=act.now,
    )
    act.case.heard = True
    act.data.update(party=party.pk, name=privacy.commitment("interested_party", party.pk, given.name))


class StatementRightInputs(Inputs):
    """What is at stake, and the working days to speak."""

    matter: str = Field(min_length=5, max_length=1000)
    days: int = Field(default=STATEMENT_LIMIT.count, ge=SHORTEST_STATEMENT, le=30)


@handles(Action.TELL_STATEMENT_RIGHT, StatementRightInputs)
def tell_statement_right(act: Act) -> None:
    """The applicant and every interested party are told that they may make a statement (XK-36)."""
    _tell(act, HeardRight.STATEMENT, act.inputs.days)


class HearingRightInputs(Inputs):
    """Which great interests between the applicant and others the licence directly concerns."""

    matter: str = Field(min_length=5, max_length=1000)


@handles(Action.TELL_HEARING_RIGHT, HearingRightInputs)
def tell_hearing_right(act: Act) -> None:
    """The applicant and every interested party are told that they may ask for a hearing (XK-47)."""
    _tell(act, HeardRight.HEARING, REQUEST_LIMIT.count)


def _tell(act: Act, right: HeardRight, days: int) -> None:
    """One notice to each who was not told yet; parties named later are told when they are known."""
    told_before = set(
        ToldRight.objects.filter(case=act.case, right=right.value).values_list("party_id", flat=True)
    )
    parties: list[InterestedParty | None] = list(InterestedParty.objects.filter(case=act.case).order_by("pk"))
    rows = [
        (
            ToldRight(
                case=act.case,
                right=right.value,
                party=party,
                matter=act.inputs.matter,
                days=days,
                told_at=act.now,
            ),
            party,
        )
        for party in [None, *parties]
        if (None if party is None else party.pk) not in told_before
    ]
    ToldRight.objects.bulk_create([told for told, _party in rows])
    act.papers.extend(hearing_papers.right_told(act, told, party) for told, party in rows)
    act.data.update(right=right.value, told=[told.party_id for told, _party in rows], days=days)


@counts_when_served(DocumentKind.STATEMENT_RIGHT)
def statement_right_served(act: Act) -> None:
    """The days to speak run from the service."""
    _served(act, HeardRight.STATEMENT)


@counts_when_served(DocumentKind.HEARING_RIGHT)
def hearing_right_served(act: Act) -> None:
    """The five working days to ask run from the service (rule 14)."""
    _served(act, HeardRight.HEARING)


def _served(act: Act, right: HeardRight) -> None:
    assert act.served is not None
    told = ToldRight.objects.get(case=act.case, right=right.value, party_id=act.served.party_id)
    wait_for_answer(act, told)
    assert told.ends_on is not None
    act.data.setdefault("periods", []).append([right.value, told.party_id, told.ends_on.isoformat()])


class RequestInputs(Inputs):
    """Why a hearing is asked for, or why the request is taken back; nobody need say."""

    reason: str = Field(default="", max_length=2000)


@handles(Action.REQUEST_HEARING, RequestInputs)
@enforces("XK-47p1")
def request_hearing(act: Act) -> None:
    """The applicant asks; the hearing is held within twenty working days."""
    require_agent_may(act, Authorization.Act.SUPPLY)
    answered(act, _own(act, HeardRight.HEARING), Answer.REQUESTED, act.inputs.reason, act.today)
    act.data["hearing"] = call_for(act, act.today).pk
    act.data["asked_on"] = act.today.isoformat()


@handles(Action.WAIVE_HEARING, RequestInputs)
def waive_hearing(act: Act) -> None:
    """The applicant needs no hearing; the decision need not wait for him."""
    require_agent_may(act, Authorization.Act.SUPPLY)
    answered(act, _own(act, HeardRight.HEARING), Answer.WAIVED, act.inputs.reason, act.today)


@handles(Action.WITHDRAW_HEARING_REQUEST, RequestInputs)
def withdraw_request(act: Act) -> None:
    """The applicant takes his request back; the hearing is given up unless somebody else asks for it."""
    require_agent_may(act, Authorization.Act.SUPPLY)
    answered(act, _own(act, HeardRight.HEARING), Answer.WITHDRAWN, act.inputs.reason, act.today)
    abandon_unless_asked(act)


class StatementInputs(Inputs):
    """The statement in words; ``nothing`` says that there is nothing to state."""

    text: str = Field(default="", max_length=10_000)
    nothing: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.nothing == bool(self.text):
            raise InputFault(Sentence("：请写明意见，或者选择没有意见"))
        return self


@handles(Action.MAKE_STATEMENT, StatementInputs)
@enforces("XK-36")
def make_statement(act: Act) -> None:
    """The applicant speaks, or says that he has nothing to state; a draft has to answer him."""
    require_agent_may(act, Authorization.Act.SUPPLY)
    answer = Answer.WAIVED if act.inputs.nothing else Answer.STATED
    answered(act, _own(act, HeardRight.STATEMENT), answer, act.inputs.text, act.today)
    if answer is Answer.STATED:
        take_draft_back(act, "statement")


def _own(act: Act, right: HeardRight) -> ToldRight:
    return ToldRight.objects.get(case=act.case, right=right.value, party__isnull=True)


class PartyAnswer(StrEnum):
    """What an interested party did, as staff put it on record."""

    REQUEST = "request"
    WAIVE = "waive"
    WITHDRAW = "withdraw"
    STATE = "state"
    NOTHING = "nothing"
    CHALLENGE = "challenge"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return _PARTY_ANSWER_LABELS[self]


_PARTY_ANSWER_LABELS = {
    PartyAnswer.REQUEST: "要求听证",
    PartyAnswer.WAIVE: "放弃听证",
    PartyAnswer.WITHDRAW: "撤回听证申请",
    PartyAnswer.STATE: "陈述申辩",
    PartyAnswer.NOTHING: "没有陈述申辩意见",
    PartyAnswer.CHALLENGE: "申请主持人回避",
}
_ANSWERS = {
    PartyAnswer.REQUEST: (HeardRight.HEARING, Answer.REQUESTED),
    PartyAnswer.WAIVE: (HeardRight.HEARING, Answer.WAIVED),
    PartyAnswer.WITHDRAW: (HeardRight.HEARING, Answer.WITHDRAWN),
    PartyAnswer.STATE: (HeardRight.STATEMENT, Answer.STATED),
    PartyAnswer.NOTHING: (HeardRight.STATEMENT, Answer.WAIVED),
}


class PartyAnswerInputs(Inputs):
    """Whose answer, what it is, on which day it was given (Asia/Shanghai; today if left out), his words."""

    party: int = Field(ge=1)
    answer: PartyAnswer
    given_on: date | None = None
    words: str = Field(default="", max_length=10_000)

    @model_validator(mode="after")
    def _has_its_words(self) -> Self:
        if self.answer in (PartyAnswer.STATE, PartyAnswer.CHALLENGE) and len(self.words) < 2:
            raise InputFault(Sentence("：请写明陈述申辩的内容或者申请回避的理由"))
        return self


@handles(Action.RECORD_PARTY_ANSWER, PartyAnswerInputs)
@enforces("XK-36", "XK-47p1", "RULE-14")
def record_party_answer(act: Act) -> None:
    """What an interested party said at the office or wrote, entered with the day on which he gave it."""
    given = act.inputs
    given_on = given.given_on or act.today
    if given_on > act.today:
        raise _refused("given_later", Sentence("答复日期不能晚于今天。"))
    if given.answer is PartyAnswer.CHALLENGE:
        party = InterestedParty.objects.filter(case=act.case, pk=given.party).first()
        if party is None:
            raise _refused("unknown_party", Sentence("这不是本办件的利害关系人。"))
        challenge(act, given.words, party)
        return
    right, answer = _ANSWERS[given.answer]
    told = ToldRight.objects.filter(
        case=act.case, right=right.value, party_id=given.party, served_on__isnull=False
    ).first()
    if told is None:
        raise _refused("party_not_told", Sentence("还没有向这名利害关系人送达相应的告知书。"))
    _require_answer_fits(act, told, given.answer, given_on)
    answered(act, told, answer, given.words, given_on)
    act.data["given_on"] = given_on.isoformat()
    if answer is Answer.REQUESTED:
        act.data["hearing"] = call_for(act, given_on).pk
        act.data["asked_on"] = given_on.isoformat()
    elif answer is Answer.WITHDRAWN:
        abandon_unless_asked(act)
    elif answer is Answer.STATED:
        take_draft_back(act, "statement")


def _require_answer_fits(act: Act, told: ToldRight, answer: PartyAnswer, given_on: date) -> None:
    assert told.served_on is not None and told.ends_on is not None
    if given_on < told.served_on:
        raise _refused("given_before_told", Sentence("答复日期不能早于告知书送达之日。"))
    if answer is PartyAnswer.WITHDRAW:
        hearing = open_hearing(act.case)
        stands = told.answer == Answer.REQUESTED and hearing is not None
        if not stands or hearing is None or not HearingStage(hearing.stage).is_open:
            raise _refused("no_request_stands", Sentence("这名利害关系人没有待举行的听证申请。"))
        return
    if told.answer:
        raise _refused("answered_before", Sentence("这名利害关系人已经答复过。"))
    if answer is PartyAnswer.REQUEST and given_on > told.ends_on:
        raise _refused("too_late_to_ask", Sentence("要求听证的期限（被告知之日起五个工作日）已过。"))


def _refused(code: str, message: Sentence) -> Refusal:
    return Refusal(
        code,
        message,
        clauses=("XK-47p1", "XK-36"),
        next_step=Sentence("请核对后再登记，您填写的内容都在。"),
    )
