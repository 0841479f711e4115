"""Conditions on hearings and statements (许可法 36, 46–48; rules 14–16)."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.hearings import HEARING, Answer, HeardRight, HearingStage
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def hearings_apply(facts: CaseFacts) -> Refusal | None:
    """The chapter on hearings is the licensing law's."""
    if facts.is_licence:
        return None
    return Refusal(
        "not_a_licence",
        Sentence("本事项不是行政许可，不适用行政许可法的听证程序。"),
        clauses=("XK-46", "XK-47p1"),
    )


def no_draft_waiting(facts: CaseFacts) -> Refusal | None:
    """What may change the decision is done before it is drafted, or after the draft was given back."""
    if not facts.decision_drafted:
        return None
    return Refusal(
        "draft_waiting",
        Sentence("已经拟定决定，等待签发。"),
        clauses=("XK-48p2", "XK-36"),
        who_could=Sentence("请签发人先退回修改。"),
    )


@enforces("XK-36")
def statement_to_tell(facts: CaseFacts) -> Refusal | None:
    """An interested party is named, and somebody has not been told of the right to make a statement."""
    return _to_tell(facts, HeardRight.STATEMENT, "XK-36")


@enforces("XK-47p1")
def hearing_to_tell(facts: CaseFacts) -> Refusal | None:
    """An interested party is named, and somebody has not been told of the right to ask for a hearing."""
    return _to_tell(facts, HeardRight.HEARING, "XK-47p1")


def _to_tell(facts: CaseFacts, right: HeardRight, clause: str) -> Refusal | None:
    if not facts.heard.parties:
        return Refusal(
            "no_party_named",
            Sentence("还没有登记利害关系人。"),
            clauses=(clause,),
            next_step=Sentence("请先登记利害关系人。"),
        )
    if right not in facts.heard.untold:
        return Refusal("told_before", Sentence("申请人和利害关系人都已经告知过。"), clauses=(clause,))
    return None


@enforces("XK-47p1", "RULE-14", "RULE-16")
def may_ask_for_hearing(facts: CaseFacts) -> Refusal | None:
    """The applicant was told, the five days run, and he has not answered yet."""
    told = facts.heard.of_applicant(HeardRight.HEARING)
    if told is None or told.ends_on is None:
        return Refusal(
            "right_not_told",
            Sentence("还没有告知申请人听证权利。"),
            clauses=("XK-47p1",),
            who_could=Sentence("听证告知书由办理部门作出并送达。"),
        )
    if told.answer is not Answer.NONE:
        return Refusal("answered_before", Sentence("申请人对听证权利已经答复过。"), clauses=("XK-47p1",))
    if facts.today > told.ends_on:
        return Refusal(
            "too_late_to_ask",
            Sentence("要求听证的期限（被告知之日起五个工作日）已过。"),
            clauses=("XK-47p1",),
            next_step=Sentence("仍可以就审查提出意见。"),
        )
    return None


@enforces("RULE-16")
def own_request_stands(facts: CaseFacts) -> Refusal | None:
    """The applicant asked for a hearing that has not been held."""
    told = facts.heard.of_applicant(HeardRight.HEARING)
    if told is not None and told.answer is Answer.REQUESTED and facts.heard.stage.is_open:
        return None
    return Refusal("no_request_stands", Sentence("申请人没有待举行的听证申请。"), clauses=("XK-47p1",))


@enforces("XK-36")
def may_make_statement(facts: CaseFacts) -> Refusal | None:
    """The applicant was told and has not spoken yet; until the decision he is heard, late or not."""
    told = facts.heard.of_applicant(HeardRight.STATEMENT)
    if told is None or told.ends_on is None:
        return Refusal(
            "right_not_told",
            Sentence("还没有告知申请人陈述申辩的权利。"),
            clauses=("XK-36",),
            who_could=Sentence("陈述申辩告知书由办理部门作出并送达。"),
        )
    if told.answer is not Answer.NONE:
        return Refusal("answered_before", Sentence("申请人已经陈述申辩过。"), clauses=("XK-36",))
    return None


def party_was_told(facts: CaseFacts) -> Refusal | None:
    """Only who was told of a right, by a served notice, has something to answer."""
    if any(not one.to_applicant and one.ends_on is not None for one in facts.heard.rights):
        return None
    return Refusal(
        "no_party_told",
        Sentence("还没有向利害关系人送达告知书。"),
        clauses=("XK-36", "XK-47p1"),
        next_step=Sentence("请先告知并登记送达。"),
    )


@enforces("XK-46")
def no_hearing_open(facts: CaseFacts) -> Refusal | None:
    """One hearing at a time."""
    if not facts.heard.stage.is_open:
        return None
    return Refusal("hearing_open", Sentence("已经有一次听证等待举行。"), clauses=("XK-46", "XK-47p1"))


@enforces("XK-48.1", "XK-48.3")
def hearing_to_notice(facts: CaseFacts) -> Refusal | None:
    """A hearing is to be held, no challenge of its chair is open, no other procedure stands before it."""
    if not facts.heard.stage.is_open:
        return Refusal(
            "no_hearing",
            Sentence("没有待举行的听证。"),
            clauses=("XK-46", "XK-47p1"),
            next_step=Sentence("有人要求听证，或者决定依职权听证以后，才发听证通知。"),
        )
    if facts.heard.challenge_open:
        return _challenge_undecided()
    if any(one != HEARING for one in facts.running_procedures):
        return Refusal(
            "other_procedure_running",
            Sentence("另一项特别程序还在进行。"),
            clauses=("RULE-10", "XK-45"),
            next_step=Sentence("请先登记其结果，再发听证通知。"),
        )
    return None


