"""The acts on a licence that end or suspend it, each with its grounds, document and effect (rule 32).

撤销 annuls what should never have been granted (XK-69), 撤回 takes back what became untenable (XK-8), 吊销 is
a penalty decided elsewhere, 注销 strikes from the register (XK-70). They differ in ground, in what is owed to
the holder and in the word the public reads, so each has its row; nothing is done under another's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.licences.states import LicenceState
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term


class LicenceAct(StrEnum):
    """An act of the organ on a licence that it issued."""

    SUSPEND = "suspend"
    RESUME = "resume"
    ANNUL = "annul"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"
    DEREGISTER = "deregister"

    @property
    def label(self) -> str:
        """The Chinese verb on the button and in the history."""
        return _ACT_LABELS[self]


_ACT_LABELS = {
    LicenceAct.SUSPEND: "暂停使用许可",
    LicenceAct.RESUME: "恢复使用许可",
    LicenceAct.ANNUL: "撤销许可",
    LicenceAct.WITHDRAW: "撤回许可",
    LicenceAct.REVOKE: "吊销许可证件",
    LicenceAct.DEREGISTER: "注销许可",
}


class Ground(StrEnum):
    """Why an act on a licence is done: the closed lists of the licensing law, one by one."""

    PENALTY_SUSPENSION = "penalty_suspension"
    LAW_SUSPENDS = "law_suspends"
    SUSPENSION_OVER = "suspension_over"
    ABUSE_OF_OFFICE = "abuse_of_office"
    BEYOND_POWER = "beyond_power"
    PROCEDURE_BROKEN = "procedure_broken"
    NOT_QUALIFIED = "not_qualified"
    OTHER_CASE_OF_LAW = "other_case_of_law"
    FRAUD = "fraud"
    LAW_CHANGED = "law_changed"
    FACTS_CHANGED = "facts_changed"
    PENALTY = "penalty"
    NOT_RENEWED = "not_renewed"
    HOLDER_DIED = "holder_died"
    ORGANIZATION_ENDED = "organization_ended"
    ENDED_BEFORE = "ended_before"
    FORCE_MAJEURE = "force_majeure"
    ANOTHER_LAW = "another_law"

    @property
    def label(self) -> str:
        """The ground in the words of the law."""
        return GROUNDS[self].label


@dataclass(frozen=True)
class GroundRule:
    """One ground: the act it carries, its clause, whether the organ has to act, in which states it can stand.

    An empty ``only_in`` means every state in which the act is possible, an empty ``clause`` that the basis is
    another law than the licensing law, which the proposer cites.
    """

    act: LicenceAct
    label: str
    clause: str
    must: bool = False
    only_in: frozenset[LicenceState] = frozenset()


_ENDED_BY_DECISION = frozenset({LicenceState.ANNULLED, LicenceState.WITHDRAWN, LicenceState.REVOKED})

GROUNDS: Mapping[Ground, GroundRule] = MappingProxyType(
    {
        Ground.PENALTY_SUSPENSION: GroundRule(LicenceAct.SUSPEND, "行政处罚决定暂扣许可证件", ""),
        Ground.LAW_SUSPENDS: GroundRule(
            LicenceAct.SUSPEND, "法律、法规规定应当暂停的其他情形", "", must=True
        ),
        Ground.SUSPENSION_OVER: GroundRule(LicenceAct.RESUME, "暂停期满或者暂停的原因消除", "", must=True),
        Ground.ABUSE_OF_OFFICE: GroundRule(
            LicenceAct.ANNUL, "行政机关工作人员滥用职权、玩忽职守作出准予行政许可决定", "XK-69.1"
        ),
        Ground.BEYOND_POWER: GroundRule(LicenceAct.ANNUL, "超越法定职权作出准予行政许可决定", "XK-69.2"),
        Ground.PROCEDURE_BROKEN: GroundRule(LicenceAct.ANNUL, "违反法定程序作出准予行政许可决定", "XK-69.3"),
        Ground.NOT_QUALIFIED: GroundRule(
            LicenceAct.ANNUL, "对不具备申请资格或者不符合法定条件的申请人准予行政许可", "XK-69.4"
        ),
        Ground.OTHER_CASE_OF_LAW: GroundRule(LicenceAct.ANNUL, "依法可以撤销行政许可的其他情形", "XK-69.5"),
        Ground.FRAUD: GroundRule(
            LicenceAct.ANNUL, "被许可人以欺骗、贿赂等不正当手段取得行政许可", "XK-69p2", must=True
        ),
        Ground.LAW_CHANGED: GroundRule(
            LicenceAct.WITHDRAW, "许可所依据的法律、法规、规章修改或者废止，为公共利益需要撤回", "XK-8p2"
        ),
        Ground.FACTS_CHANGED: GroundRule(
            LicenceAct.WITHDRAW, "准予许可所依据的客观情况发生重大变化，为公共利益需要撤回", "XK-8p2"
        ),
        Ground.PENALTY: GroundRule(LicenceAct.REVOKE, "行政处罚决定吊销许可证件", "", must=True),
        Ground.NOT_RENEWED: GroundRule(
            LicenceAct.DEREGISTER,
            "行政许可有效期届满未延续",
            "XK-70.1",
            must=True,
            only_in=frozenset({LicenceState.EXPIRED}),
        ),
        Ground.HOLDER_DIED: GroundRule(
            LicenceAct.DEREGISTER,
            "赋予公民特定资格的行政许可，该公民死亡或者丧失行为能力",
            "XK-70.2",
            must=True,
        ),
        Ground.ORGANIZATION_ENDED: GroundRule(
            LicenceAct.DEREGISTER, "法人或者其他组织依法终止", "XK-70.3", must=True
        ),
        Ground.ENDED_BEFORE: GroundRule(
            LicenceAct.DEREGISTER,
            "行政许可依法被撤销、撤回，或者行政许可证件依法被吊销",
            "XK-70.4",
            must=True,
            only_in=_ENDED_BY_DECISION,
        ),
        Ground.FORCE_MAJEURE: GroundRule(
            LicenceAct.DEREGISTER, "因不可抗力导致行政许可事项无法实施", "XK-70.5", must=True
        ),
        Ground.ANOTHER_LAW: GroundRule(
            LicenceAct.DEREGISTER, "法律、法规规定的应当注销行政许可的其他情形", "XK-70.6", must=True
        ),
    }
)


@dataclass(frozen=True)
class LicenceActRule:
    """One act on a licence. ``on_service`` acts take effect when the holder is served, others when signed.

    ``hears_holder``: what the holder said, or that he was silent when asked, stands in the document.
    ``owes``: what is owed to the holder is said: 补偿 on withdrawal (XK-8), 赔偿 on annulment (XK-69p4).
    ``by_penalty``: rests on a penalty decision, whose number it names.
    """

    act: LicenceAct
    from_states: frozenset[LicenceState]
    to_state: LicenceState
    document: DocumentKind
    clauses: tuple[str, ...]
    on_service: bool = True
    hears_holder: bool = False
    owes: str = ""
    by_penalty: bool = False


_IN_FORCE = frozenset({LicenceState.VALID, LicenceState.SUSPENDED})

RULES: Mapping[LicenceAct, LicenceActRule] = MappingProxyType(
    {
        rule.act: rule
        for rule in (
            LicenceActRule(
                LicenceAct.SUSPEND,
                frozenset({LicenceState.VALID}),
                LicenceState.SUSPENDED,
                DocumentKind.LICENCE_SUSPENSION,
                (),
                hears_holder=True,
            ),
            LicenceActRule(
                LicenceAct.RESUME,
                frozenset({LicenceState.SUSPENDED}),
                LicenceState.VALID,
                DocumentKind.LICENCE_RESUMPTION,
                (),
                on_service=False,
            ),
            LicenceActRule(
                LicenceAct.ANNUL,
                _IN_FORCE | {LicenceState.EXPIRED},
                LicenceState.ANNULLED,
                DocumentKind.LICENCE_ANNULMENT,
                ("XK-69",),
                hears_holder=True,
                owes="赔偿",
            ),
            LicenceActRule(
                LicenceAct.WITHDRAW,
                _IN_FORCE,
                LicenceState.WITHDRAWN,
                DocumentKind.LICENCE_WITHDRAWAL,
                ("XK-8p2",),
                hears_holder=True,
                owes="补偿",
            ),
            LicenceActRule(
                LicenceAct.REVOKE,
                _IN_FORCE,
                LicenceState.REVOKED,
                DocumentKind.LICENCE_REVOCATION,
                (),
                by_penalty=True,
            ),
            LicenceActRule(
                LicenceAct.DEREGISTER,
                _IN_FORCE | _ENDED_BY_DECISION | {LicenceState.EXPIRED},
                LicenceState.DEREGISTERED,
                DocumentKind.LICENCE_DEREGISTRATION,
                ("XK-70",),
                on_service=False,
            ),
        )
    }
)


def grounds_of(act: LicenceAct, state: LicenceState) -> tuple[Ground, ...]:
    """The grounds on which the act can be done to a licence in this state, in the order of the law."""
    return tuple(
        ground
        for ground, rule in GROUNDS.items()
        if rule.act is act and (not rule.only_in or state in rule.only_in)
    )


@enforces("RULE-32", "XK-8", "XK-70")
def state_refusal(act: LicenceAct, state: LicenceState) -> Refusal | None:
    """Why the act can't be done to a licence in this state, or None."""
    rule = RULES[act]
    if state in rule.from_states and grounds_of(act, state):
        return None
    return Refusal(
        "wrong_licence_state",
        Sentence("现在不能“%(act)s”：这份证照%(state)s。", act=Term(act.label), state=Term(state.label)),
        clauses=rule.clauses,
        next_step=Sentence("请刷新查看证照最新状态。"),
    )


