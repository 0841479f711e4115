"""Several at once: numbers without gaps or doubles, one file for one document."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from django.db import connection, transaction

from onevisit.config.environment import DatabaseAddresses
from onevisit.documents import actions, production
from onevisit.documents.models import Document, SealUse
from onevisit.records import numbers
from tests.documents import papers
from tests.documents.world import Item, Town

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=timezone(timedelta(hours=8)))
AT_ONCE = 6
EACH = 5


def all_at_once(work: Callable[[int], None], count: int) -> None:
    def one(index: int) -> None:
        try:
            work(index)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(count)))


class Given(Exception):
    """An act that is broken off."""


@pytest.mark.clause("HOUSE-5")
def test_numbers_have_no_gap_and_no_double_when_acts_race_and_some_fail(
    committed_database: DatabaseAddresses,
) -> None:
    town = Town()

    def act(index: int) -> None:
        try:
            with transaction.atomic():
                made = actions.prepare_all(
                    [papers.refusal(), papers.acceptance()],
                    case=town.case,
                    worker=town.handler,
                    definition=Item(),
                    now=NOW,
                )
                actions.finish(made)
                if index % 4 == 0:
                    raise Given
        except Given:
            return

    all_at_once(act, AT_ONCE * EACH)
    kept = AT_ONCE * EACH - len(range(0, AT_ONCE * EACH, 4))
    decisions = Document.objects.filter(kind="refusal").values_list("number", flat=True)
    assert sorted(decisions) == sorted(f"蛟市监不准〔2026〕{number}号" for number in range(1, kept + 1))
    uses = SealUse.objects.filter(seal=town.approval_seal).values_list("number", flat=True)
    assert sorted(uses) == list(range(1, kept + 1))


def test_without_the_counter_row_the_same_race_gives_doubles(
    committed_database: DatabaseAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: counting what is there instead of taking from a locked row does not hold."""
    town = Town()

    def counting(counts: dict[tuple[str, int], int]) -> dict[tuple[str, int], int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) + 1 FROM documents_document WHERE number <> ''")
            following = int(cursor.fetchone()[0])
            cursor.execute("SELECT pg_sleep(0.05)")
        return dict.fromkeys(counts, following)

    monkeypatch.setattr(numbers, "take_several", counting)
    refused = []

    def act(index: int) -> None:
        try:
            with transaction.atomic():
                made = actions.prepare_all(
                    [papers.refusal()], case=town.case, worker=town.handler, definition=Item(), now=NOW
                )
                actions.finish(made)
        except Exception as fault:
            refused.append(fault)

    all_at_once(act, AT_ONCE)
    assert refused, "the database must refuse doubles"


def test_workers_at_once_make_one_file(committed_database: DatabaseAddresses) -> None:
    town = Town()
    with transaction.atomic():
        made = actions.prepare_all(
            [papers.refusal()], case=town.case, worker=town.handler, definition=Item(), now=NOW
        )
        actions.finish(made)
    all_at_once(lambda _: production.produce([made[0].pk]), AT_ONCE)
    document = Document.objects.get()
    assert document.state == Document.State.READY and document.file_sha256
