"""What an operator must know at once: anchoring that stands still, missing partitions, failing rows.

Nothing here stops anybody's work; left alone it would cost proof or punctuality unnoticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from onevisit.records import anchors, clock, partitions
from onevisit.records.models import Clock, Message, MessageState, OutboxEvent

ANCHOR_LAG = timedelta(minutes=30)
WATCH_LAG = timedelta(hours=2)
RELAY_LAG = timedelta(minutes=5)
MESSAGE_LAG = timedelta(minutes=30)


@dataclass(frozen=True)
class Finding:
    """Something that needs a person: ``code`` for programs, ``message`` in Chinese with what to do."""

    code: str
    message: str


def findings() -> list[Finding]:
    """All that needs a person now; empty when all is well."""
    now = clock.now()
    found: list[Finding] = []
    lag = anchors.lag()
    if lag.oldest_recorded_at and now - lag.oldest_recorded_at > ANCHOR_LAG:
        since = lag.oldest_recorded_at.astimezone(clock.SHANGHAI)
        found.append(
            Finding(
                "anchor_lag",
                f"台账自 {since:%m月%d日 %H:%M} 起没有锚定，请检查后台程序是否在运行、"
                "有没有长时间未结束的事务。",
            )
        )
    found += [
        Finding(
            "default_partition",
            f"表 {alarm.table} 有 {alarm.rows} 行落入默认分区，请检查每夜的分区任务，再由管理员移出。",
        )
        for alarm in partitions.alarms()
    ]
    if Clock.objects.filter(next_alert_at__lt=now - WATCH_LAG).exists():
        found.append(Finding("watch_lag", "时限预警停了两小时以上，请检查后台程序是否在运行。"))
    failing = Clock.objects.filter(alert_failures__gt=0).count()
    if failing:
        found.append(Finding("alert_failures", f"有 {failing} 个时限的预警反复失败，请查看日志。"))
    if OutboxEvent.objects.filter(relayed_at__isnull=True, recorded_at__lt=now - RELAY_LAG).exists():
        found.append(Finding("relay_lag", "页面实时更新停了五分钟以上，请检查实时更新程序是否在运行。"))
    waiting = Message.objects.filter(state=MessageState.WAITING, next_attempt_at__lt=now - MESSAGE_LAG)
    if waiting.exists():
        found.append(Finding("message_lag", "有通知等了半小时以上没有发出，请检查后台程序和短信、邮件通道。"))
    return found
