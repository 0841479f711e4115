"""One thing to know about a case."""

from __future__ import annotations

from dataclasses import dataclass, field

from onevisit.cases.models import CorrectionPoint


@dataclass(frozen=True)
class Matter:
    """One thing to know: a notice in words, and the points of a correction notice where it is one."""

    kind: str
    title: str
    text: str = ""
    points: list[CorrectionPoint] = field(default_factory=list)
