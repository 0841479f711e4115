"""Sending queued messages: mail over SMTP, text messages through the city's gateway.

A message is claimed for five minutes, sent, and marked; a worker that dies in between sends it again, so
a message may arrive twice but never not at all. A demo installation without SMTP sends nothing: its outbox
page shows the messages.
"""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from onevisit.accounts import message_texts
from onevisit.accounts.message_texts import MessageText
from onevisit.records import clock, installation
from onevisit.records.models import Message, MessageChannel, MessageState

CLAIMED_FOR = timedelta(minutes=5)
MOST_ATTEMPTS = 10
LONGEST_WAIT = timedelta(hours=1)


class NotSent(Exception):
    """The message could not be sent now; the text says why and holds no personal data."""


def send_waiting(limit: int = 200) -> int:
    """Sends what is due, oldest first; returns how many messages were sent."""
    waiting = Message.objects.filter(state=MessageState.WAITING, next_attempt_at__lte=clock.now())
    keys = list(waiting.order_by("next_attempt_at").values_list("pk", flat=True)[:limit])
    return sum(send(str(key)) for key in keys)


def send(message_id: str) -> bool:
    """Sends one message unless another worker has it or it was sent already; returns whether it was sent."""
    now = clock.now()
    claimed = Message.objects.filter(
        pk=message_id, state=MessageState.WAITING, next_attempt_at__lte=now
    ).update(next_attempt_at=now + CLAIMED_FOR)
    if not claimed:
        return False
    message = Message.objects.get(pk=message_id)
    try:
        _hand_over(message)
    except NotSent as fault:
        _note_failure(message, str(fault))
        return False
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, sent_at=clock.now(), last_error="")
    return True


def _hand_over(message: Message) -> None:
    if message.channel == MessageChannel.SITE:
        return
    try:
        text = message_texts.filled(message)
    except KeyError as error:
        raise NotSent(f"no text, or no parameter, for {message.template}") from error
    address = message.address or ""
    if message.channel == MessageChannel.MAIL:
        _mail(address, text)
    else:
        _text_message(address, text)


def _mail(address: str, text: MessageText) -> None:
    if not settings.EMAIL_HOST:
        _require_demo("no mail server is set up (SMTP_URL)")
        return
    try:
        EmailMessage(str(text.subject), str(text.body), settings.DEFAULT_FROM_EMAIL, [address]).send()
    except (OSError, SMTPException) as error:
        raise NotSent(f"the mail server refused: {type(error).__name__}") from error


def _text_message(address: str, text: MessageText) -> None:
    if not settings.SMS_GATEWAY:
        _require_demo("no gateway for text messages is set up (SMS_GATEWAY)")
        return
    try:
        import_string(settings.SMS_GATEWAY)(address, str(text.body))
    except Exception as error:
        # The gateway is the city's own code: whatever it raises, the message waits and is tried again.
        raise NotSent(f"the gateway refused: {type(error).__name__}") from error


def _require_demo(fault: str) -> None:
    if not installation.facts().demo:
        raise NotSent(fault)


def _note_failure(message: Message, fault: str) -> None:
    attempts = message.attempts + 1
    wait = min(LONGEST_WAIT, timedelta(minutes=1) * 2 ** (attempts - 1))
    Message.objects.filter(pk=message.pk).update(
        attempts=attempts,
        last_error=fault[:200],
        state=MessageState.FAILED if attempts >= MOST_ATTEMPTS else MessageState.WAITING,
        next_attempt_at=clock.now() + wait,
    )
