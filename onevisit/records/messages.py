"""Messages to people, queued in the transaction of the act they tell about and sent by the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onevisit.records import clock
from onevisit.records.models import Message, MessageChannel


@dataclass(frozen=True)
class OutgoingMessage:
    """A message to be queued: ``template`` is a key, ``parameters`` fill it; both address and parameters are
    kept encrypted. A site message needs an account, the other channels an address (phone or mail).
    """

    channel: MessageChannel
    template: str
    parameters: Mapping[str, Any]
    subject_kind: str
    subject_id: int
    account_id: int | None = None
    address: str | None = field(default=None, repr=False)


def queue(messages: Sequence[OutgoingMessage]) -> list[Message]:
    """Queues the messages in one statement: they exist if and only if the caller's transaction commits.

    Raises ValueError for a message that could reach nobody.
    """
    moment = clock.now()
    rows = []
    for one in messages:
        if (one.account_id if one.channel == MessageChannel.SITE else one.address) is None:
            raise ValueError(f"a message by {one.channel} to nobody: {one.template}")
        rows.append(
            Message(
                channel=one.channel,
                account_id=one.account_id,
                address=one.address,
                template=one.template,
                parameters=dict(one.parameters),
                subject_kind=one.subject_kind,
                subject_id=one.subject_id,
                queued_at=moment,
                next_attempt_at=moment,
            )
        )
    return Message.objects.bulk_create(rows) if rows else []