@enforces("XK-48.3")
def chair_can_be_challenged(facts: CaseFacts) -> Refusal | None:
    """A chair was appointed for a hearing that is still to be held, and no challenge is open."""
    if facts.heard.stage is not HearingStage.NOTICED:
        return Refusal(
            "no_chair",
            Sentence("还没有通知听证主持人，或者听证已经结束。"),
            clauses=("XK-48.3",),
            next_step=Sentence("收到听证通知书以后可以申请主持人回避。"),
        )
    if facts.heard.challenge_open:
        return Refusal("challenged_before", Sentence("已有一项回避申请等待决定。"), clauses=("XK-48.3",))
    return None


@enforces("XK-48.3")
def challenge_to_decide(facts: CaseFacts) -> Refusal | None:
    """A challenge is open, and not the chair himself decides on it."""
    if not facts.heard.challenge_open:
        return Refusal("no_challenge", Sentence("没有待决定的回避申请。"), clauses=("XK-48.3",))
    if facts.actor_id is not None and facts.actor_id == facts.heard.chair_id:
        return Refusal(
            "own_challenge",
            Sentence("不能决定对自己的回避申请。"),
            clauses=("XK-48.3",),
            who_could=Sentence("请由其他负责人决定。"),
        )
    return None


@enforces("XK-48.3", "XK-48.5", "RULE-16")
def hearing_can_be_recorded(facts: CaseFacts) -> Refusal | None:
    """The record is made by the chair or a clerk, never by the case officer."""
    if facts.heard.stage is not HearingStage.NOTICED:
        return Refusal("no_hearing", Sentence("没有已经通知的听证。"), clauses=("XK-48.1",))
    if facts.heard.challenge_open:
        return _challenge_undecided()
    if facts.actor_id is not None and facts.actor_id == facts.handler_id:
        return Refusal(
            "officer_records",
            Sentence("审查本申请的承办人是听证的一方，不能制作听证笔录。"),
            clauses=("XK-48.3", "XK-48.4"),
            who_could=Sentence("请由主持人或者记录员登记。"),
        )
    return None


def _challenge_undecided() -> Refusal:
    return Refusal(
        "challenge_undecided",
        Sentence("对主持人的回避申请还没有决定。"),
        clauses=("XK-48.3",),
        who_could=Sentence("请由负责人先作出决定。"),
    )


@enforces("XK-48.3", "RULE-16")
def not_the_chair(facts: CaseFacts) -> Refusal | None:
    """Who presides over the hearing of a case takes no part in its review."""
    if facts.heard.chair_id is None or facts.actor_id != facts.heard.chair_id:
        return None
    return Refusal(
        "chair_reviews",
        Sentence("您是本办件的听证主持人，不能参加审查。"),
        clauses=("XK-48.3",),
        who_could=Sentence("请由承办人办理。"),
    )


@enforces("XK-45")
def not_a_hearing(facts: CaseFacts) -> Refusal | None:
    """The pause of a hearing ends with its record, not by the general act."""
    if not (facts.heard.stage is HearingStage.NOTICED and HEARING in facts.running_procedures):
        return None
    return Refusal(
        "ends_with_record",
        Sentence("听证以听证笔录结束。"),
        clauses=("XK-48.5",),
        next_step=Sentence("请登记听证笔录。"),
    )


@enforces("XK-36", "XK-46", "XK-47p1", "XK-48p2", "RULE-16")
def everybody_was_heard(facts: CaseFacts) -> Refusal | None:
    """The decision waits for a hearing ordered or asked for, and for everybody who may still speak."""
    heard = facts.heard
    if heard.stage.is_open:
        return Refusal(
            "hearing_pending",
            Sentence("听证还没有举行，决定应当根据听证笔录作出。"),
            clauses=("XK-48p2",),
            next_step=Sentence("请举行听证并登记听证笔录。"),
        )
    if heard.required and not heard.held_before:
        return Refusal(
            "hearing_required",
            Sentence("本事项依法应当听证，还没有举行。"),
            clauses=("XK-46",),
            next_step=Sentence("请决定依职权听证并公告。"),
        )
    if heard.parties_untold:
        return Refusal(
            "party_not_told",
            Sentence("登记的利害关系人还没有被告知陈述申辩或者听证的权利。"),
            clauses=("XK-36", "XK-47p1"),
            next_step=Sentence("请告知陈述申辩；涉及重大利益关系的，告知听证权利。"),
        )
    waiting = [one for one in heard.rights if one.waits(facts.today)]
    if any(one.ends_on is None for one in waiting):
        return Refusal(
            "right_not_served",
            Sentence("告知书还没有全部送达。"),
            clauses=("XK-36", "XK-47p1", "RULE-30"),
            next_step=Sentence("请送达后登记，期满或者各方答复后再拟定决定。"),
        )
    if waiting:
        last = max(one.ends_on for one in waiting if one.ends_on is not None)
        return Refusal(
            "period_runs",
            Sentence("告知的期限还没有届满，最晚一日是%(day)s。", day=last.isoformat()),
            clauses=("XK-47p1", "XK-36"),
            next_step=Sentence("期满，或者申请人和利害关系人都已答复后，再拟定决定。"),
        )
    return None
