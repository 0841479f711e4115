"""How long the archive keeps an ended case, and which archive file it belongs to (在线政务服务规定第十二条).

The class of an item stands in its definition; how long a class is kept is the same everywhere.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from onevisit.law.clauses import enforces


class Retention(StrEnum):
    """For how long an archived case is kept (保管期限)."""

    PERMANENT = "permanent"
    THIRTY_YEARS = "thirty_years"
    TEN_YEARS = "ten_years"

    @property
    def label(self) -> str:
        """The Chinese name, as it stands on the file."""
        return _LABELS[self]

    @property
    def years(self) -> int | None:
        """Whole years, None for ever."""
        return _YEARS[self]


_LABELS = {Retention.PERMANENT: "永久", Retention.THIRTY_YEARS: "30 年", Retention.TEN_YEARS: "10 年"}
_YEARS: dict[Retention, int | None] = {
    Retention.PERMANENT: None,
    Retention.THIRTY_YEARS: 30,
    Retention.TEN_YEARS: 10,
}


@enforces("ZX-12")
def kept_until(retention: Retention, ended_on: date) -> date | None:
    """The last day of keeping, an Asia/Shanghai date, counted from the year after the case ended; None: ever.

    Files of one year fall due together, on the last day of a year.
    """
    if retention.years is None:
        return None
    return date(ended_on.year + retention.years, 12, 31)
