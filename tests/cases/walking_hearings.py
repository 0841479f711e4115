"""What somebody might give with the acts of hearings and statements in a random walk."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from typing import Any

from onevisit.cases.hearings import open_hearing, possible_chairs
from onevisit.cases.models import Case, InterestedParty
from onevisit.law.hearings import earliest_hearing_day
from onevisit.law.lifecycle import Action
from onevisit.organization.models import Staff
from onevisit.records import clock
from onevisit.records.calendar import current_calendar
from onevisit.records.clock import SHANGHAI

RARELY = 0.1


def inputs(case: Case, action: Action, dice: random.Random, text: str) -> dict[str, Any]:
    """Inputs that are right most of the time; {} for an act that is none of these."""
    parties = list(InterestedParty.objects.filter(case=case).order_by("pk").values_list("pk", flat=True))
    match action:
        case Action.NAME_INTERESTED_PARTY:
            return {"name": "张大山", "interest": text}
        case Action.TELL_STATEMENT_RIGHT:
            return {"matter": text, "days": dice.randint(3, 6)}
        case Action.TELL_HEARING_RIGHT:
            return {"matter": text}
        case Action.REQUEST_HEARING | Action.WAIVE_HEARING | Action.WITHDRAW_HEARING_REQUEST:
            return {"reason": dice.choice((text, ""))}
        case Action.MAKE_STATEMENT:
            return dice.choice(({"text": text}, {"nothing": True}))
        case Action.RECORD_PARTY_ANSWER:
            answers = ("request", "request", "waive", "withdraw", "state", "nothing", "challenge")
            given_on = clock.today() - timedelta(days=dice.choice((0, 0, 1, 3)))
            return {
                "party": dice.choice(parties or [1]),
                "answer": dice.choice(answers),
                "given_on": given_on.isoformat(),
                "words": text,
            }
        case Action.ORDER_HEARING:
            return {"by_law": dice.choice((True, False)), "ground": text}
        case Action.GIVE_HEARING_NOTICE:
            return _notice(case, dice)
        case Action.CHALLENGE_CHAIR:
            return {"reason": text}
        case Action.DECIDE_CHALLENGE:
            return {"upheld": dice.choice((True, False)), "reason": text, "chair": _chair(case, dice)}
        case Action.RECORD_HEARING:
            return _record(case, dice, text, parties)
        case _:
            return {}


def _notice(case: Case, dice: random.Random) -> dict[str, Any]:
    day = earliest_hearing_day(clock.today(), current_calendar())
    day += timedelta(days=dice.choice((0, 0, 0, 1, 4, -1)))
    return {
        "starts_at": datetime.combine(day, time(9, 30), tzinfo=SHANGHAI).isoformat(),
        "place": "三楼听证室",
        "chair": _chair(case, dice),
        "announced": dice.choice((True, False)),
    }


def _chair(case: Case, dice: random.Random) -> int:
    """Somebody who could preside, or, now and then, anybody of the department."""
    able = [one.pk for one in possible_chairs(case, open_hearing(case))]
    if able and dice.random() > RARELY:
        return dice.choice(able)
    colleagues = Staff.objects.filter(department_id=case.department_id).order_by("pk")
    return dice.choice(list(colleagues.values_list("pk", flat=True)))


def _record(case: Case, dice: random.Random, text: str, parties: list[int]) -> dict[str, Any]:
    """Everybody came and signed, or did not; the time has come if the walk waited for it."""
    hearing = open_hearing(case)
    if hearing is not None and hearing.starts_at is not None and dice.random() < 0.8:
        waiting = hearing.starts_at + timedelta(hours=1) - clock.now()
        if waiting > timedelta(0):
            clock.shift(by=waiting)
    people = [{"party": key, "status": "signed", "signature": "e" * 64} for key in (0, -1, -2, -3, *parties)]
    for one in people:
        if one["party"] not in (-2, -3) and dice.random() < 0.2:
            one.update(status=dice.choice(("refused", "absent")), signature="", note=text)
    return {"participants": people, "officer": text, "applicant": text, "opinion": text}
