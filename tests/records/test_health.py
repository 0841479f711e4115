"""What stands still is noticed: each finding appears when its cause is there, and not before."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from onevisit.law.limits import Limit
from onevisit.records import anchors, clock, clocks, health, installation, messages, outbox, tasks
from onevisit.records.clocks import ClockStart
from onevisit.records.messages import OutgoingMessage
from onevisit.records.models import Clock, MessageChannel
from onevisit.records.outbox import Event
from tests.records.helpers import Chain

pytestmark = pytest.mark.usefixtures("committed_database")


def codes() -> set[str]:
    """The findings of this moment."""
    return {finding.code for finding in health.findings()}


def test_a_healthy_installation_has_nothing_to_tell() -> None:
    Chain(1).act()
    messages.queue([OutgoingMessage(MessageChannel.SITE, "received", {}, "case", 1, account_id=1)])
    outbox.publish([Event("case.received", "case", 1)])
    clocks.start([ClockStart("case", 1, "promise", clock.today(), Limit.parse("20wd"))])
    assert codes() == set()


@pytest.mark.clause("HOUSE-7")
def test_whatever_stands_still_is_found_and_goes_away_when_it_moves(caplog: pytest.LogCaptureFixture) -> None:
    Chain(1).act()
    messages.queue([OutgoingMessage(MessageChannel.SITE, "received", {}, "case", 1, account_id=1)])
    outbox.publish([Event("case.received", "case", 1)])
    clock.shift(by=timedelta(minutes=31))
    assert codes() == {"anchor_lag", "message_lag", "relay_lag"}
    with caplog.at_level(logging.WARNING):
        tasks.look_after(timestamp=1)
    assert sum("anchor_lag" in record.getMessage() for record in caplog.records) == 1
    anchors.make_anchors()
    outbox.relay()
    assert codes() == {"message_lag"}


def test_forgotten_partitions_and_failing_clocks_are_found() -> None:
    clocks.start([ClockStart("case", 1, "promise", clock.today(), Limit.parse("1wd"))])
    Clock.objects.update(alert_failures=2)
    installation.store_clock_offset(timedelta(days=400))
    Chain(1).act()
    assert codes() == {"alert_failures", "watch_lag", "default_partition"}
    assert all(finding.message.endswith("。") for finding in health.findings())


def test_the_nightly_and_periodic_tasks_do_their_work() -> None:
    Chain(1).act()
    tasks.anchor_ledger(timestamp=1)
    tasks.watch_clocks(timestamp=1)
    tasks.keep_house(timestamp=1)
    assert anchors.lag().rows == 0
