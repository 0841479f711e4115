"""How long a licence holds, and when its renewal has to be asked for (许可法 50, rules 15 and 17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from onevisit.law.calendar import WorkingCalendar
from onevisit.law.clauses import enforces
from onevisit.law.limits import Limit, Unit, latest_day_before

ONE_DAY = timedelta(days=1)
STATUTORY_LEAD = Limit(30, Unit.CALENDAR_DAY)
"""Thirty days before expiry unless another rule says otherwise (XK-50); the applicant's, so calendar days."""

OFFERED_EARLY = timedelta(days=90)

WARN_BEFORE = (10, 5, 1)
"""Working days before expiry on which the department is warned of an undecided renewal (rule 17)."""


def last_day_of(first: date, years: int) -> date:
    """The last day of a term of whole years that begins with ``first``: 2026-01-05, 5 years → 2031-01-04.

    A term that begins on 29 February ends on 28 February.
    """
    month, day = first.month, first.day
    if (month, day) == (2, 29):
        return date(first.year + years, 2, 28)
    return date(first.year + years, month, day) - ONE_DAY


def renewed_last_day(last_day: date, years: int) -> date:
    """The last day after renewal: the new term joins the old one, so that no day is lost to the holder."""
    return last_day_of(last_day + ONE_DAY, years)


@dataclass(frozen=True)
class RenewalWindow:
    """The days on which renewal may be asked for; ``latest`` is the last timely one, ``closes`` the last.

    ``opens`` is None where no rule sets a first day.
    """

    opens: date | None
    latest: date
    closes: date

    def offers_on(self, day: date) -> bool:
        """Whether the holder is offered renewal on that day; up to expiry, also when it is late (rule 17).

        Where no rule sets a first day it is offered early enough to be thought of, and no earlier.
        """
        return (self.opens or self.latest - OFFERED_EARLY) <= day <= self.closes

    def is_timely(self, received_on: date) -> bool:
        """Whether silence upon an application received that day renews by itself."""
        return received_on <= self.latest


@enforces("RULE-15", "RULE-17", "XK-50p1")
def renewal_window(
    last_day: date, ask_before: Limit | None, opens_before: Limit | None, calendar: WorkingCalendar
) -> RenewalWindow:
    """The window of a licence that ends with ``last_day``; the limits are item data (rule 14).

    The full number of days lies between the latest timely day and the day of expiry. Raises OutsideCalendar.
    """
    return RenewalWindow(
        opens=None if opens_before is None else latest_day_before(last_day, opens_before, calendar),
        latest=latest_day_before(last_day, ask_before or STATUTORY_LEAD, calendar),
        closes=last_day,
    )


@enforces("RULE-17", "XK-50p2")
def deemed_renewed_on(last_day: date, received_on: date, window: RenewalWindow) -> date | None:
    """The first day of the renewed term if the organ stays silent; None for an application that was late.

    Neither pauses nor corrections move it: the licence expires when it expires.
    """
    return last_day + ONE_DAY if window.is_timely(received_on) else None
