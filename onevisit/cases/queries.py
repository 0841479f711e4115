"""Reading cases: worklists, one case, its course, what can be done now. Every reader goes through a scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery

from onevisit.cases.act import HANDLINGS
from onevisit.cases.facts import facts_of
from onevisit.cases.loading import SURROUNDINGS, load, read, with_version
from onevisit.cases.models import AT_A_WINDOW, OPEN_STATES, Case
from onevisit.cases.performers import Performer
from onevisit.cases.powers import is_own, power_refusal
from onevisit.law.calendar import WorkingCalendar
from onevisit.law.clock_kinds import CLOCK_RULES, ClockKind
from onevisit.law.items import StepKind
from onevisit.law.lifecycle import TRANSITIONS, Action, State, check, is_relevant, transition_for
from onevisit.law.limits import ExplainedDay, Light, days_left, explain, explain_backward
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.organization.authorization import holds, scope
from onevisit.organization.workers import Worker
from onevisit.people.models import Applicant
from onevisit.records import clock, clocks, ledger
from onevisit.records.calendar import current_calendar
from onevisit.records.keyset import bad_cursor, key_of_page
from onevisit.records.models import Clock, LedgerRow

PAGE = 30


@dataclass(frozen=True)
class WorklistRow:
    """One line of a worklist: the case with its light and the working days left."""

    case: Case
    light: Light
    days_left: int | None


@dataclass(frozen=True)
class WorklistPage:
    """A keyset page; ``after`` is the cursor of the next page, empty at the end."""

    rows: tuple[WorklistRow, ...]
    after: str


def worklist(
    worker: Worker,
    power: PowerKind,
    *,
    states: Sequence[State] = (),
    only: Q | None = None,
    after: str = "",
    size: int = PAGE,
) -> WorklistPage:
    """Cases over which ``worker`` holds ``power``, overdue first, then by due day; one statement.

    Open ones, or those in ``states``, among which may be ended ones. ``only`` narrows the list further by
    columns of the case. ``after`` is the cursor that the page before returned; Refusal "bad_cursor" for one
    that no page gave. Cases without a due day come last.
    """
    wanted = [state.value for state in states] or OPEN_STATES
    rows = Case.objects.filter(scope(worker, power), only or Q(), state__in=wanted)
    ordered = rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    found = list(_beyond(with_version(ordered, "applicant", "handler"), after)[: size + 1])
    today = clock.today()
    page = tuple(row_of(case, today) for case in found[:size])
    return WorklistPage(page, _cursor(found[size - 1]) if len(found) > size else "")


def _beyond(rows: QuerySet[Case], after: str) -> QuerySet[Case]:
    if not after:
        return rows
    day, _, pk = after.partition("_")
    key = key_of_page(pk)
    if day == "none":
        return rows.filter(due_on__isnull=True, pk__gt=key)
    try:
        last = date.fromisoformat(day)
    except ValueError:
        raise bad_cursor() from None
    return rows.filter(Q(due_on__gt=last) | Q(due_on=last, pk__gt=key) | Q(due_on__isnull=True))


def _cursor(case: Case) -> str:
    return f"{case.due_on.isoformat() if case.due_on else 'none'}_{case.pk}"


def row_of(case: Case, today: date) -> WorklistRow:
    """The case with its light, read from the columns that the engine keeps on the row."""
    if case.due_on is None:
        return WorklistRow(case, Light.PAUSED if case.paused else Light.NORMAL, None)
    left = days_left(case.due_on, today, current_calendar())
    if today > case.due_on:
        light = Light.OVERDUE
    elif case.paused:
        light = Light.PAUSED
    elif case.warn_on is not None and today >= case.warn_on:
        light = Light.DUE_SOON
    else:
        light = Light.NORMAL
    return WorklistRow(case, light, left)


def visible(worker: Worker) -> QuerySet[Case]:
    """All filed cases that ``worker`` may open; the same filter that ``case_for`` opens by."""
    return Case.objects.filter(scope(worker, PowerKind.VIEW)).exclude(state=State.DRAFT.value)


def case_for(worker: Worker, case_id: int) -> Case:
    """The case, if ``worker`` may see it. Raises Case.DoesNotExist: what can't be seen is not there.

    A draft is nobody's yet but its applicant's; drafts begun at a window: ``window_lists.case_at_window``.
    """
    return load(visible(worker), case_id, *SURROUNDINGS, "agent", "item", "handler")


def case_to_act_on(performer: Performer, case_id: int) -> Case:
    """The case for a page that is about to act on it, if the performer may see it.

    The same cases as ``case_for`` and ``case_of_account``, told by the grants themselves instead of their
    filter. Raises Case.DoesNotExist.
    """
    case = read(case_id)
    draft = case.state == State.DRAFT.value
    if performer.worker is not None:
        may_see = not draft and holds(performer.worker, PowerKind.VIEW, case)
    else:
        assert performer.account_id is not None
        may_see = is_own(case, performer) and not (draft and case.channel in AT_A_WINDOW)
    if not may_see:
        raise Case.DoesNotExist(f"case {case_id}")
    return case


def case_of_account(account_id: int, case_id: int) -> Case:
    """The case of an applicant's account. Raises Case.DoesNotExist for anybody else's."""
    return load(of_account(account_id), case_id, *SURROUNDINGS, "agent", "item", "handler")


def of_account(account_id: int) -> QuerySet[Case]:
    """Cases and web drafts of an applicant's account, newest first; what a clerk is still writing is his."""
    applicant = Applicant.objects.filter(account_id=account_id).values("pk")[:1]
    own = Case.objects.filter(Q(account_id=account_id) | Q(applicant_id=Subquery(applicant)))
    return own.exclude(state=State.DRAFT.value, channel__in=AT_A_WINDOW).order_by("-pk")


