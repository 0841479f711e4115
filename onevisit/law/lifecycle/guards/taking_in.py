"""Conditions on receiving, accepting and corrections."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("XK-32.5", "AS-3.3b")
def scenario_answered(facts: CaseFacts) -> Refusal | None:
    """The scenario decides which materials are required: unanswered, nobody can call them complete."""
    if not facts.open_scenario:
        return None
    return Refusal(
        "scenario_open",
        Sentence("不能受理：还有情形没有选择——%(names)s。", names=facts.open_scenario),
        clauses=("XK-32.5",),
        next_step=Sentence("请先选择情形，需要哪些材料由它决定。"),
    )


@enforces("XK-32.5", "AS-4.2")
def materials_settled(facts: CaseFacts) -> Refusal | None:
    """A case is accepted only when every required material is there in its legal form."""
    if not facts.unsettled_materials:
        return None
    return Refusal(
        "materials_missing",
        Sentence("不能受理：还有材料未齐全或未核对——%(names)s。", names=facts.unsettled_materials),
        clauses=("XK-32.5",),
        next_step=Sentence("请收齐后受理，或者一次性告知补正。"),
    )


@enforces("XK-32.4", "JH-41.2", "AS-3.3b")
def no_correction_given_before(facts: CaseFacts) -> Refusal | None:
    """Corrections are asked for once; what could have been asked then is not asked again (rules 7, 8)."""
    if not facts.correction_given:
        return None
    return Refusal(
        "second_correction",
        Sentence("不能再次要求补正：本办件已经一次性告知过需要补正的全部内容。"),
        clauses=("XK-32.4",),
        next_step=Sentence("已列明而未补到位的，可以在原告知范围内提醒；补正齐全的应当受理。"),
    )


@enforces("RULE-8")
def correction_was_given(facts: CaseFacts) -> Refusal | None:
    """A reminder belongs to a notice that was served before."""
    if facts.correction_given:
        return None
    return Refusal(
        "no_correction_notice", Sentence("不能提醒：还没有出具过一次性补正告知书。"), clauses=("XK-32.4",)
    )


@enforces("RULE-8", "XK-32.4")
def not_reminded_before(facts: CaseFacts) -> Refusal | None:
    """One reminder: what is still wrong after it is refused with reasons, not asked for without end."""
    if not facts.correction_reminded:
        return None
    return Refusal(
        "reminded_before",
        Sentence("不能再次提醒：补正内容已经提醒过一次。"),
        clauses=("XK-32.4",),
        next_step=Sentence("补正到位的应当受理；经提醒仍未补正到位的，写明理由不予受理。"),
    )


@enforces("XK-32.5", "RULE-7", "RULE-8")
def corrections_not_all_supplied(facts: CaseFacts) -> Refusal | None:
    """After all corrections asked for are in, the case must be accepted; acceptance can't be refused.

    Points answered badly are reminded of once; only what is still wrong after that can be refused (rule 8).
    """
    if facts.correction_reminded:
        return None
    if not (facts.correction_given and facts.correction_supplied and not facts.unanswered_points):
        return None
    return Refusal(
        "corrections_supplied",
        Sentence("不能不予受理：申请人已按告知提交全部补正材料，应当受理。"),
        clauses=("XK-32.5",),
        next_step=Sentence("请受理；能否许可在审查中判断。"),
    )


@enforces("RULE-5")
def second_person_confirms(facts: CaseFacts) -> Refusal | None:
    """A refusal by a window is proposed by one person and confirmed by another (profile)."""
    if not facts.second_person_needed:
        return None
    if facts.refusal_proposed_by is None:
        return Refusal(
            "second_person_needed",
            Sentence("窗口不予受理需要两人。"),
            clauses=("RULE-5",),
            next_step=Sentence("请先提出，由另一人确认。"),
        )
    if facts.refusal_proposed_by == facts.actor_id:
        return Refusal(
            "same_person",
            Sentence("提出人和确认人不能是同一人。"),
            clauses=("RULE-5",),
            who_could=Sentence("请同事确认。"),
        )
    return None


@enforces("RULE-8")
def termination_has_basis(facts: CaseFacts) -> Refusal | None:
    """No answer to a correction notice ends the case only where the item cites a rule for it."""
    if facts.correction_given and facts.supply_overdue and facts.termination_basis:
        return None
    return Refusal(
        "no_basis_to_end",
        Sentence("不能终止：只有本事项规定了逾期不补正的后果、并且补正期限已过，才能终止。"),
        clauses=("XK-32.4",),
    )
