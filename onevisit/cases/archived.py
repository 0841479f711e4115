"""The lists of the archivist: ended cases that wait for the archive, and those that lie in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from onevisit.cases.loading import with_version
from onevisit.cases.models import Case
from onevisit.cases.models.case import TO_ARCHIVE_STATES
from onevisit.law.lifecycle import State
from onevisit.law.powers import PowerKind
from onevisit.organization.authorization import scope
from onevisit.organization.workers import Worker
from onevisit.records.keyset import key_of_page

PAGE = 30


@dataclass(frozen=True)
class ArchivePage:
    """A keyset page; ``after`` is the cursor of the next page, empty at the end."""

    cases: tuple[Case, ...]
    after: str


def waiting(worker: Worker, after: str = "") -> ArchivePage:
    """Ended cases within the archivist's scope that are not archived yet, oldest first; one statement.

    Raises Refusal "bad_cursor" for a cursor that no page gave.
    """
    found = Case.objects.filter(scope(worker, PowerKind.ARCHIVE), state__in=TO_ARCHIVE_STATES)
    if after:
        found = found.filter(pk__gt=key_of_page(after))
    return _page(with_version(found, "department").order_by("pk"))


def chosen(worker: Worker, case_ids: Collection[int]) -> tuple[Case, ...]:
    """Those of the ended cases of these ids that this archivist may archive, at most one page of them."""
    found = Case.objects.filter(
        scope(worker, PowerKind.ARCHIVE), state__in=TO_ARCHIVE_STATES, pk__in=sorted(case_ids)[:PAGE]
    )
    return tuple(with_version(found).order_by("pk"))


def archived(worker: Worker, number: str = "", after: str = "") -> ArchivePage:
    """Archived cases within the archivist's scope, newest first, or the one of this number; one statement.

    Raises Refusal "bad_cursor" for a cursor that no page gave.
    """
    found = _archived(worker)
    if number:
        found = found.filter(number=number)
    if after:
        found = found.filter(pk__lt=key_of_page(after))
    return _page(with_version(found, "department", "archive_file").order_by("-pk"))


def archived_case(worker: Worker, case_id: int) -> Case:
    """An archived case within the archivist's scope. Raises Case.DoesNotExist."""
    return with_version(_archived(worker), "department", "archive_file").get(pk=case_id)


def _archived(worker: Worker) -> QuerySet[Case]:
    return Case.objects.filter(scope(worker, PowerKind.ARCHIVE), state=State.ARCHIVED.value)


def _page(found: QuerySet[Case]) -> ArchivePage:
    cases = list(found[: PAGE + 1])
    more = len(cases) > PAGE
    return ArchivePage(tuple(cases[:PAGE]), str(cases[PAGE - 1].pk) if more else "")
