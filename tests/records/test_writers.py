"""Messages, outbox, idempotency, access log, numbers, jobs: one statement each, kept or undone."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction

from onevisit.config.environment import DatabaseAddresses
from onevisit.law.refusal import Refusal
from onevisit.records import access_log, clock, idempotency, jobs, messages, numbers, outbox, side_connection
from onevisit.records.messages import OutgoingMessage
from onevisit.records.models import AccessLogRow, IdempotencyKey, Message, MessageChannel, OutboxEvent
from onevisit.records.outbox import Event
from tests.records.helpers import Chain, statements

pytestmark = pytest.mark.usefixtures("committed_database")


def sms(address: str | None = "13812345678") -> OutgoingMessage:
    """A message to one telephone."""
    return OutgoingMessage(MessageChannel.SMS, "received", {"case": "220281"}, "case", 1, address=address)


def test_messages_exist_if_and_only_if_their_act_is_committed() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        messages.queue([sms()])
        raise RuntimeError
    assert not Message.objects.exists()
    with transaction.atomic(), statements() as issued:
        messages.queue([sms(), sms()])
    assert len(issued) == 1
    assert Message.objects.count() == 2
    assert messages.queue([]) == []


def test_a_message_to_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="to nobody"):
        messages.queue([sms(None)])
    with pytest.raises(ValueError, match="to nobody"):
        messages.queue([OutgoingMessage(MessageChannel.SITE, "received", {}, "case", 1, address="1")])


def test_message_keys_are_unique_and_in_the_order_of_time() -> None:
    made = messages.queue([sms() for _ in range(50)])
    later = messages.queue([sms()])
    assert len({one.pk for one in made}) == 50
    assert all(one.pk.version == 7 for one in made)
    assert max(one.pk.int >> 80 for one in made) <= later[0].pk.int >> 80


def test_events_are_told_in_batches_and_never_twice(committed_database: DatabaseAddresses) -> None:
    with transaction.atomic(), statements() as issued:
        outbox.publish([Event("case.received", "case", number) for number in range(1000)])
    assert len(issued) == 1
    outbox.publish([Event("case.received", "case", 5)])
    with psycopg.connect(committed_database.runtime, autocommit=True) as listener:
        listener.execute(f"LISTEN {outbox.CHANNEL}")
        assert (outbox.relay(900), outbox.relay(900), outbox.relay(900)) == (900, 101, 0)
        told = [json.loads(notice.payload) for notice in listener.notifies(timeout=1)]
    changes = [tuple(change) for batch in told for change in batch]
    assert len(told) < 10
    assert sorted(set(changes)) == sorted(("case.received", "case", number) for number in range(1000))
    assert OutboxEvent.objects.filter(relayed_at__isnull=True).count() == 0
    assert outbox.forget_relayed() == 0
    clock.shift(by=timedelta(days=31))
    assert outbox.forget_relayed() == 1001


def test_two_relays_share_the_events() -> None:
    outbox.publish([Event("case.received", "case", number) for number in range(300)])
    told: list[int] = []

    def relay() -> None:
        told.append(outbox.relay(200))
        connection.close()

    relays = [threading.Thread(target=relay) for _ in range(2)]
    for one in relays:
        one.start()
    for one in relays:
        one.join()
    assert sum(told) + outbox.relay() == 300


BODY = idempotency.body_hash({"case": 1, "opinion": "同意"})
OTHER = idempotency.body_hash({"case": 1, "opinion": "不同意"})


@pytest.mark.clause("HOUSE-2")
def test_a_repeated_command_gets_the_stored_result() -> None:
    with transaction.atomic(), statements() as issued:
        assert idempotency.claim("staff:7", "accept", "key", BODY) is None
        idempotency.store("staff:7", "accept", "key", {"case": 1})
    assert len(issued) == 2
    with transaction.atomic():
        again = idempotency.claim("staff:7", "accept", "key", BODY)
    assert again is not None
    assert again.result == {"case": 1}
    with transaction.atomic():
        assert idempotency.claim("staff:8", "accept", "key", BODY) is None
        assert idempotency.claim("staff:7", "refuse", "key", BODY) is None


@pytest.mark.clause("HOUSE-2")
def test_the_same_key_with_another_body_is_refused() -> None:
    idempotency.claim("staff:7", "accept", "key", BODY)
    with pytest.raises(Refusal) as refused:
        idempotency.claim("staff:7", "accept", "key", OTHER)
    assert refused.value.code == "repeated_key"


@pytest.mark.clause("HOUSE-2")
def test_a_failed_command_leaves_its_key_free() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        idempotency.claim("staff:7", "accept", "key", BODY)
        raise RuntimeError
    assert idempotency.claim("staff:7", "accept", "key", OTHER) is None


@pytest.mark.clause("HOUSE-2")
def test_of_two_sendings_at_once_one_has_effect_and_both_get_its_result() -> None:
    results: list[object] = []
    together = threading.Barrier(4)

    def command() -> None:
        together.wait()
        with transaction.atomic():
            stored = idempotency.claim("staff:7", "receive", "key", BODY)
            if stored is None:
                Chain(1).act()
                idempotency.store("staff:7", "receive", "key", {"sequence": 1})
                results.append("done")
            else:
                results.append(stored.result)
        connection.close()

    senders = [threading.Thread(target=command) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert results.count("done") == 1
    assert results.count({"sequence": 1}) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_ledgerrow")
        assert cursor.fetchone()[0] == 1


def test_keys_are_kept_for_ninety_days() -> None:
    idempotency.claim("staff:7", "accept", "old", BODY)
    clock.shift(by=timedelta(days=90))
    idempotency.claim("staff:7", "accept", "new", BODY)
    clock.shift(by=timedelta(minutes=1))
    assert idempotency.forget_old() == 1
    assert IdempotencyKey.objects.get().key == "new"


def look(allowed: bool) -> None:
    """One line in the access log."""
    access_log.log(
        actor_kind="staff",
        actor_id=7,
        action="read",
        subject_kind="case",
        subject_id=1,
        allowed=allowed,
        purpose="办件" * 200,
        detail={"fields": ["phone"]},
        source_address="192.0.2.7",
    )


@pytest.mark.clause("HOUSE-15", "GX-51.4")
def test_a_logged_look_survives_the_rollback_of_what_it_was_for() -> None:
    with pytest.raises(RuntimeError), transaction.atomic(), statements() as issued:
        look(allowed=False)
        raise RuntimeError
    assert issued == []
    row = AccessLogRow.objects.get()
    assert (row.allowed, row.detail, row.source_address) == (False, {"fields": ["phone"]}, "192.0.2.7")
    assert len(row.purpose) == 200


@pytest.mark.clause("HOUSE-15")
def test_a_lost_log_connection_is_opened_again() -> None:
    look(allowed=True)
    (number,) = side_connection.execute("SELECT pg_backend_pid()")[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [number])
    look(allowed=True)
    assert AccessLogRow.objects.count() == 2


@pytest.mark.clause("HOUSE-15")
def test_what_can_not_be_logged_is_told_to_the_caller() -> None:
    with pytest.raises(psycopg.Error):
        access_log.log(
            actor_kind="x" * 40, actor_id=7, action="read", subject_kind="case", subject_id=1, allowed=True
        )
    look(allowed=True)


def test_many_threads_share_the_log_connection() -> None:
    lookers = [threading.Thread(target=look, args=[True]) for _ in range(12)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    assert AccessLogRow.objects.count() == 12


@pytest.mark.clause("HOUSE-19")
def test_numbers_of_a_series_have_no_gaps_under_concurrency_and_rollback() -> None:
    taken: list[int] = []

    def issue(position: int) -> None:
        try:
            with transaction.atomic():
                number = numbers.take("蛟政审许", 2026)
                if position % 3 == 0:
                    raise RuntimeError
            taken.append(number)
        except RuntimeError:
            pass
        connection.close()

    issuers = [threading.Thread(target=issue, args=[position]) for position in range(9)]
    for issuer in issuers:
        issuer.start()
    for issuer in issuers:
        issuer.join()
    assert sorted(taken) == list(range(1, 7))
    assert numbers.take("蛟政审许", 2027) == 1
    assert numbers.take("蛟人社", 2026) == 1
    with statements() as issued:
        first = numbers.take_several({("蛟政审许", 2026): 3, ("蛟住建", 2026): 2})
    assert first == {("蛟政审许", 2026): 7, ("蛟住建", 2026): 1}
    assert len(issued) == 1
    assert numbers.take("蛟政审许", 2026) == 10
    assert numbers.take_several({}) == {}


def test_jobs_exist_if_and_only_if_their_act_is_committed() -> None:
    def waiting() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            return int(cursor.fetchone()[0])

    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.defer("records.watch_clocks", timestamp=1)
        raise RuntimeError
    assert waiting() == 0
    with transaction.atomic(), statements() as issued:
        jobs.defer("records.watch_clocks", timestamp=1)
        jobs.defer_many("records.anchor_ledger", [{"timestamp": 1}])
    assert len(issued) == 2
    assert waiting() == 2
    assert jobs.defer_many("records.anchor_ledger", []) == []


def test_no_act_notifies_by_itself_because_that_would_make_commits_wait(
    committed_database: DatabaseAddresses,
) -> None:
    with psycopg.connect(committed_database.runtime, autocommit=True) as listener:
        listener.execute("LISTEN procrastinate_any_queue_v1")
        listener.execute(f"LISTEN {outbox.CHANNEL}")
        jobs.defer("records.watch_clocks", timestamp=1)
        outbox.publish([Event("case.received", "case", 1)])
        Chain(1).act()
        assert list(listener.notifies(timeout=0.5)) == []


@pytest.mark.clause("HOUSE-14")
def test_planted_personal_data_is_nowhere_in_clear() -> None:
    from onevisit.records import ledger, privacy

    name, phone, number = "钱学堃", "13987654321", "22028119850615002X"
    with transaction.atomic():
        committed = privacy.commitment("applicant", 1, name)
        chain = Chain(1)
        chain.act(
            actor=ledger.Actor("applicant", 1, name_commitment=committed), data={"applicant": committed}
        )
        messages.queue(
            [
                OutgoingMessage(
                    MessageChannel.SMS, "received", {"name": name, "number": number}, "case", 1, address=phone
                )
            ]
        )
        outbox.publish([Event("case.received", "case", 1, {"sequence": 1})])
        idempotency.claim(
            "applicant:1", "submit", "k", idempotency.body_hash({"name": name, "number": number})
        )
        jobs.defer("records.watch_clocks", timestamp=1)
    look(allowed=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute("SELECT has_table_privilege(%s, %s)", [f'public."{table}"', "SELECT"])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(f'SELECT whole::text FROM "{table}" AS whole')
            text = "\n".join(row[0] for row in cursor.fetchall())
            for planted in (name, phone, number):
                assert planted not in text, table
                assert planted.encode().hex() not in text, table
