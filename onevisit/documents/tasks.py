"""The jobs of the documents room."""

from __future__ import annotations

from onevisit.documents import production
from onevisit.records import jobs


@jobs.task(name=production.PRODUCE)
def produce(documents: list[int]) -> None:
    """Renders, signs and stores these documents; harmless when repeated."""
    production.produce(documents)


@jobs.periodic(cron="* * * * *")
@jobs.task(name="onevisit.documents.reconcile")
def reconcile(timestamp: int) -> None:
    """Every minute: queues again what should have been made by now."""
    production.reconcile()
