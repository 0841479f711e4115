"""Conditions on acceptance with gaps (容缺受理): what may be missing, for whom, and until when.

It is the applicant's free choice, so nobody is refused for not using it; and nothing is decided before all
that was promised is in and found in order.
"""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def item_allows_gaps(facts: CaseFacts) -> Refusal | None:
    """The item version has to name its secondary materials and the basis."""
    if facts.gaps_allowed:
        return None
    return Refusal(
        "no_gap_rule",
        Sentence("本事项没有列入容缺受理，不能容缺受理。"),
        clauses=("RULE-5",),
        next_step=Sentence("材料齐全的请受理，不齐全的一次性告知补正。"),
    )


@enforces("RULE-5", "XK-32.5")
def main_materials_settled(facts: CaseFacts) -> Refusal | None:
    """Main materials are never missing, and what is there has been checked."""
    if not facts.unsettled_main_materials:
        return None
    return Refusal(
        "main_material_missing",
        Sentence(
            "不能容缺受理：主要材料不能容缺，已提交的材料要先核对——%(names)s。",
            names=facts.unsettled_main_materials,
        ),
        clauses=("XK-32.5",),
        next_step=Sentence("请收齐主要材料，或者一次性告知补正。"),
    )


def something_may_come_later(facts: CaseFacts) -> Refusal | None:
    """Without a gap the case is simply accepted."""
    if facts.materials_to_come:
        return None
    return Refusal(
        "no_gap",
        Sentence("材料没有缺项，不需要容缺受理。"),
        clauses=("XK-32.5",),
        next_step=Sentence("请直接受理。"),
    )


@enforces("RULE-33")
def gaps_not_barred(facts: CaseFacts) -> Refusal | None:
    """Who broke a promise may not make another until the bar ends or is repaired."""
    if not facts.credit_barred:
        return None
    return Refusal(
        "credit_barred",
        Sentence("申请人有尚未修复的失信记录，不适用容缺受理和告知承诺。"),
        clauses=("RULE-33",),
        next_step=Sentence("请按一般程序办理：材料齐全的受理，不齐全的一次性告知补正。"),
    )


@enforces("RULE-33")
def nothing_promised_is_missing(facts: CaseFacts) -> Refusal | None:
    """The result comes only after everything promised is in and checked."""
    if not facts.open_gaps:
        return None
    return Refusal(
        "gaps_open",
        Sentence("还不能作出决定：容缺的材料没有补齐或者没有核对——%(names)s。", names=facts.open_gaps),
        clauses=("RULE-33",),
        next_step=Sentence("请在材料补齐并核对以后再办；逾期没有补齐的，终止办理。"),
    )


def gaps_open(facts: CaseFacts) -> Refusal | None:
    """Only what was promised can be supplied."""
    if facts.gap_stage == "open":
        return None
    return Refusal(
        "no_open_gap",
        Sentence("没有等待补齐的容缺材料。"),
        clauses=("RULE-33",),
        next_step=Sentence("请刷新查看最新进展。"),
    )


@enforces("RULE-8")
def gaps_may_be_returned(facts: CaseFacts) -> Refusal | None:
    """What was supplied and is not in order is told once more, within the same notice."""
    if facts.gap_stage != "supplied" or not facts.open_gaps:
        return Refusal(
            "nothing_to_return",
            Sentence("没有补齐以后待核对的材料。"),
            clauses=("RULE-8",),
            next_step=Sentence("核对无误的，请在“材料”里勾选。"),
        )
    if facts.gaps_returned:
        return Refusal(
            "returned_before",
            Sentence("补齐的材料不符合要求，已经告知过一次，不能再次告知。"),
            clauses=("RULE-8",),
            next_step=Sentence("仍不符合的，写明理由终止办理。"),
        )
    return None


@enforces("RULE-33", "RULE-8")
def gaps_given_up(facts: CaseFacts) -> Refusal | None:
    """The promise was not kept: its time has passed, or what came was told to be wrong and is wrong again."""
    if facts.gap_stage == "open" and facts.gap_supply_overdue:
        return None
    if facts.gap_stage == "supplied" and facts.gaps_returned and facts.open_gaps:
        return None
    return Refusal(
        "gap_time_runs",
        Sentence("不能终止：补齐期限还没有过，或者材料已经补齐。"),
        clauses=("RULE-33",),
        next_step=Sentence("请等期限届满；已补齐的请核对。"),
    )
