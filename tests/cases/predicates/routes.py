"""The rules of the routes and their time, told a second time over the finished record of one case."""

from __future__ import annotations

from tests.cases.predicates.life import BEFORE_FILING, Faults, Life, Predicates

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


def reported_up(life: Life) -> Faults:
    """XK-35, 43: sent up and answered in turns, decided as the superior decided, not before."""
    waiting = False
    answer = ""
    for act in life.acts:
        if act.name == "report_up":
            if waiting or answer in ("granted", "refused"):
                yield "sent up again without a question from above"
            waiting = True
        if act.name == "record_answer_from_above":
            if not waiting:
                yield "an answer came to what was never sent up"
            waiting, answer = False, act.data["answer"]
        if act.name == "draft_decision" and life.reported_up:
            decided = {"granted": "grant", "refused": "refuse"}.get(answer)
            if decided != act.data["outcome"]:
                yield "decided otherwise than the superior organ"
        if act.name in ("request_correction", "remind_of_point") and (waiting or answer):
            yield "the applicant was asked again for what goes up (XK-35)"
    if len(life.of_kind("report_up")) != len(life.named("report_up")):
        yield "what goes up has its sheet"
    if life.named("report_up") and not life.reported_up:
        yield "an item of this organ's own decision went up"
    accepted = life.accepted_on is not None
    if life.reported_up and accepted and life.is_licence and len(life.clock("first_review")) != 1:
        yield "the first review has its limit"
    if len(life.clock("superior_answer")) != len(life.named("report_up")):
        yield "the answer from above is waited for by a day"


def site_visits(life: Life) -> Faults:
    """XK-34, JH-8.2.5: appointed beforehand, two officers, both sign, a record of each, no clock stops."""
    appointed: list[int] | None = None
    for act in life.acts:
        if act.name == "appoint_visit":
            appointed = act.data["officers"]
            if len(set(appointed)) < 2:
                yield "fewer than two officers were sent"
            if any(life.department_of.get(one) != life.department for one in appointed):
                yield "an officer of another department was sent"
        if act.name == "record_visit":
            if appointed is None or act.data["officers"] != appointed:
                yield "a visit by others than were announced"
            appointed = None
    records = life.of_kind("site_record")
    if len(records) != len(life.named("record_visit")):
        yield "a visit without its record"
    if any(len([one for one in paper.content["signers"] if one["signature"]]) < 2 for paper in records):
        yield "a record of a visit without two signatures"
    for act in life.named("record_step"):
        if act.data.get("step") in life.site_visits:
            yield "a visit on record without going there"


def meetings(life: Life) -> Faults:
    """JH-10b, XK-45: enough people, a record of each, experts within their procedure; decided so."""
    concluded = ""
    running = False
    for act in life.acts:
        if act.name == "start_special_procedure":
            running = act.data["procedure"] == "expert_review"
        if act.name in ("end_special_procedure", "lapse_special_procedure"):
            running = False
        if act.name == "record_expert_review" and not running:
            yield "experts reviewed outside the procedure that was announced"
        if act.name == "record_collective_discussion":
            concluded = act.data["conclusion"]
            if act.data["members"] < 3:
                yield "fewer than three discussed"
        drafted = act.name == "draft_decision" and bool(concluded)
        if drafted and (concluded == "agree") != (act.data["outcome"] == "grant"):
            yield "decided otherwise than was discussed"
    for name, kind in (
        ("record_collective_discussion", "discussion_record"),
        ("record_deliberation", "deliberation_record"),
        ("record_expert_review", "expert_opinion"),
    ):
        if len(life.named(name)) != len(life.of_kind(kind)):
            yield f"{name} without its record"


def stages(life: Life) -> Faults:
    """A stage's clock begins with the stage and ends with it; one stage at a time."""
    ends = [
        act.at
        for act in life.named("record_step", "record_visit", "sign_decision", "decide_at_once", "withdraw")
    ]
    for one in life.clock("step"):
        if one.stopped_at is not None and one.stopped_at not in ends:
            yield "a stage ended with something else than its record"
    if sum(one.stopped_at is None for one in life.clock("step")) > 1:
        yield "two stages run at once"


PREDICATES: Predicates = (pre_review, reported_up, site_visits, meetings, stages)
