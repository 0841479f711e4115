"""Doctored records for the predicates of receipt."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.doctored.lawful import (
    CLERK,
    HANDLER,
    NOTICE,
    SUPPLY,
    Doctored,
    after,
    at,
    clocked,
    late_acceptance,
    lawful,
)

DOCTORED: Doctored = {
    "rule_2": [
        lambda: replace(lawful(), received_at=at(1)),
        lambda: clocked("one_time_notice", started_on=at(1).date()),
    ],
    "rule_4": [lambda: replace(lawful(), version=6), lambda: replace(lawful(), channel="web")],
    "rule_5": [
        lambda: after("receive", ("refuse_acceptance", at(0, 12), HANDLER, "x", {"ground": "conditions"})),
        lambda: after("receive", ("refuse_acceptance", at(0, 12), CLERK, "x", {"ground": "wrong_organ"})),
        lambda: after("receive", ("refuse_acceptance", at(0, 12), HANDLER, "x", {"ground": "not_corrected"})),
    ],
    "rule_6": [
        lambda: clocked("acceptance", count=5),
        lambda: clocked("one_time_notice", count=10),
        lambda: replace(lawful(), acceptance_delegated=True),
    ],
    "rule_7": [
        late_acceptance,
        lambda: after("receive", ("deem_accepted", at(0, 12), 0, "accepted", {"effective_on": "2026-03-02"})),
    ],
    "rule_8": [
        lambda: after("receive", NOTICE, SUPPLY, NOTICE),
        lambda: after(
            "receive",
            NOTICE,
            SUPPLY,
            ("remind_of_point", at(0, 15), HANDLER, "x", {"points": ["material:b"]}),
        ),
        lambda: after("receive", ("terminate", at(0, 12), HANDLER, "terminated", {})),
        lambda: after("receive", SUPPLY),
    ],
    "rule_9": [lambda: after("receive", ("decide_at_once", at(0, 12), CLERK, "decided", {}))],
}
