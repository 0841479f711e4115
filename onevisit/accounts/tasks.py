"""Work of the accounts room done by the worker. All of it may run twice without harm."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from onevisit.accounts import codes, sending
from onevisit.accounts.rate_limit import budget
from onevisit.records.jobs import periodic, task


@task(name="accounts.send_message", queue="messages")
def send_message(message_id: str) -> None:
    """Sends one message at once, such as a code that somebody waits for."""
    sending.send(message_id)


@periodic(cron="* * * * *")
@task(name="accounts.send_messages", queue="messages", queueing_lock="accounts.send_messages")
def send_messages(timestamp: int) -> None:
    """Sends whatever waits; every minute."""
    sending.send_waiting()


@periodic(cron="*/30 * * * *")
@task(name="accounts.forget", queue="upkeep", queueing_lock="accounts.forget")
def forget(timestamp: int) -> None:
    """Forgets budgets that are full again, old codes and ended sessions; every half hour."""
    SessionStore.clear_expired()
    budget.forget_full()
    codes.forget_old_codes()
