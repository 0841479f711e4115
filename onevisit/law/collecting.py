"""How long a result waits for whoever collects it himself, and when he is reminded (JH-25b, AS-4.4).

The rule books ask for a period and for nobody to be forgotten, and name no number. The numbers stand here
once, each with its reason; a city sets others in its profile.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reminder:
    """A reminder on the day that ends ``after`` calendar days since the applicant was told."""

    after: int
    why: str


REMINDERS = (
    Reminder(10, "十日内送达的期限长度已过，多数人忘了通知"),
    Reminder(20, "再提醒一次，并告知可以改为邮寄"),
    Reminder(30, "最后一次自动提醒，此后由出件窗口打电话"),
)


@dataclass(frozen=True)
class CollectingRules:
    """Days are calendar days.

    ``reminders`` count from the notice that the result waits. After ``unclaimed_after`` days the window calls
    by telephone. A result lies in a slot of a self-service cabinet for ``slot_period`` days, then goes back
    to the window, so that slots stay free for others.
    """

    reminders: tuple[Reminder, ...] = REMINDERS
    unclaimed_after: int = 30
    slot_period: int = 7


USUAL_RULES = CollectingRules()
