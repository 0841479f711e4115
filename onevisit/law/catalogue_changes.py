"""How an item of the catalogue changes: kinds of change, the way of one, and what stands against each act.

An item is never edited in place (JH-9). Whoever keeps the items of a department proposes a change, the head
of that department approves it, the agency puts it into effect; no one passes what he made himself, and what
is returned is returned with reasons. The table ``CHANGE_ACTS`` is the whole way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from onevisit.law.clauses import enforces
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term

SHORTEST_REASON = 4
LONGEST_REASON = 500


class ChangeKind(StrEnum):
    """What becomes of the item."""

    ADD = "add"
    CHANGE = "change"
    SUSPEND = "suspend"
    RESUME = "resume"
    SPLIT = "split"
    MERGE = "merge"
    RETIRE = "retire"

    @property
    def label(self) -> str:
        """The Chinese name, as the public notice prints it."""
        return _KIND_LABELS[self]

    @property
    def has_content(self) -> bool:
        """Whether the change brings a new version, so that its content is edited and checked."""
        return self in {ChangeKind.ADD, ChangeKind.CHANGE}

    @property
    def needs_basis(self) -> bool:
        """Whether it may only be made where a rule asks for it (JH-29)."""
        return self not in {ChangeKind.CHANGE, ChangeKind.RESUME}

    @property
    def ends_offer(self) -> bool:
        """Whether nobody can file for the item after it."""
        return self in {ChangeKind.SUSPEND, ChangeKind.SPLIT, ChangeKind.MERGE, ChangeKind.RETIRE}

    @property
    def least_successors(self) -> int:
        """How many items at least take the place of this one."""
        return {ChangeKind.SPLIT: 2, ChangeKind.MERGE: 1}.get(self, 0)


_KIND_LABELS = MappingProxyType(
    {
        ChangeKind.ADD: "新增",
        ChangeKind.CHANGE: "变更",
        ChangeKind.SUSPEND: "暂停",
        ChangeKind.RESUME: "恢复",
        ChangeKind.SPLIT: "拆分",
        ChangeKind.MERGE: "合并",
        ChangeKind.RETIRE: "取消",
    }
)


class ChangeStage(StrEnum):
    """How far a change has come."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _STAGE_LABELS[self]


_STAGE_LABELS = MappingProxyType(
    {
        ChangeStage.DRAFTING: "起草中",
        ChangeStage.SUBMITTED: "待部门审核",
        ChangeStage.APPROVED: "待发布",
        ChangeStage.PUBLISHED: "已发布",
        ChangeStage.DROPPED: "已放弃",
    }
)

OPEN_STAGES = (ChangeStage.DRAFTING, ChangeStage.SUBMITTED, ChangeStage.APPROVED)


class ChangeAct(StrEnum):
    """What somebody does to a change; a review is done to the item without one."""

    PROPOSE = "propose"
    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    DROP = "drop"
    REVIEW = "review"

    @property
    def label(self) -> str:
        """The words of the button and of the log."""
        return _ACT_LABELS[self]


_ACT_LABELS = MappingProxyType(
    {
        ChangeAct.PROPOSE: "提出变更",
        ChangeAct.EDIT: "修改草稿",
        ChangeAct.SUBMIT: "送部门审核",
        ChangeAct.APPROVE: "审核通过",
        ChangeAct.RETURN: "退回修改",
        ChangeAct.PUBLISH: "发布",
        ChangeAct.DROP: "放弃变更",
        ChangeAct.REVIEW: "核对",
    }
)


@dataclass(frozen=True)
class ActRule:
    """One row of the table: from which stages, to which, by which power, and what else it asks for.

    ``powers`` gives the power for each stage the change may be in. ``four_eyes`` keeps out everybody who had
    a hand in making the change, ``reason`` asks for words.
    """

    powers: MappingProxyType[ChangeStage, PowerKind]
    to: ChangeStage
    four_eyes: bool = False
    reason: bool = False


