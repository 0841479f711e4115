"""Doctored records for the predicates of the routes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.cases.doctored.lawful import (
    ACTS,
    CLOCKS,
    MONDAY,
    PAPERS,
    Doctored,
    Row,
    after,
    at,
    lawful,
    paper,
    staffed,
    with_act,
    without_act,
    without_paper,
)
from tests.cases.predicates import Clock, Life

ASKED: Row = ("ask_pre_review", at(-2), 0, "pre_review", {"contents": {"material:a": "1"}})
RETURNED: Row = ("return_pre_review", at(-1), 13, "draft", {"points": ["material:a"]})
EXPERTS: Row = staffed("record_expert_review", at(4, 9), conclusion="agree", members=3)


def pre_reviewed(*acts: Row) -> Life:
    """The lawful record with these acts before the receipt and a limit for each pre-review."""
    asked = sum(act[0] == "ask_pre_review" for act in acts)
    limit = Clock("pre_review", MONDAY, 2, "wd", (), date(2026, 3, 4), "met", at(-1))
    return replace(lawful([*acts, *ACTS]), clocks=(*CLOCKS, *[limit] * asked))


def sent_up(*acts: Row) -> Life:
    """The lawful record of a case that goes up, with these acts before the draft."""
    up = sum(act[0] == "report_up" for act in acts)
    limits = [Clock("first_review", MONDAY, 20, "wd", (), date(2026, 3, 30), "met", at(7))]
    limits += [Clock("superior_answer", MONDAY, 20, "wd", (), date(2026, 3, 30), "met", at(7))] * up
    return replace(
        after("record_visit", *acts),
        reported_up=True,
        clocks=(*CLOCKS, *limits),
        papers=(*PAPERS, *[paper("report_up", "上报审批表", "")] * up),
    )


UP: Row = staffed("report_up", at(7, 10, 5))
REFUSED: Row = staffed("record_answer_from_above", at(7, 10, 10), answer="refused")
GRANTED: Row = staffed("record_answer_from_above", at(7, 10, 20), answer="granted")
STAGE = Clock("step", MONDAY, 3, "wd", (), date(2026, 3, 5), "met", at(6))

DOCTORED: Doctored = {
    "pre_review": [
        lambda: pre_reviewed(ASKED, RETURNED, ASKED, RETURNED),
        lambda: pre_reviewed(ASKED, ASKED),
        lambda: replace(pre_reviewed(ASKED), clocks=CLOCKS),
        lambda: after("receive", ASKED),
        lambda: replace(lawful(), clocks=(*CLOCKS, pre_reviewed(ASKED).clocks[-1])),
    ],
    "reported_up": [
        lambda: sent_up(UP, REFUSED),
        lambda: sent_up(UP, GRANTED, UP, GRANTED),
        lambda: sent_up(GRANTED),
        lambda: sent_up(),
        lambda: replace(sent_up(UP, GRANTED), papers=PAPERS),
        lambda: replace(sent_up(UP, GRANTED), clocks=CLOCKS),
        lambda: replace(sent_up(UP, GRANTED), reported_up=False),
    ],
    "site_visits": [
        lambda: without_act("appoint_visit"),
        lambda: with_act("appoint_visit", officers=[11]),
        lambda: with_act("appoint_visit", officers=[11, 13]),
        lambda: with_act("record_visit", officers=[11, 12]),
        lambda: without_paper("site_record"),
        lambda: after("accept", staffed("record_step", at(1, 10, 30), step="site")),
    ],
    "meetings": [
        lambda: after("record_visit", EXPERTS),
        lambda: after(
            "record_visit",
            staffed("record_collective_discussion", at(7, 10, 5), conclusion="disagree", members=3),
        ),
        lambda: after(
            "record_visit",
            staffed("record_collective_discussion", at(7, 10, 5), conclusion="agree", members=2),
        ),
        lambda: after("record_visit", staffed("record_deliberation", at(7, 10, 5))),
    ],
    "stages": [
        lambda: replace(lawful(), clocks=(*CLOCKS, STAGE)),
        lambda: replace(lawful(), clocks=(*CLOCKS, *[replace(STAGE, stopped_at=None)] * 2)),
    ],
}
