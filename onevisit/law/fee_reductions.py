"""Waiver, reduction and deferral of a fee (减免缓缴): what each comes to, and on which bases (许可法 59).

A fee follows from the published standard; who is to pay less, or later, pays less by a rule that can be
cited, and a second person of the department says so.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


class ReductionKind(StrEnum):
    """What is asked for, and what is decided."""

    WAIVE = "waive"
    REDUCE = "reduce"
    DEFER = "defer"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    ReductionKind.WAIVE: "免缴",
    ReductionKind.REDUCE: "减缴",
    ReductionKind.DEFER: "缓缴",
}


class ReductionGround(StrEnum):
    """Whence the right to pay less comes: the published standard of the item, or a document cited."""

    PUBLISHED = "published"
    CITED = "cited"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return _GROUND_LABELS[self]


_GROUND_LABELS = {
    ReductionGround.PUBLISHED: "符合公布的减免情形",
    ReductionGround.CITED: "其他有效文件规定",
}


@enforces("XK-59")
def due_after(kind: ReductionKind, due_fen: int, reduced_fen: int) -> int:
    """What is to be paid after the decision, in fen; ``reduced_fen`` counts for a reduction only.

    Raises Refusal for a reduction of nothing, and for one of everything, which is a waiver.
    """
    if kind is ReductionKind.WAIVE:
        return 0
    if kind is ReductionKind.DEFER:
        return due_fen
    if 0 < reduced_fen < due_fen:
        return due_fen - reduced_fen
    raise Refusal(
        "reduction_out_of_range",
        Sentence("减缴的金额要大于零，并且小于应缴金额。"),
        clauses=("XK-59",),
        next_step=Sentence("全部不缴的，请选免缴。您填写的内容都在。"),
    )


@enforces("XK-59")
def require_deferral_day(kind: ReductionKind, until: date | None, today: date) -> None:
    """A deferral names the day until which is to be paid, after today. Raises Refusal."""
    if kind is not ReductionKind.DEFER or (until is not None and until > today):
        return
    raise Refusal(
        "no_deferral_day",
        Sentence("缓缴要写明缴到哪一天，并且在今天以后。"),
        clauses=("XK-59",),
        next_step=Sentence("您填写的内容都在，请补上日期。"),
    )
