"""The rules told a second time, as predicates over the finished record of one case.

A predicate sees the ledger, the clocks and the documents as plain values and says in words what is against
the rule; nothing of the program is imported. The random walks are judged by them, not by the table of acts
that drove them. One module per area of law: a new area is a module with ``PREDICATES`` and one line here.

``fees`` and ``joint`` are judged apart, because they see more than the record of one case.
"""

from __future__ import annotations

from tests.cases.predicates import (
    collecting,
    deciding,
    hearings,
    ledger,
    limits,
    papers,
    post,
    promises,
    receipt,
    recusal,
    routes,
)
from tests.cases.predicates.life import Act, Clock, Faults, Life, Paper, Predicates

__all__ = ["PREDICATES", "Act", "Clock", "Faults", "Life", "Paper", "faults"]

AREAS = (
    ledger,
    receipt,
    limits,
    deciding,
    papers,
    promises,
    routes,
    recusal,
    hearings,
    collecting,
    post,
)
PREDICATES: Predicates = tuple(predicate for area in AREAS for predicate in area.PREDICATES)


def faults(life: Life) -> list[str]:
    """Everything in the record that is against a rule, with the name of the predicate."""
    return [f"{predicate.__name__}: {fault}" for predicate in PREDICATES for fault in predicate(life)]
