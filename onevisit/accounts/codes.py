"""Codes sent by text message or mail: six digits, ten minutes, one use, five wrong tries."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare

from onevisit.accounts.destination import Destination
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account, MessageCode
from onevisit.accounts.rate_limit import budget
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import jobs, messages
from onevisit.records.models import MessageChannel
from onevisit.records.privacy import keyed_hash

DIGITS = 6
VALID_FOR = timedelta(minutes=10)
WRONG_TRIES = 5
SUBJECT = "message_code"

Purpose = MessageCode.Purpose


def send_code(purpose: MessageCode.Purpose, destination: Destination, address: str) -> None:
    """Sends a new code; an earlier one of the same purpose no longer works.

    Whether the destination has an account is told only to the destination itself: the page gets the same
    answer, after the same work. `address` is `rate_limit.client_address`. Raises Refusal "too_many_tries".
    """
    budget.spend("message-code-address", address).require()
    budget.spend("message-code-pause", destination.hash.hex()).require()
    budget.spend("message-code", destination.hash.hex()).require()
    from onevisit.accounts.actions import find_by_destination

    account = find_by_destination(destination)
    fits = (account is None) if purpose == Purpose.SIGN_UP else (account is not None and account.is_active)
    now = machine_now()
    text = "".join(secrets.choice("0123456789") for _position in range(DIGITS))
    with transaction.atomic():
        code = MessageCode.objects.create(
            purpose=purpose,
            destination_hash=destination.hash,
            code_hash=_code_hash(purpose, destination, text),
            sent_at=now,
            expires_at=now + VALID_FOR if fits else now,
        )
        (message,) = messages.queue([_message(destination, account, code, text if fits else "")])
        jobs.defer("accounts.send_message", queue="messages", message_id=str(message.pk))


def use_code(purpose: MessageCode.Purpose, destination: Destination, typed: str) -> None:
    """Uses up the latest code of this purpose if `typed` is it.

    Raises Refusal "wrong_code" or, after ten minutes or five wrong tries, "code_expired".
    """
    now = machine_now()
    with transaction.atomic():
        code = (
            MessageCode.objects.select_for_update()
            .filter(destination_hash=destination.hash, purpose=purpose)
            .order_by("-sent_at")
            .first()
        )
        if (
            code is None
            or code.used_at is not None
            or code.expires_at <= now
            or code.wrong_tries >= WRONG_TRIES
        ):
            right = None
        else:
            typed_hash = _code_hash(purpose, destination, typed.strip())
            right = constant_time_compare(typed_hash.hex(), bytes(code.code_hash).hex())
            if right:
                code.used_at = now
            else:
                code.wrong_tries += 1
            code.save(update_fields=["used_at", "wrong_tries"])
    if right is None or (not right and code is not None and code.wrong_tries >= WRONG_TRIES):
        raise Refusal(
            "code_expired",
            Sentence("验证码不对或已失效。"),
            clauses=("HOUSE-13",),
            next_step=Sentence("请重新获取验证码。"),
        )
    if not right:
        raise Refusal(
            "wrong_code",
            Sentence("验证码不对或已失效。"),
            clauses=("HOUSE-13",),
            next_step=Sentence("请检查后再填。"),
        )


def _message(
    destination: Destination, account: Account | None, code: MessageCode, text: str
) -> messages.OutgoingMessage:
    """The message with the code; to a destination that the code can't serve, the reason instead."""
    if text:
        template = f"code-{code.purpose}"
    elif code.purpose == Purpose.SIGN_UP:
        template = "already-registered"
    else:
        template = "not-registered"
    return messages.OutgoingMessage(
        channel=MessageChannel(destination.channel),
        template=template,
        parameters={"code": text, "minutes": int(VALID_FOR.total_seconds() // 60)},
        subject_kind=SUBJECT,
        subject_id=code.pk,
        account_id=account.pk if account is not None else None,
        address=destination.text,
    )


def forget_old_codes() -> int:
    """Deletes codes older than a day; returns how many (a periodic job calls it)."""
    deleted, _rows = MessageCode.objects.filter(sent_at__lt=machine_now() - timedelta(days=1)).delete()
    return deleted


def _code_hash(purpose: str, destination: Destination, text: str) -> bytes:
    return keyed_hash("message-code", f"{purpose}:{destination.hash.hex()}:{text}")
