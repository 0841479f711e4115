"""How long a statutory limit may be extended (行政许可法第四十二条)."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.limits import Limit

MOST_WORKING_DAYS = 10


@enforces("XK-42", "RULE-13")
def longest_extension(of_special_law: Limit | None) -> int:
    """The most working days by which a limit is extended: ten, or what a special law gives the item."""
    return MOST_WORKING_DAYS if of_special_law is None else of_special_law.count
