"""Tables of the records room.

Ledger, anchors and access log accept inserts only (see the first migration).
"""

from __future__ import annotations

import json
import os
import time
import uuid
from datetime import timedelta
from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from onevisit.records.fields import EncryptedJSONField, EncryptedTextField


class InstallationMark(models.TextChoices):
    """What kind of installation a database belongs to; set once, never changed."""

    PRODUCTION = "production", "正式"
    DEMO = "demo", "演示"
    TEST = "test", "测试"
    BENCH = "bench", "测速"


class Installation(models.Model):
    """The single row that says what this database is and how far its clock is shifted."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=16, choices=InstallationMark.choices)
    name = models.CharField(max_length=100)
    clock_offset = models.DurationField(default=timedelta)
    calendar_version = models.PositiveIntegerField(default=0)
    keys_fingerprint = models.CharField(max_length=32, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="records_installation_single"),
            models.CheckConstraint(
                condition=models.Q(clock_offset=timedelta(0)) | models.Q(mark__in=["demo", "test"]),
                name="records_installation_unshifted",
            ),
        ]


class CalendarYear(models.Model):
    """The State Council's notice for one year, overriding the shipped calendar from its publication on.

    ``entry`` has the form of the shipped data file (``law.holiday_years.published_year``). The newest
    ``version`` of a year is in force.
    """

    year = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    entry = models.JSONField()
    published_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "version"], name="records_calendar_version")]


class TransactionIdField(models.Field[int, int]):
    """PostgreSQL's 64-bit transaction number (``xid8``), as an integer in Python."""

    def db_type(self, connection: Any) -> str:
        """The column type."""
        return "xid8"

    def from_db_value(self, value: Any, expression: object, connection: Any) -> int | None:
        """The number; the driver gives it as text."""
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        """Numbers go out as text, the only form that casts to xid8."""
        return None if value is None else str(value)


class LedgerRow(models.Model):
    """One act on one case, chained to the act before it. Written only by ``ledger.append``.

    ``canonical`` is the exact text the hash was taken of; the other columns repeat parts of it for
    queries and are compared with it at verification. Partitioned by month on ``recorded_at``
    (Asia/Shanghai).
    """

    pk = models.CompositePrimaryKey("case_id", "sequence", "recorded_at")
    case_id = models.BigIntegerField()
    sequence = models.IntegerField()
    action = models.CharField(max_length=64)
    acted_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    in_place_of_id = models.BigIntegerField(null=True)
    hall_id = models.BigIntegerField(null=True)
    window_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=16)
    canonical = models.TextField()
    algorithm = models.CharField(max_length=16)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    transaction_id = TransactionIdField()

    class Meta:
        indexes = [models.Index(fields=["transaction_id"], name="records_ledger_transaction")]

    @property
    def content(self) -> dict[str, Any]:
        """The act as it was hashed."""
        content: dict[str, Any] = json.loads(self.canonical)
        return content

    @property
    def data(self) -> dict[str, Any]:
        """The data of the act: ids, codes, dates and commitments, never personal data in clear."""
        data: dict[str, Any] = self.content["data"]
        return data


class Anchor(models.Model):
    """One signed Merkle root over ledger rows, chained to the anchor before it. Inserts only."""

    number = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    size = models.IntegerField()
    horizon = TransactionIdField()
    statement = models.TextField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    signature = models.BinaryField()
    key_id = models.CharField(max_length=32)
    made_at = models.DateTimeField()


class AnchorLeaf(models.Model):
    """Which ledger row stands at which place of an anchor's tree. Inserts only."""

    pk = models.CompositePrimaryKey("anchor_id", "position")
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="leaves", db_index=False)
    position = models.IntegerField()
    case_id = models.BigIntegerField()
    sequence = models.IntegerField()
    row_hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_id", "sequence", "row_hash"], name="records_leaf_once")
        ]


class AnchorKey(models.Model):
    """A public key that signed anchors of this installation. Inserts only."""

    key_id = models.CharField(max_length=32, primary_key=True)
    algorithm = models.CharField(max_length=16)
    public_key = models.BinaryField()
    first_used_at = models.DateTimeField()


