"""Doctored records for the predicate of recusals."""

from __future__ import annotations

from tests.cases.doctored.lawful import COLLEAGUE, HANDLER, SIGNER, Doctored, Row, after, at, staffed

DECLARED: Row = staffed("declare_recusal", at(7, 10, 5), person=HANDLER, recusal=1)
ASKED: Row = ("request_recusal", at(7, 10, 5), 0, "in_review", {"person": SIGNER, "recusal": 1})


def decided(**data: object) -> Row:
    """The head's decision of the recusal of the signer."""
    given = {"recusal": 1, "person": SIGNER, "granted": False, "successor": None, **data}
    return ("decide_recusal", at(7, 10, 10), COLLEAGUE, "in_review", given)


DOCTORED: Doctored = {
    "recusal": [
        lambda: after("record_visit", DECLARED),
        lambda: after("record_visit", ASKED),
        lambda: after("record_visit", ASKED, decided(granted=True)),
        lambda: after("record_visit", ASKED, decided(), ASKED, decided()),
        lambda: after("record_visit", staffed("declare_recusal", at(7, 10, 5), person=COLLEAGUE, recusal=1)),
        lambda: after("record_visit", decided()),
        lambda: after("record_visit", ASKED, decided(granted=True, successor=SIGNER)),
    ],
}
