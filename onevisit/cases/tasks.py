"""The jobs of the cases room."""

from __future__ import annotations

from onevisit.cases import engine, queries, telling
from onevisit.records import jobs


@jobs.task(name=telling.AFTER_ACT)
def after_act(case: int, sequence: int, action: str, documents: list[int]) -> None:
    """Tells of an act and makes its documents."""
    telling.after_act(case, sequence, action, documents)


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="onevisit.cases.lapse")
def lapse(timestamp: int) -> None:
    """Applies what has lapsed, so that lists are right even for cases nobody opens; no act waits for it."""
    for case_id in queries.lapsed():
        engine.bring_up_to_date(case_id)
