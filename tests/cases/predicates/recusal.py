"""HOUSE-11 told a second time over the finished record: who stands back does nothing more in the case."""

from __future__ import annotations

from tests.cases.predicates.life import Faults, Life, Predicates

OF_RECUSAL = ("declare_recusal", "request_recusal", "decide_recusal")
DECISIONS = ("sign_decision", "decide_at_once", "report_up", "refuse_acceptance", "answer_not_required")


def recusal(life: Life) -> Faults:
    """Nobody acts between his recusal and a decision that he need not; nothing is decided meanwhile."""
    standing_back: set[int] = set()
    open_ones: dict[int, int] = {}
    before: set[int] = set()
    for act in life.acts:
        if act.actor_kind == "staff" and act.actor_id in standing_back:
            yield f"{act.name} by somebody who stands back from the case"
        if open_ones and act.name in DECISIONS:
            yield f"{act.name} while a recusal is open"
        if act.name == "declare_recusal" and act.data["person"] != act.actor_id:
            yield "somebody declared the recusal of another"
        if act.name == "request_recusal" and act.data["person"] in before:
            yield "asked a second time about the same person"
        if act.name in ("declare_recusal", "request_recusal"):
            person = act.data["person"]
            standing_back.add(person)
            before.add(person)
            if not act.data.get("decided"):
                open_ones[act.data["recusal"]] = person
        if act.name == "decide_recusal":
            person = open_ones.pop(act.data["recusal"], None)
            if person != act.data["person"]:
                yield "a recusal was decided that was not open"
            if not act.data["granted"]:
                standing_back.discard(act.data["person"])
            if act.data["successor"] in standing_back:
                yield "the case went to somebody who stands back himself"


PREDICATES: Predicates = (recusal,)
