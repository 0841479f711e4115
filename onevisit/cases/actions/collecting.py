"""Reminding of results that wait, and calling whoever does not come (JH-25b, AS-4.4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field

from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.models import Case, CollectionCall
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def waits_from(case: Case, moment: datetime) -> None:
    """The result waits at the window from now on; reminders count from here."""
    case.waits_since = moment
    case.reminders = 0


def next_reminder(case: Case) -> datetime | None:
    """When the applicant is reminded next; None when nothing waits or all reminders were sent."""
    reminders = case.city.collecting.reminders
    if case.waits_since is None or case.reminders >= len(reminders):
        return None
    return case.waits_since + timedelta(days=reminders[case.reminders].after)


@handles(Action.REMIND_TO_COLLECT)
@enforces("JH-25b", "AS-4.4")
def remind_to_collect(act: Act) -> None:
    """The applicant is reminded that the result waits; each reminder once, however late it is sent."""
    due = next_reminder(act.case)
    if due is None or due > act.now:
        raise Refusal("no_reminder_due", Sentence("还没有到提醒领取的时间。"), clauses=("JH-25b", "AS-4.4"))
    act.case.reminders += 1
    act.data["reminder"] = act.case.reminders


class CallInputs(Inputs):
    """Whether somebody was reached, and what was said."""

    reached: bool
    note: str = Field(min_length=2, max_length=500)


@handles(Action.CALL_TO_COLLECT, CallInputs)
def call_to_collect(act: Act) -> None:
    """The window called the applicant; what was said is kept for colleagues, not in the ledger."""
    CollectionCall.objects.create(
        case=act.case,
        called_at=act.now,
        called_by_id=act.staff_id,
        reached=act.inputs.reached,
        note=act.inputs.note,
    )
    act.data["reached"] = act.inputs.reached