class ClockState(models.TextChoices):
    """Where a time limit stands. ``breached_met`` was met after it had passed; a breach never disappears."""

    RUNNING = "running", "计时中"
    PAUSED = "paused", "暂停"
    MET = "met", "按时完成"
    BREACHED_MET = "breached_met", "超期完成"
    CANCELLED = "cancelled", "取消"


class Clock(models.Model):
    """One time limit on one subject. All dates are Asia/Shanghai days; ``law.limits`` computes them.

    ``next_alert_at`` is the moment the engine next looks at the row, None when nothing is left to tell.
    """

    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    owner_department_id = models.BigIntegerField(null=True)
    hall_id = models.BigIntegerField(null=True)
    item_id = models.BigIntegerField(null=True)
    started_on = models.DateField()
    limit_count = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=4)
    event_on = models.DateField(
        null=True, help_text="counted backwards from this day where it is given (rule 15)"
    )
    pauses = models.JSONField(default=list)
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    warn_before = models.PositiveSmallIntegerField()
    warn_on = models.DateField()
    calendar_version = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=ClockState.choices, default=ClockState.RUNNING)
    stopped_at = models.DateTimeField(null=True)
    next_alert_at = models.DateTimeField(null=True)
    last_alert = models.CharField(max_length=16, default="", blank=True)
    alert_failures = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_alert_at"],
                name="records_clock_alert",
                condition=models.Q(next_alert_at__isnull=False),
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="records_clock_subject"),
            models.Index(
                fields=["owner_department_id", "due_on", "id"],
                name="records_clock_open",
                condition=models.Q(state__in=["running", "paused"]),
            ),
        ]


class OutboxEvent(models.Model):
    """Something that happened, for live pages and connectors: ids and codes only, never personal data."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="records_outbox_waiting", condition=models.Q(relayed_at__isnull=True)
            )
        ]


def time_ordered_uuid() -> uuid.UUID:
    """A version 7 UUID: known before the insert, unique over all processes, later ones greater."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    number = (number & ~(0xF << 76)) | (0x7 << 76)
    number = (number & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=number)


class MessageChannel(models.TextChoices):
    """How a message reaches its reader."""

    SMS = "sms", "短信"
    MAIL = "mail", "邮件"
    SITE = "site", "站内信"


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class Message(models.Model):
    """One message to one person; address and parameters are encrypted and bound to this row."""

    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    channel = models.CharField(max_length=8, choices=MessageChannel.choices)
    account_id = models.BigIntegerField(null=True)
    address = EncryptedTextField(null=True)
    template = models.CharField(max_length=64)
    parameters = EncryptedJSONField()
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.WAITING)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="records_message_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="records_message_subject"),
            models.Index(
                fields=["account_id", "queued_at"],
                name="records_message_account",
                condition=models.Q(account_id__isnull=False),
            ),
        ]


class IdempotencyKey(models.Model):
    """One command of one actor under the key its page made; kept 90 days.

    ``result`` holds no personal data.
    """

    actor_key = models.CharField(max_length=64)
    command = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    body_hash = models.BinaryField()
    result = models.JSONField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_key", "command", "key"], name="records_idempotency_once")
        ]
        indexes = [BrinIndex(fields=["recorded_at"], name="records_idempotency_age")]


class AccessLogRow(models.Model):
    """One reading of personal data, or one refused attempt. Written on its own connection; inserts only.

    Partitioned by month on ``recorded_at``. ``detail`` holds codes and ids, never what was read.
    """

    pk = models.CompositePrimaryKey("id", "recorded_at")
    id = models.UUIDField(default=time_ordered_uuid)
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    action = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField(null=True)
    allowed = models.BooleanField()
    purpose = models.CharField(max_length=200)
    detail = models.JSONField()
    source_address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "recorded_at"], name="records_access_subject"),
            models.Index(fields=["actor_kind", "actor_id", "recorded_at"], name="records_access_actor"),
            models.Index(
                fields=["recorded_at", "id"], condition=Q(allowed=False), name="records_access_refused"
            ),
        ]


class NumberSeries(models.Model):
    """A counter without gaps, such as the document numbers of one organ and year (``numbers.take``)."""

    series = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="records_series_year")]
