"""Doctored records for the predicates of cabinets and of the post: how a result reaches its applicant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.cases.doctored.lawful import ACTS, CLOCKS, ISSUER, PAPERS, Doctored, Row, at, lawful, paper, place
from tests.cases.predicates import Life

ON_THE_WAY, AT_THE_DOOR = at(7, 15), at(9)
SLOT: Row = ("put_in_slot", at(8, 9), ISSUER, "in_slot", {"deposit": 1})
OPENED: Row = ("deliver_at_terminal", at(8, 10), 0, "delivered", {"deposit": 1, "method": "direct"})


def ended(*acts: Row, **changes: Any) -> Life:
    """The lawful record up to the window, then these acts instead of collecting."""
    return replace(lawful([*ACTS[: place("take_over") + 1], *acts]), **changes)


def posted(posted_at: datetime = ON_THE_WAY) -> Row:
    """The posting of a parcel."""
    return ("deliver_by_post", at(8, 9), ISSUER, "posted", {"parcel": 1, "posted_at": posted_at.isoformat()})


def signed(served_at: datetime = AT_THE_DOOR) -> Row:
    """Somebody signed for it."""
    data = {"parcel": 1, "served_at": served_at.isoformat(), "method": "post"}
    return ("confirm_post_service", at(9, 12), ISSUER, "delivered", data)


LOST: Row = ("declare_lost", at(9), ISSUER, "lost", {"parcel": 1})
REPLACED: Row = ("replace_lost", at(10), ISSUER, "decided", {"parcel": 2})
BY_POST = tuple(replace(one, served=("post",)) if one.kind == "grant" else one for one in PAPERS)
RUNNING = tuple(replace(one, stopped_at=None) if one.kind == "delivery" else one for one in CLOCKS)

DOCTORED: Doctored = {
    "a_slot_opens_once": [
        lambda: ended(OPENED),
        lambda: ended(SLOT, OPENED, OPENED),
        lambda: ended(SLOT, (*OPENED[:3], "in_slot", OPENED[4])),
    ],
    "a_slot_ends_the_ten_days": [lambda: ended(SLOT, clocks=RUNNING)],
    "posting_ends_the_ten_days": [
        lambda: ended(posted(), clocks=RUNNING),
        lambda: ended(posted(at(8, 12))),
        lambda: ended(posted(at(6))),
    ],
    "a_signature_serves": [
        lambda: ended(posted(), signed(at(6))),
        lambda: ended(posted(), signed(at(10))),
        lambda: ended(posted(), papers=BY_POST),
        lambda: ended(posted(), papers=(*PAPERS, paper("proof_of_service", "送达回证", ""))),
    ],
    "a_parcel_ends_once": [
        lambda: ended(signed()),
        lambda: ended(posted(), REPLACED),
        lambda: ended(posted(), LOST, REPLACED),
        lambda: ended(posted(), signed(), signed()),
    ],
}
