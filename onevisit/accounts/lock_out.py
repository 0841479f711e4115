"""Lock-out after failures in a row (等级保护 GB/T 22239-2019 8.1.4.1 b: failed sign-ins are limited).

Three subjects are counted alike, in PostgreSQL: an account (or a name no account has: strangers must not
learn which names exist), the second factor of an account, and a network address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import SignInFailures
from onevisit.records.privacy import keyed_hash

LOCKED_FOR = timedelta(minutes=30)
FAILURES_OF_AN_ACCOUNT = 5
# One address may be the whole hall: any success of a colleague in between starts the count again.
FAILURES_OF_AN_ADDRESS = 20


@dataclass(frozen=True)
class Subject:
    """What is counted, and after how many failures in a row it is locked."""

    kind: str
    key: str
    limit: int

    @property
    def hash(self) -> bytes:
        """The keyed hash under which the failures are kept."""
        return keyed_hash("sign-in-failures", f"{self.kind}:{self.key}")


def account_subject(account_id: int) -> Subject:
    """The password of this account."""
    return Subject("account", str(account_id), FAILURES_OF_AN_ACCOUNT)


def unknown_subject(identifier: str) -> Subject:
    """A name that no account has; locked like a real one."""
    return Subject("unknown", identifier, FAILURES_OF_AN_ACCOUNT)


def second_factor_subject(account_id: int) -> Subject:
    """The second factor of this account."""
    return Subject("second-factor", str(account_id), FAILURES_OF_AN_ACCOUNT)


def address_subject(address: str) -> Subject:
    """A network address (`rate_limit.client_address`)."""
    return Subject("address", address, FAILURES_OF_AN_ADDRESS)


_RECORD = """
    INSERT INTO accounts_signinfailures AS kept (subject_hash, failures, last_failure_at, locked_until)
    VALUES (%(subject)s, 1, %(now)s, NULL)
    ON CONFLICT (subject_hash) DO UPDATE SET
        failures = CASE WHEN kept.last_failure_at < %(since)s THEN 1 ELSE kept.failures + 1 END,
        locked_until = CASE
            WHEN kept.last_failure_at >= %(since)s AND kept.failures + 1 >= %(limit)s
            THEN %(until)s
        END,
        last_failure_at = %(now)s
    RETURNING locked_until
"""


def locked_until(*subjects: Subject) -> datetime | None:
    """The moment until which one of these is locked (the latest), or None."""
    moments = SignInFailures.objects.filter(
        subject_hash__in=[subject.hash for subject in subjects], locked_until__gt=machine_now()
    ).values_list("locked_until", flat=True)
    return max((moment for moment in moments if moment is not None), default=None)


def locked_accounts(account_ids: Iterable[int]) -> dict[int, datetime]:
    """Which of these accounts are locked, by password or second factor, and until when. One statement."""
    subjects = {
        subject.hash: account_id
        for account_id in account_ids
        for subject in (account_subject(account_id), second_factor_subject(account_id))
    }
    locked: dict[int, datetime] = {}
    for found in SignInFailures.objects.filter(
        subject_hash__in=list(subjects), locked_until__gt=machine_now()
    ).order_by("locked_until"):
        assert found.locked_until is not None
        locked[subjects[bytes(found.subject_hash)]] = found.locked_until
    return locked


def record_failure(*subjects: Subject) -> datetime | None:
    """Counts one failure of each; returns until when the latest lock now lasts, or None.

    Failures more than half an hour apart are not in a row.
    """
    latest: datetime | None = None
    now = machine_now()
    with connection.cursor() as cursor:
        for subject in sorted(subjects, key=lambda one: one.hash):
            cursor.execute(
                _RECORD,
                {
                    "subject": subject.hash,
                    "now": now,
                    "since": now - LOCKED_FOR,
                    "until": now + LOCKED_FOR,
                    "limit": subject.limit,
                },
            )
            row = cursor.fetchone()
            if row and row[0] is not None and (latest is None or row[0] > latest):
                latest = row[0]
    return latest


def clear(*subjects: Subject) -> None:
    """Forgets the failures of these, after a success or by a security administrator."""
    SignInFailures.objects.filter(subject_hash__in=[subject.hash for subject in subjects]).delete()
