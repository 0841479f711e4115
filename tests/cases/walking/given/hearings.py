"""Hearings and statements."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from onevisit.cases.hearings import open_hearing, possible_chairs
from onevisit.cases.models import InterestedParty
from onevisit.law.hearings import earliest_hearing_day
from onevisit.law.lifecycle import Action
from onevisit.organization.models import Staff
from onevisit.records import clock
from onevisit.records.calendar import current_calendar
from onevisit.records.clock import SHANGHAI
from tests.cases.walking.scene import Given, Scene

RARELY = 0.1


def party_answer(scene: Scene) -> dict[str, Any]:
    answers = ("request", "request", "waive", "withdraw", "state", "nothing", "challenge")
    given_on = clock.today() - timedelta(days=scene.choose((0, 0, 1, 3)))
    return {
        "party": scene.choose(_parties(scene) or [1]),
        "answer": scene.choose(answers),
        "given_on": given_on.isoformat(),
        "words": scene.text(),
    }


def maybe_reason(scene: Scene) -> dict[str, Any]:
    return {"reason": scene.choose((scene.text(), ""))}


def _parties(scene: Scene) -> list[int]:
    parties = InterestedParty.objects.filter(case=scene.case).order_by("pk")
    return list(parties.values_list("pk", flat=True))


def notice(scene: Scene) -> dict[str, Any]:
    day = earliest_hearing_day(clock.today(), current_calendar())
    day += timedelta(days=scene.choose((0, 0, 0, 1, 4, -1)))
    return {
        "starts_at": datetime.combine(day, time(9, 30), tzinfo=SHANGHAI).isoformat(),
        "place": "三楼听证室",
        "chair": _chair(scene),
        "announced": scene.choose((True, False)),
    }


def _chair(scene: Scene) -> int:
    """Somebody who could preside, or, now and then, anybody of the department."""
    able = [one.pk for one in possible_chairs(scene.case, open_hearing(scene.case))]
    if able and scene.random.random() > RARELY:
        return scene.choose(able)
    colleagues = Staff.objects.filter(department_id=scene.case.department_id).order_by("pk")
    return scene.choose(list(colleagues.values_list("pk", flat=True)))


def record(scene: Scene) -> dict[str, Any]:
    """Everybody came and signed, or did not; the time has come if the walk waited for it."""
    hearing = open_hearing(scene.case)
    if hearing is not None and hearing.starts_at is not None and scene.random.random() < 0.8:
        waiting = hearing.starts_at + timedelta(hours=1) - clock.now()
        if waiting > timedelta(0):
            clock.shift(by=waiting)
    people = [
        {"party": key, "status": "signed", "signature": "e" * 64} for key in (0, -1, -2, -3, *_parties(scene))
    ]
    for one in people:
        if one["party"] not in (-2, -3) and scene.random.random() < 0.2:
            one.update(status=scene.choose(("refused", "absent")), signature="", note=scene.text())
    return {
        "participants": people,
        "officer": scene.text(),
        "applicant": scene.text(),
        "opinion": scene.text(),
    }


GIVEN: Given = {
    Action.NAME_INTERESTED_PARTY: lambda scene: {"name": "张大山", "interest": scene.text()},
    Action.TELL_STATEMENT_RIGHT: lambda scene: {"matter": scene.text(), "days": scene.random.randint(3, 6)},
    Action.TELL_HEARING_RIGHT: lambda scene: {"matter": scene.text()},
    Action.REQUEST_HEARING: maybe_reason,
    Action.WAIVE_HEARING: maybe_reason,
    Action.WITHDRAW_HEARING_REQUEST: maybe_reason,
    Action.MAKE_STATEMENT: lambda scene: scene.choose(({"text": scene.text()}, {"nothing": True})),
    Action.RECORD_PARTY_ANSWER: party_answer,
    Action.ORDER_HEARING: lambda scene: {"by_law": scene.choose((True, False)), "ground": scene.text()},
    Action.GIVE_HEARING_NOTICE: notice,
    Action.CHALLENGE_CHAIR: lambda scene: {"reason": scene.text()},
    Action.DECIDE_CHALLENGE: lambda scene: {
        "upheld": scene.choose((True, False)),
        "reason": scene.text(),
        "chair": _chair(scene),
    },
    Action.RECORD_HEARING: record,
}
