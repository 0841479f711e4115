"""The rules of the routes and their time, told a second time over the finished record of one case."""

from __future__ import annotations

from tests.cases.predicates import BEFORE_FILING, Faults, Life

ANSWERS = ("pass_pre_review", "return_pre_review", "take_back_pre_review", "drop_draft")


def pre_review(life: Life) -> Faults:
    """JH-20, rule 4: a choice before filing, each asking answered once, no old point returned again."""
    returned: list[dict[str, str]] = []
    asked: dict[str, str] | None = None
    raised: set[str] = set()
    for act in life.acts:
        if act.name in BEFORE_FILING and life.filed and act.sequence > life.filed[0].sequence:
            yield f"{act.name} came after filing"
        if act.name == "ask_pre_review":
            if asked is not None:
                yield "asked again before the answer"
            if act.actor_kind != "applicant":
                yield "somebody else than the applicant asked for a pre-review"
            asked = act.data["contents"]
        elif act.name in ANSWERS and asked is not None:
            if act.name == "return_pre_review":
                for subject in act.data["points"]:
                    if any(subject in old and old[subject] == asked.get(subject) for old in returned):
                        yield f"{subject} was returned although it stood there before"
                returned.append(asked)
                raised = set(act.data["points"])
            if act.name == "pass_pre_review":
                raised = set()
            asked = None
    for act in life.named("request_correction"):
        missed = act.data.get("missed_at_pre_review", [])
        if bool(missed) != ("pre_review_missed" in life.irregularities):
            yield "what the pre-review missed and its irregularity do not agree"
        if set(missed) & raised:
            yield "a point that the pre-review raised counts as missed"
    if life.clock("pre_review") and not life.named("ask_pre_review"):
        yield "a pre-review runs that nobody asked for"
    if len(life.clock("pre_review")) != len(life.named("ask_pre_review")):
        yield "every pre-review has its limit"


PREDICATES = (pre_review,)


def faults(life: Life) -> list[str]:
    """Everything in the record that is against a rule of the routes, with the name of the predicate."""
    return [f"{predicate.__name__}: {fault}" for predicate in PREDICATES for fault in predicate(life)]