@dataclass(frozen=True)
class LicenceActFacts:
    """What an act on a licence is based on, as its proposer gives it."""

    act: LicenceAct
    state: LicenceState
    ground: Ground
    reasons: tuple[str, ...]
    legal_basis: tuple[str, ...]
    holder_heard: str
    owed: str
    penalty_number: str
    public_interest_weighed: bool


@enforces("RULE-32", "XK-8p2", "XK-69p1", "XK-69p2", "XK-69p3", "XK-70", "XK-70.1", "XK-70.4")
def act_refusal(facts: LicenceActFacts) -> Refusal | None:
    """What the act still lacks by law, or None when it may be proposed and signed."""
    wrong_state = state_refusal(facts.act, facts.state)
    if wrong_state is not None:
        return wrong_state
    rule, ground = RULES[facts.act], GROUNDS[facts.ground]
    if facts.ground not in grounds_of(facts.act, facts.state):
        return _lacking(
            "wrong_ground",
            Sentence(
                "“%(ground)s”不是“%(act)s”在这种状态下的法定情形。",
                ground=Term(ground.label),
                act=Term(facts.act.label),
            ),
            rule.clauses,
        )
    if not any(facts.reasons) or not any(facts.legal_basis):
        return _lacking("reasons_missing", Sentence("没有写明理由和法律依据。"), ("XK-38",))
    if rule.hears_holder and not facts.holder_heard:
        return _lacking(
            "holder_not_heard",
            Sentence("没有写明怎样听取持证人的陈述、申辩，以及采纳情况。"),
            ("XK-7", *rule.clauses),
        )
    if facts.act is LicenceAct.ANNUL and not facts.public_interest_weighed:
        return _lacking(
            "public_interest_not_weighed",
            Sentence("没有确认撤销不会对公共利益造成重大损害；可能造成重大损害的，不予撤销。"),
            ("XK-69p3",),
        )
    if rule.owes and not ground.must and not facts.owed:
        if facts.act is LicenceAct.WITHDRAW:
            return _lacking(
                "owed_not_said",
                Sentence("没有写明对持证人的补偿：怎样补偿，或者为什么没有损失。"),
                ("XK-8p2",),
            )
        return _lacking(
            "owed_not_said",
            Sentence("没有写明对持证人的赔偿：怎样赔偿，或者为什么没有损失。"),
            ("XK-69p4",),
        )
    penalty = rule.by_penalty or facts.ground is Ground.PENALTY_SUSPENSION
    if penalty and not facts.penalty_number:
        return _lacking(
            "penalty_number_missing",
            Sentence("没有写明行政处罚决定书的文号。吊销、暂扣是行政处罚，不能由许可机关另行决定。"),
            rule.clauses,
        )
    return None


def _lacking(code: str, message: Sentence, clauses: tuple[str, ...]) -> Refusal:
    return Refusal(code, message, clauses=clauses, next_step=Sentence("请补充后再试，您填写的内容都在。"))


@enforces("RULE-21", "RULE-32")
def signer_refusal(proposed_by: int, signer: int) -> Refusal | None:
    """Whoever proposes does not sign (four eyes)."""
    if proposed_by != signer:
        return None
    return Refusal(
        "same_person",
        Sentence("提出的人不能自己签发。"),
        clauses=("RULE-21",),
        who_could=Sentence("请由另一位有签发权限的负责人签发。"),
    )
