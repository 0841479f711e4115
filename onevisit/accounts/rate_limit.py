"""Budgets for what strangers may ask: so many tries in so much time, then wait.

The counters live in PostgreSQL, so every process and every machine of an installation sees the same ones.
Each is one row with one moment, "the budget is full again at …" (generic cell rate algorithm): spending
moves it forward by one share, and a try that would move it past the whole period is not allowed.

    decision = budget.spend("query-code", client_address(request))
    if not decision.allowed:
        ...  # decision.sentence() tells the person how long to wait

A budget of failures is spent before the attempt and given back after a success, so that attempts running
side by side can't share the last share.
"""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import SpentBudget
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records.privacy import keyed_hash


@dataclass(frozen=True)
class Budget:
    """So many tries in this time; they come back evenly, one each `period / count`."""

    count: int
    period: timedelta

    @property
    def share(self) -> timedelta:
        """The time after which one spent try is given back."""
        return self.period / self.count


@dataclass(frozen=True)
class Decision:
    """Whether a try is allowed, and if not, after how many seconds the next one is."""

    allowed: bool
    wait_seconds: int = 0

    def sentence(self) -> Sentence:
        """What to tell the person who has to wait."""
        if self.wait_seconds < 60:
            return Sentence("操作太频繁。请在 %(seconds)s 秒后再试。", seconds=self.wait_seconds)
        return Sentence(
            "操作太频繁。请在 %(minutes)s 分钟后再试。", minutes=math.ceil(self.wait_seconds / 60)
        )

    def require(self) -> None:
        """Does nothing when allowed; raises Refusal "too_many_tries" (HOUSE-13) otherwise."""
        if not self.allowed:
            raise Refusal("too_many_tries", self.sentence(), clauses=("HOUSE-13",))


BUDGETS: dict[str, Budget] = {
    # Per network address; a whole hall may sit behind one.
    "sign-in": Budget(120, timedelta(minutes=10)),
    "message-code-address": Budget(30, timedelta(hours=1)),
    "query-code-address": Budget(20, timedelta(minutes=10)),
    "document-check": Budget(60, timedelta(minutes=10)),
    "receipt-check": Budget(60, timedelta(minutes=10)),
    "guidance-sheet": Budget(60, timedelta(minutes=10)),
    "item-search": Budget(300, timedelta(minutes=5)),
    "terminal-sign-in": Budget(20, timedelta(minutes=10)),
    # Per self-service cabinet: wrong pick-up codes.
    "pickup-code": Budget(12, timedelta(minutes=10)),
    # Per telephone number or mail address.
    "message-code-pause": Budget(1, timedelta(seconds=60)),
    "message-code": Budget(6, timedelta(hours=1)),
    # Per account.
    "upload": Budget(300, timedelta(hours=1)),
    "licence-code": Budget(10, timedelta(hours=1)),
    "kept-form": Budget(60, timedelta(hours=1)),
    # Per case number.
    "query-code": Budget(10, timedelta(hours=1)),
    # Per account and code: a time-based code is good for one sign-in only.
    "second-factor-code": Budget(1, timedelta(seconds=90)),
}

_SPEND = """
    INSERT INTO accounts_spentbudget AS spent (subject_hash, kind, full_again_at)
    VALUES (%(subject)s, %(kind)s, %(now)s + %(share)s * interval '1 second')
    ON CONFLICT (subject_hash) DO UPDATE
        SET full_again_at = greatest(spent.full_again_at, %(now)s) + %(share)s * interval '1 second'
        WHERE greatest(spent.full_again_at, %(now)s) + %(share)s * interval '1 second'
            <= %(now)s + %(period)s * interval '1 second'
    RETURNING full_again_at
"""


class Budgets:
    """All budgets; `budget` is the one instance."""

    def spend(self, kind: str, key: str) -> Decision:
        """Takes one try of this kind for this subject (an address, a number); refused tries cost nothing.

        Raises KeyError for a kind that `BUDGETS` doesn't know.
        """
        rule = BUDGETS[kind]
        subject = self._subject(kind, key)
        now = machine_now()
        with connection.cursor() as cursor:
            cursor.execute(
                _SPEND,
                {
                    "subject": subject,
                    "kind": kind,
                    "now": now,
                    "share": rule.share.total_seconds(),
                    "period": rule.period.total_seconds(),
                },
            )
            if cursor.fetchone():
                return Decision(allowed=True)
        return self._decision(rule, subject, now)

    def give_back(self, kind: str, key: str) -> None:
        """Gives one try back, after an attempt that succeeded."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_spentbudget SET full_again_at = full_again_at - %s * interval '1 second'"
                " WHERE subject_hash = %s",
                [BUDGETS[kind].share.total_seconds(), self._subject(kind, key)],
            )

    def look(self, kind: str, key: str) -> Decision:
        """Whether a try would be allowed now; costs nothing."""
        return self._decision(BUDGETS[kind], self._subject(kind, key), machine_now())

    def forget_full(self) -> int:
        """Deletes the rows of budgets that are full again; returns how many (a periodic job calls it)."""
        deleted, _rows = SpentBudget.objects.filter(full_again_at__lt=machine_now()).delete()
        return deleted

    def _decision(self, rule: Budget, subject: bytes, now: datetime) -> Decision:
        row = SpentBudget.objects.filter(subject_hash=subject).only("full_again_at").first()
        if row is None:
            return Decision(allowed=True)
        wait = row.full_again_at + rule.share - now - rule.period
        if wait <= timedelta():
            return Decision(allowed=True)
        return Decision(allowed=False, wait_seconds=max(1, math.ceil(wait.total_seconds())))

    @staticmethod
    def _subject(kind: str, key: str) -> bytes:
        return keyed_hash("rate-limit", f"{kind}:{key}")


budget = Budgets()


def client_address(request: HttpRequest) -> str:
    """The network address a request comes from, as the key of budgets and lock-outs.

    Behind one of the proxies in `settings.TRUSTED_PROXIES` the last entry of X-Forwarded-For counts; anybody
    else may write there what he likes and is not believed. IPv6 counts by its /64 network.
    """
    text = request.META.get("REMOTE_ADDR") or ""
    if text in settings.TRUSTED_PROXIES:
        text = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
