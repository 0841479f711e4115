"""Conditions on the review: steps, special procedures, discussions, extensions, reporting up."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.items import CaseRoute
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.procedures import procedure_name
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term


@enforces("RULE-21", "JH-24")
def steps_done(facts: CaseFacts) -> Refusal | None:
    """A decision is drafted when all review steps are on record."""
    if not facts.open_steps:
        return None
    return Refusal(
        "steps_open",
        Sentence("还不能拟定决定：未完成的环节——%(steps)s。", steps=facts.open_steps),
        clauses=("JH-24", "AS-4.3"),
    )


@enforces("XK-45")
def no_procedure_running(facts: CaseFacts) -> Refusal | None:
    """The decision waits for the special procedure it was started for."""
    if not facts.running_procedures:
        return None
    return Refusal(
        "procedure_running",
        Sentence(
            "特别程序还在进行：%(names)s。",
            names=tuple(Term(procedure_name(kind)) for kind in facts.running_procedures),
        ),
        clauses=("XK-45",),
        next_step=Sentence("请先登记其结果。"),
    )


@enforces("XK-45")
def procedure_running(facts: CaseFacts) -> Refusal | None:
    """Only a running procedure can end."""
    if facts.running_procedures:
        return None
    return Refusal("no_procedure", Sentence("没有正在进行的特别程序。"), clauses=("XK-45",))


@enforces("JH-10b", "JH-8.2.2")
def discussion_recorded(facts: CaseFacts) -> Refusal | None:
    """A complex case is decided after the collective discussion is on record."""
    if not facts.discussion_required or facts.discussion_recorded:
        return None
    return Refusal(
        "discussion_missing",
        Sentence("本事项须经集体讨论，还没有登记讨论记录。"),
        clauses=("JH-10b", "AS-4.3"),
    )


@enforces("XK-42", "RULE-13")
def before_expiry_and_once(facts: CaseFacts) -> Refusal | None:
    """One extension, asked for before the limit has run out."""
    if facts.extension_granted:
        return Refusal(
            "extended_before", Sentence("法定时限只能延长一次，本办件已延长过。"), clauses=("XK-42",)
        )
    if facts.statutory_due is not None and facts.today > facts.statutory_due:
        return Refusal("limit_passed", Sentence("法定时限已过，不能再申请延期。"), clauses=("XK-42",))
    return None


@enforces("XK-42", "RULE-13")
def extension_requested(facts: CaseFacts) -> Refusal | None:
    """An approval answers a request, while the limit still runs."""
    if not facts.extension_requested:
        return Refusal("no_request", Sentence("没有待批准的延期申请。"), clauses=("XK-42",))
    return before_expiry_and_once(facts)


@enforces("JH-8.2.3", "XK-35")
def is_reported_up(facts: CaseFacts) -> Refusal | None:
    """Only reported-up items go to the superior organ."""
    if facts.route is CaseRoute.REPORTED_UP:
        return None
    return Refusal(
        "not_reported_up", Sentence("本事项由本级决定，不需要上报。"), clauses=("XK-35", "JH-8.2.3")
    )


@enforces("XK-35", "JH-8.2.3")
def not_decided_above(facts: CaseFacts) -> Refusal | None:
    """What the superior organ has decided is not sent up again."""
    if facts.answer_from_above not in ("granted", "refused"):
        return None
    return Refusal(
        "decided_above",
        Sentence("上级机关已经作出决定，不需要再上报。"),
        clauses=("XK-35", "JH-8.2.3"),
        next_step=Sentence("请按上级的决定拟定决定书。"),
    )


@enforces("XK-35", "JH-8.2.3")
def decided_above(facts: CaseFacts) -> Refusal | None:
    """On a reported-up item the superior decides; this organ puts into writing what was decided."""
    if facts.route is not CaseRoute.REPORTED_UP or facts.answer_from_above in ("granted", "refused"):
        return None
    return Refusal(
        "not_decided_above",
        Sentence("本事项由上级机关决定，还没有登记上级的决定。"),
        clauses=("XK-35", "JH-8.2.3"),
        next_step=Sentence("请先上报，收到答复后登记；上级要求补充说明的，由本部门答复后再报。"),
    )
