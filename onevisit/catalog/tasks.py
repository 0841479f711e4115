"""The jobs of the catalog room."""

from __future__ import annotations

from onevisit.catalog import importing
from onevisit.records import jobs


@jobs.task(name=importing.TASK, queue="upkeep")
def import_catalogue(import_id: int) -> None:
    """Takes in a file of the whole catalogue."""
    importing.run_import(import_id)