@dataclass(frozen=True)
class Offer:
    """A button: the act, and why it is not possible now (None when it is).

    ``step`` is the review step that comes next, for the act that records it.
    """

    action: Action
    refusal: Refusal | None
    step: str = ""


def offers(case: Case, performer: Performer) -> list[Offer]:
    """The acts that make sense in this state, allowed ones first; others carry the reason."""
    facts = facts_of(case, performer, clock.today())
    found = []
    for row in TRANSITIONS:
        if facts.state not in row.from_states or row.power is PowerKind.SYSTEM:
            continue
        if row.action not in HANDLINGS or not is_relevant(row.action, facts):
            continue
        refusal = power_refusal(case, row.action, performer) or check(row.action, facts)
        step = facts.open_steps[0] if row.action is Action.RECORD_STEP else ""
        found.append(Offer(row.action, refusal, step))
    return sorted(found, key=lambda offer: offer.refusal is not None)


def refusal_of(case: Case, action: Action, performer: Performer) -> Refusal | None:
    """Why the performer can't do ``action`` on the case now, or None: the answer that the act would get."""
    facts = facts_of(case, performer, clock.today(), transition_for(action))
    return power_refusal(case, action, performer) or check(action, facts)


@dataclass(frozen=True)
class ClockView:
    """A clock of the case as pages show it, with its day-by-day explanation.

    ``days_left`` counts working days, negative when overdue. ``about`` names the step of a stage's limit.
    """

    clock: Clock
    label: str
    clause: str
    light: Light
    days_left: int
    days: list[ExplainedDay]
    about: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it still runs or stands still, not yet met."""
        return self.clock.state in clocks.OPEN_STATES


def clocks_of(case: Case, *, explained: bool = False) -> list[ClockView]:
    """All clocks of the case, oldest first. ``explained`` adds the day-by-day account."""
    today = clock.today()
    calendar = current_calendar()
    views = []
    steps = iter(_limited_steps(case))
    for one in clocks.of_subject("case", case.pk):
        rule = CLOCK_RULES[ClockKind(one.kind)]
        days = _explained(one, calendar) if explained else []
        left = days_left(one.due_on, today, calendar)
        about = next(steps, "") if one.kind == ClockKind.STEP.value else ""
        views.append(ClockView(one, rule.label, rule.clause, clocks.light_of(one, today), left, days, about))
    return views


def _limited_steps(case: Case) -> list[str]:
    """The steps with a limit of their own, in the order in which their clocks begin."""
    return [
        step.name
        for step in case.version.definition.steps
        if step.limit is not None and step.kind is not StepKind.CERTIFICATE
    ]


def _explained(one: Clock, calendar: WorkingCalendar) -> list[ExplainedDay]:
    if one.event_on is not None:
        return explain_backward(one.event_on, clocks.limit_of(one), calendar)
    return explain(one.started_on, clocks.limit_of(one), clocks.pauses_of(one), calendar)


@dataclass(frozen=True)
class CourseEntry:
    """One act in the course of the case, as the ledger has it."""

    sequence: int
    action: Action
    acted_at: datetime
    actor_kind: str
    actor_id: int
    data: dict[str, Any]


def course(case: Case) -> list[CourseEntry]:
    """What happened, in order, straight from the ledger (AS-4.3: no stage without a record)."""
    return [_entry(row) for row in ledger.rows_of(case.pk, case.created_at)]


def _entry(row: LedgerRow) -> CourseEntry:
    return CourseEntry(row.sequence, Action(row.action), row.acted_at, row.actor_kind, row.actor_id, row.data)


def offers_after_receipt(draft: Case, performer: Performer) -> dict[Action, Refusal | None]:
    """What the worker could do with a draft once it is received, and why not, so that one key may do both."""
    facts = replace(facts_of(draft, performer, clock.today()), state=State.RECEIVED)
    return {
        row.action: power_refusal(draft, row.action, performer) or check(row.action, facts)
        for row in TRANSITIONS
        if State.RECEIVED in row.from_states and row.power is not PowerKind.SYSTEM
    }


def lapsed(limit: int = 500) -> list[int]:
    """Cases that the law has changed by today and nobody has touched since."""
    due = Case.objects.filter(lapse_on__lte=clock.today()).order_by("lapse_on", "pk")
    return list(due.values_list("pk", flat=True)[:limit])
