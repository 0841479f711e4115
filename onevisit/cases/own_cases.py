"""An applicant's own cases, drafts and messages, by keyset pages, the newest first."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from onevisit.cases import queries
from onevisit.cases.models import Case
from onevisit.law.lifecycle import State
from onevisit.records.models import Message, MessageChannel

PAGE = 20
MOST_DRAFTS = 50


@dataclass(frozen=True)
class CasePage:
    """Filed cases; ``before`` is the key of the next page, None on the last."""

    cases: tuple[Case, ...]
    before: int | None


@dataclass(frozen=True)
class MessagePage:
    """Messages on the site; ``before`` is the key of the next page, None on the last."""

    messages: tuple[Message, ...]
    before: uuid.UUID | None


def drafts_of(account_id: int) -> list[Case]:
    """The open drafts of an account, last saved first. One statement."""
    drafts = queries.of_account(account_id).filter(state=State.DRAFT.value)
    return list(drafts.select_related("version", "applicant").order_by("-saved_at", "-pk")[:MOST_DRAFTS])


def filed_by(account_id: int, *, before: int | None = None, size: int = PAGE) -> CasePage:
    """Filed cases of an account, the newest first. One statement."""
    found = queries.of_account(account_id).exclude(state=State.DRAFT.value)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("version", "applicant", "department")[: size + 1])
    return CasePage(tuple(rows[:size]), rows[size - 1].pk if len(rows) > size else None)


def messages_of(account_id: int, *, before: uuid.UUID | None = None, size: int = PAGE) -> MessagePage:
    """Messages to an account on the site, the newest first: their keys grow with time. One statement."""
    found = Message.objects.filter(account_id=account_id, channel=MessageChannel.SITE)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: size + 1])
    return MessagePage(tuple(rows[:size]), rows[size - 1].pk if len(rows) > size else None)


def messages_of_case(account_id: int, case_id: int) -> list[Message]:
    """What this account was told about one case, the newest first. One statement."""
    found = Message.objects.filter(
        account_id=account_id, channel=MessageChannel.SITE, subject_kind="case", subject_id=case_id
    )
    return list(found.order_by("-pk")[:PAGE])
