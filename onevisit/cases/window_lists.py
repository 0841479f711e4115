"""What the windows of a hall work through: drafts begun there, web filings, results to hand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from hmac import compare_digest

from django.db.models import Q, QuerySet

from onevisit.cases.models import AT_A_WINDOW, Case
from onevisit.cases.numbers import query_code
from onevisit.law.lifecycle import State
from onevisit.law.powers import PowerKind
from onevisit.organization.authorization import scope
from onevisit.organization.workers import Worker
from onevisit.people.models import Applicant
from onevisit.records import clock
from onevisit.records.clock import SHANGHAI
from onevisit.records.keyset import bad_cursor, key_of_page

PAGE = 30
SHORT = 12
MOST_AT_A_WINDOW = 5000


@dataclass(frozen=True)
class WindowPage:
    """A page of cases by key; ``after`` is the key of the next page, None on the last."""

    cases: tuple[Case, ...]
    after: int | None


def case_at_window(worker: Worker, case_id: int) -> Case:
    """A draft begun at a window or passed in pre-review, or a filed case, that ``worker`` may receive.

    Raises Case.DoesNotExist for anything else, other drafts of the web among them.
    """
    return (
        Case.objects.filter(scope(worker, PowerKind.RECEIVE))
        .filter(~Q(state=State.DRAFT.value) | Q(channel__in=AT_A_WINDOW) | Q(pre_review="passed"))
        .select_related(
            "version", "department", "hall", "hall__region", "applicant", "agent", "item", "handler"
        )
        .get(pk=case_id)
    )


def parked(worker: Worker, *, whole_hall: bool = False, before: str = "", size: int = SHORT) -> list[Case]:
    """Drafts begun at the worker's window, or at any of the hall, last saved first. One statement.

    Drafts of a package are listed as one whole (``cases.joint.at_window.parked``).

    ``before`` is ``place_of`` the last of the list before; Refusal "bad_cursor" for one that no list gave.
    """
    drafts = Case.objects.filter(
        scope(worker, PowerKind.RECEIVE),
        state=State.DRAFT.value,
        channel__in=AT_A_WINDOW,
        joint__isnull=True,
    )
    if not whole_hall:
        drafts = drafts.filter(window_id=worker.window_id or 0)
    if before:
        saved_at, pk = _place(before)
        drafts = drafts.filter(Q(saved_at__lt=saved_at) | Q(saved_at=saved_at, pk__lt=pk))
    return list(drafts.select_related("version", "applicant", "window").order_by("-saved_at", "-pk")[:size])


def place_of(parked_case: Case) -> str:
    """Where the list of parked drafts goes on behind this one."""
    return f"{parked_case.saved_at.isoformat()}_{parked_case.pk}"


def _place(text: str) -> tuple[datetime, int]:
    moment, _separator, pk = text.partition("_")
    try:
        saved_at = datetime.fromisoformat(moment)
    except ValueError:
        raise bad_cursor() from None
    if saved_at.tzinfo is None:
        raise bad_cursor()
    return saved_at, key_of(pk)


def taken_in_today(worker: Worker, *, size: int = SHORT) -> list[Case]:
    """Cases of the worker's window with an act since midnight, the last act first. One statement."""
    midnight = datetime.combine(clock.today(), time(), SHANGHAI)
    found = Case.objects.filter(
        scope(worker, PowerKind.RECEIVE), window_id=worker.window_id or 0, last_act_at__gte=midnight
    )
    return list(found.select_related("version", "applicant").order_by("-last_act_at", "-pk")[:size])


def to_register(worker: Worker, *, size: int = SHORT) -> list[Case]:
    """Web filings that wait for 收件登记, what is due first in front. One statement."""
    found = Case.objects.filter(scope(worker, PowerKind.RECEIVE), state=State.SUBMITTED.value)
    return list(found.select_related("version", "applicant").order_by("due_on", "pk")[:size])


def passed_in_pre_review(
    worker: Worker,
    *,
    number: str = "",
    applicant: Applicant | None = None,
    after: int = 0,
    size: int = PAGE,
) -> WindowPage:
    """Drafts that passed the pre-review and whose applicants may come to this hall (JH-20b), oldest first.

    Of one number or one person, if asked for. One statement.
    """
    found = Case.objects.filter(
        scope(worker, PowerKind.RECEIVE), state=State.DRAFT.value, pre_review="passed"
    ).exclude(channel__in=AT_A_WINDOW)
    if number:
        found = found.filter(number=number)
    if applicant is not None:
        found = found.filter(Q(applicant=applicant) | Q(agent=applicant))
    return _page(found, after, size)


def to_take_over(worker: Worker, *, after: int = 0, size: int = PAGE) -> WindowPage:
    """Results that departments have signed over and nobody has taken yet, the oldest first. One statement."""
    found = Case.objects.filter(
        scope(worker, PowerKind.ISSUE), state=State.DECIDED.value, handover_offered_by__isnull=False
    )
    return _page(found, after, size, "handover", "handover__offered_by")


def to_hand_out(
    worker: Worker,
    *,
    number: str = "",
    receiver: Applicant | None = None,
    after: int = 0,
    size: int = PAGE,
) -> WindowPage:
    """Results at the window, the oldest first; of one case or one person, if asked for. One statement."""
    found = _results(worker, in_slots=bool(number or receiver))
    if number:
        found = found.filter(number=number)
    if receiver is not None:
        found = found.filter(Q(applicant=receiver) | Q(agent=receiver))
    return _page(found, after, size)


def with_query_code(worker: Worker, code: str) -> Case | None:
    """The result at the window whose receipt bears this query code: codes are derived, so each is worked out.

    One statement; the newest results first, at most as many as a hall keeps.
    """
    found = _results(worker, in_slots=True).order_by("-pk").only("pk")[:MOST_AT_A_WINDOW]
    return next((case for case in found if compare_digest(query_code(case), code)), None)


def result_at_window(worker: Worker, case_id: int) -> Case:
    """A case whose result the worker may take over or hand out. Raises Case.DoesNotExist."""
    return (
        Case.objects.filter(scope(worker, PowerKind.ISSUE))
        .exclude(state=State.DRAFT.value)
        .select_related(
            "version", "department", "hall", "hall__region", "applicant", "agent", "item", "handler"
        )
        .get(pk=case_id)
    )


def key_of(text: str) -> int:
    """The key after which a page begins, as its address says it. Raises Refusal for anything else."""
    return key_of_page(text) if text else 0


def _results(worker: Worker, *, in_slots: bool = False) -> QuerySet[Case]:
    """Results to hand out; ``in_slots``: those too that lie in a cabinet, for an applicant who comes here."""
    here = Q(state=State.RESULT_AT_WINDOW.value) | Q(state=State.DECIDED.value, decided_at_window=True)
    if in_slots:
        here |= Q(state=State.IN_SLOT.value)
    return Case.objects.filter(scope(worker, PowerKind.ISSUE)).filter(here)


def _page(found: QuerySet[Case], after: int, size: int, *related: str) -> WindowPage:
    rows = list(
        found.filter(pk__gt=after)
        .select_related("version", "applicant", "department", *related)
        .order_by("pk")[: size + 1]
    )
    return WindowPage(tuple(rows[:size]), rows[size - 1].pk if len(rows) > size else None)
