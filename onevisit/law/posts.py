"""Who is on duty at a post: A, else B, else the stand-in of the day, else nobody (AS-3.3d)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from onevisit.law.clauses import enforces
from onevisit.law.powers import Role

CARRIED = frozenset(Role) - {
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDIT_ADMINISTRATOR,
}
"""Roles that a post may carry from A to B; the three administrators are never stood in for."""


class AbsenceKind(StrEnum):
    """Why somebody is away from his post."""

    ERRAND = "errand"
    TRAINING = "training"
    LEAVE = "leave"
    SHORT = "short"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _ABSENCE_LABELS[self]


_ABSENCE_LABELS = {
    AbsenceKind.ERRAND: "公务外出",
    AbsenceKind.TRAINING: "培训学习",
    AbsenceKind.LEAVE: "休假",
    AbsenceKind.SHORT: "临时离岗",
}


@dataclass(frozen=True)
class PostHolders:
    """The people of a post at one moment, by key; ``stand_in`` is named for the day, or nobody is."""

    holder_a: int
    holder_b: int
    stand_in: int | None = None


@enforces("AS-3.3d")
def on_duty(post: PostHolders, absent: Collection[int]) -> int | None:
    """Who holds the powers of the post when ``absent`` are away: exactly one, or None when it is unmanned.

    B steps in the moment A is away and steps back the moment A is there again; a stand-in acts only while
    both are away.
    """
    for person in (post.holder_a, post.holder_b, post.stand_in):
        if person is not None and person not in absent:
            return person
    return None