def _by(**powers: PowerKind) -> MappingProxyType[ChangeStage, PowerKind]:
    return MappingProxyType({ChangeStage(stage): power for stage, power in powers.items()})


CHANGE_ACTS = MappingProxyType(
    {
        ChangeAct.EDIT: ActRule(_by(drafting=PowerKind.KEEP_ITEMS), ChangeStage.DRAFTING),
        ChangeAct.SUBMIT: ActRule(_by(drafting=PowerKind.KEEP_ITEMS), ChangeStage.SUBMITTED, reason=True),
        ChangeAct.APPROVE: ActRule(
            _by(submitted=PowerKind.APPROVE_ITEMS), ChangeStage.APPROVED, four_eyes=True
        ),
        ChangeAct.RETURN: ActRule(
            _by(submitted=PowerKind.APPROVE_ITEMS, approved=PowerKind.PUBLISH_ITEMS),
            ChangeStage.DRAFTING,
            reason=True,
        ),
        ChangeAct.PUBLISH: ActRule(
            _by(approved=PowerKind.PUBLISH_ITEMS), ChangeStage.PUBLISHED, four_eyes=True
        ),
        ChangeAct.DROP: ActRule(_by(drafting=PowerKind.KEEP_ITEMS), ChangeStage.DROPPED, reason=True),
    }
)
"""What leads a change from stage to stage; proposing one makes it and has no row."""

_WHO = {
    PowerKind.KEEP_ITEMS: Sentence("本部门的事项管理员"),
    PowerKind.APPROVE_ITEMS: Sentence("本部门负责人"),
    PowerKind.PUBLISH_ITEMS: Sentence("政务服务管理机构的事项管理员"),
}


@dataclass(frozen=True)
class ChangeFacts:
    """What the rules need to know of a change and of who acts. ``makers`` are the ids of staff who made it
    and ``passed_by`` of those who passed it so far."""

    stage: ChangeStage
    makers: frozenset[int]
    passed_by: frozenset[int]
    staff_id: int
    powers: frozenset[PowerKind]


@enforces("JH-9", "JH-29", "RULE-21")
def change_refusal(act: ChangeAct, facts: ChangeFacts) -> Refusal | None:
    """None when the act may be done now by this person; otherwise why not and who could."""
    rule = CHANGE_ACTS[act]
    power = rule.powers.get(facts.stage)
    if power is None:
        return Refusal(
            "wrong_stage",
            Sentence(
                "这项变更现在是“%(stage)s”，不能%(act)s。",
                stage=Term(facts.stage.label),
                act=Term(act.label),
            ),
            clauses=("JH-9", "AS-3.1b"),
        )
    if power not in facts.powers:
        return Refusal(
            "no_power",
            Sentence("您没有办理这一步的权限。"),
            clauses=("JH-9", "AS-3.1b"),
            who_could=Sentence("可以办理的是%(who)s。", who=_WHO[power]),
        )
    if rule.four_eyes and facts.staff_id in facts.makers | facts.passed_by:
        return Refusal(
            "own_change",
            Sentence("自己起草、修改或者审核过的变更，不能由自己%(act)s。", act=Term(act.label)),
            clauses=("JH-9", "AS-3.1b"),
            who_could=Sentence("可以办理的是另一位%(who)s。", who=_WHO[power]),
        )
    return None


@enforces("JH-9", "JH-29")
def reason_refusal(act: ChangeAct, reason: str) -> Refusal | None:
    """None when the words an act asks for are there."""
    if not CHANGE_ACTS[act].reason or len(reason) >= SHORTEST_REASON:
        return None
    return Refusal(
        "reason_needed",
        Sentence("请写明理由，至少 %(count)s 个字。", count=SHORTEST_REASON),
        clauses=("JH-29", "AS-3.1b"),
    )


def acts_waiting_for(stage: ChangeStage) -> tuple[ChangeAct, ...]:
    """What can be done to a change at this stage, by whoever has the power."""
    return tuple(act for act, rule in CHANGE_ACTS.items() if stage in rule.powers)
