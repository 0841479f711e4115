"""An applicant's own cases, drafts and messages, by keyset pages, the newest first."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from onevisit.cases.models import AT_A_WINDOW, Case
from onevisit.law.lifecycle import State
from onevisit.people.queries import applicant_of
from onevisit.records.models import Message, MessageChannel

PAGE = 20
MOST_DRAFTS = 50
UNREAD = ("version__content", "answers")
"""Columns that are large and no list shows."""


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


def listed(account_id: int) -> QuerySet[Case]:
    """The same cases as ``queries.of_account``, in a form that two indexes answer.

    One statement, for the applicant behind the account.
    """
    person = applicant_of(account_id)
    own = Q(account_id=account_id)
    if person is not None:
        own |= Q(applicant_id=person.pk)
    return Case.objects.filter(own).exclude(state=State.DRAFT.value, channel__in=AT_A_WINDOW).order_by("-pk")


def drafts_of(cases: QuerySet[Case]) -> list[Case]:
    """The open drafts among ``listed`` cases, last saved first. One statement."""
    drafts = cases.filter(state=State.DRAFT.value, joint__isnull=True)
    return list(
        drafts.select_related("version", "applicant")
        .defer(*UNREAD)
        .order_by("-saved_at", "-pk")[:MOST_DRAFTS]
    )


def filed(cases: QuerySet[Case], *, before: int | None = None, size: int = PAGE) -> CasePage:
    """The filed ones among ``listed`` cases, the newest first. One statement."""
    found = cases.exclude(state=State.DRAFT.value)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("version", "applicant").defer(*UNREAD)[: size + 1])
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
