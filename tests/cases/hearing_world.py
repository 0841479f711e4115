"""Cases in which others have to be heard, as the tests of hearings need them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from onevisit.cases.models import Case, InterestedParty
from onevisit.documents.models import Document
from onevisit.documents.queries import waiting_for_service
from onevisit.law.hearings import earliest_hearing_day
from onevisit.law.lifecycle import Action
from onevisit.records import clock
from onevisit.records.calendar import current_calendar
from onevisit.records.clock import SHANGHAI
from tests.cases import world

PARTY = {"name": "邻居张大山", "contact": "13900001111", "address": "振兴街 9 号", "interest": "油烟影响居住"}
MATTER = "经营场所紧邻居民住宅，油烟和噪声影响相邻居民。"


def wait_for_working_morning() -> None:
    """Lets the time pass to ten o'clock on a working day that is followed by another one."""
    calendar, day = current_calendar(), clock.today() + timedelta(days=1)
    while not (calendar.is_working_day(day) and calendar.is_working_day(day + timedelta(days=1))):
        day += timedelta(days=1)
    clock.shift(by=datetime.combine(day, time(10), tzinfo=SHANGHAI) - clock.now())


def reviewed(*, served: bool = True, steps: bool = True, **inputs: Any) -> Case:
    """A licence under review; ``served``: the applicant agreed to electronic service."""
    case = world.accepted(electronic_service_agreed=served, **inputs)
    if steps:
        world.review(case)
    else:
        world.do(case, Action.START_REVIEW, world.HANDLER)
    return case


def with_party(**inputs: Any) -> tuple[Case, InterestedParty]:
    """A licence under review with one interested party."""
    case = reviewed(**inputs)
    return case, name_party(case)


def name_party(case: Case, **changes: str) -> InterestedParty:
    """One more interested party of the case."""
    done = world.do(case, Action.NAME_INTERESTED_PARTY, world.HANDLER, **{**PARTY, **changes})
    assert done
    return InterestedParty.objects.filter(case=case).latest("pk")


def serve_all(case: Case) -> list[Document]:
    """Every notice that waits is handed over today."""
    served = []
    for document in waiting_for_service(case.pk):
        world.do(
            case,
            Action.RECORD_SERVICE,
            world.HANDLER,
            document=document.pk,
            method="direct",
            receiver="张大山",
            signature="d" * 64,
        )
        served.append(document)
    return served


def tell(case: Case, action: Action = Action.TELL_HEARING_RIGHT) -> None:
    """The right is told and every notice served today."""
    world.do(case, action, world.HANDLER, matter=MATTER)
    serve_all(case)


def asked() -> tuple[Case, InterestedParty]:
    """The applicant was told and asks for a hearing today."""
    case, party = with_party()
    tell(case)
    world.do(case, Action.REQUEST_HEARING, world.CLERK, reason="要求当面说明")
    return case, party


def noticed(case: Case, *, days_later: int = 0, serve: bool = True, **changes: Any) -> datetime:
    """The notice of the earliest lawful hearing, served today; answers when the hearing begins."""
    day = earliest_hearing_day(clock.today(), current_calendar()) + timedelta(days=days_later)
    starts_at = datetime.combine(day, time(9, 30), tzinfo=SHANGHAI)
    inputs = {
        "starts_at": starts_at.isoformat(),
        "place": "政务服务中心三楼听证室",
        "chair": world.worker(world.HEAD).staff_id,
        **changes,
    }
    world.do(case, Action.GIVE_HEARING_NOTICE, world.HANDLER, **inputs)
    if serve:
        serve_all(case)
    return starts_at


def until(moment: datetime) -> None:
    """Lets the time pass to an hour after ``moment``."""
    clock.shift(by=moment + timedelta(hours=1) - clock.now())


def record(case: Case, **changes: Any) -> dict[str, Any]:
    """The inputs of a complete record: everybody came and signed."""
    keys = [
        0,
        -1,
        -2,
        -3,
        *InterestedParty.objects.filter(case=case).order_by("pk").values_list("pk", flat=True),
    ]
    return {
        "participants": [{"party": key, "status": "signed", "signature": "e" * 64} for key in keys],
        "officer": "经现场核查，油烟净化设施符合标准，证据为检测报告。",
        "applicant": "已经安装油烟净化设施。",
        "parties": "夜间噪声影响休息。",
        "evidence": "双方对检测报告没有异议。",
        "opinion": "建议限定营业时间。",
        **changes,
    }
