"""Reading licences: the holder's wallet, the register within a scope, and how one stands for the public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from onevisit.law.clauses import enforces
from onevisit.law.licences.states import LicenceMatter, LicenceState, RegisterPart
from onevisit.law.licences.validity import RenewalWindow, renewal_window
from onevisit.law.masking import mask_name
from onevisit.law.powers import PowerKind
from onevisit.licences.models import Licence, LicenceDecision, LicenceEvent
from onevisit.organization.authorization import scope
from onevisit.organization.workers import Worker
from onevisit.people.agents import ItemsShown, holders_shown_to
from onevisit.people.models import Applicant
from onevisit.people.queries import by_name
from onevisit.records import clock
from onevisit.records.calendar import current_calendar

PAGE = 30
MOST_IN_WALLET = 200
EXPIRING_WITHIN = timedelta(days=90)
TERM_LABEL = "有效期"
UNREAD = ("version__content", "entries")
"""Columns that are large and no list shows."""


def of_wallet(person: Applicant) -> list[Licence]:
    """The licences that this person may show: his own, and those of whom he represents. Three statements.

    The newest first; superseded editions are left out, their successors stand for them.
    """
    held = holders_shown_to(person, clock.today())
    return list(
        _shown(held)
        .exclude(state=LicenceState.SUPERSEDED.value)
        .select_related("department", "holder", "version")
        .defer(*UNREAD)
        .order_by("-pk")[:MOST_IN_WALLET]
    )


@enforces("RULE-35", "XK-29p2")
def one_of_wallet(person: Applicant, licence_id: int) -> Licence:
    """A licence that this person may show. Raises Licence.DoesNotExist for any other."""
    held = holders_shown_to(person, clock.today())
    return (
        _shown(held)
        .select_related("department", "hall__region", "holder", "version", "document")
        .get(pk=licence_id)
    )


def _shown(held: Mapping[int, ItemsShown]) -> QuerySet[Licence]:
    whole = [holder for holder, items in held.items() if items is None]
    condition = Q(holder_id__in=whole)
    for holder, items in held.items():
        if items is not None:
            condition |= Q(holder_id=holder, item_code__in=sorted(items))
    return Licence.objects.filter(condition)


@dataclass(frozen=True)
class RegisterPage:
    """Licences of the register; ``before`` is the key of the next page, None on the last."""

    licences: tuple[Licence, ...]
    before: int | None


def register(
    worker: Worker, *, part: RegisterPart, text: str = "", before: int | None = None, size: int = PAGE
) -> RegisterPage:
    """The licences over which the worker has sight, the newest first, by keyset. One statement.

    ``text`` is the beginning of a number, or characters of the holder's name.
    """
    found = Licence.objects.filter(scope(worker, PowerKind.VIEW), _part(part))
    if text:
        found = found.filter(
            Q(number__startswith=text.upper())
            | Q(holder__in=by_name(Applicant.objects.all(), text).values("pk"))
        )
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = found.select_related("department", "holder").defer("entries").order_by("-pk")[: size + 1]
    page = list(rows)
    return RegisterPage(tuple(page[:size]), page[size - 1].pk if len(page) > size else None)


def _part(part: RegisterPart) -> Q:
    today = clock.today()
    match part:
        case RegisterPart.EXPIRING:
            return Q(state=LicenceState.VALID.value, valid_to__range=(today, today + EXPIRING_WITHIN))
        case RegisterPart.SUSPENDED:
            return Q(state=LicenceState.SUSPENDED.value)
        case RegisterPart.UNDER_WAY:
            stages = (LicenceDecision.Stage.PROPOSED, LicenceDecision.Stage.SIGNED)
            return Q(pk__in=LicenceDecision.objects.filter(stage__in=stages).values("licence_id"))
        case RegisterPart.ENDED:
            ends = [state.value for state in LicenceState if state.is_end]
            still_open = [LicenceState.VALID.value, LicenceState.SUSPENDED.value]
            return Q(state__in=ends) | Q(state__in=still_open, valid_to__lt=today)
        case _:
            return Q()


def for_worker(worker: Worker, licence_id: int) -> Licence:
    """The licence, if the worker may see it. Raises Licence.DoesNotExist: what can't be seen is not there."""
    return (
        Licence.objects.filter(scope(worker, PowerKind.VIEW))
        .select_related("department", "hall__region", "holder", "version", "document", "follows")
        .get(pk=licence_id)
    )


def history(licence: Licence) -> list[LicenceEvent]:
    """What happened to the licence, the oldest first. One statement."""
    return list(licence.events.select_related("staff", "document").order_by("sequence"))


def decisions_of(licence: Licence) -> list[LicenceDecision]:
    """The decisions on the licence, the newest first. One statement."""
    found = licence.decisions.select_related("proposed_by", "signed_by", "document")
    return list(found.order_by("-pk"))


def decision_of(licence: Licence, decision_id: int) -> LicenceDecision:
    """One decision on the licence. Raises LicenceDecision.DoesNotExist."""
    return licence.decisions.select_related("document", "proposed_by").get(pk=decision_id)


def window_of(licence: Licence) -> RenewalWindow | None:
    """When renewal may be asked for (rule 17, item data); None for a licence without end."""
    if licence.valid_to is None:
        return None
    renewal = licence.version.definition.renewal
    return renewal_window(
        licence.valid_to,
        None if renewal is None else renewal.ask_before,
        None if renewal is None else renewal.opens_before,
        current_calendar(),
    )


@enforces("RULE-17", "RULE-31", "XK-49")
def matters_of(licence: Licence, day: date) -> Sequence[LicenceMatter]:
    """What may be applied for about a licence today: as its item offers, renewal only within its window."""
    state = licence.current_state
    offered = licence.version.definition.result.matters
    if state.is_end or state is LicenceState.EXPIRED:
        return ()
    window = window_of(licence)
    return tuple(
        one
        for one in offered
        if (one is not LicenceMatter.RENEWAL or (window is not None and window.offers_on(day)))
        and (one is not LicenceMatter.CHANGE or state is LicenceState.VALID)
    )


@dataclass(frozen=True)
class PublicStatus:
    """How a licence stands, for anybody who holds it in his hand; a person's name is masked.

    ``differences`` are the lines of the certificate that no longer say what the register says.
    """

    kind: str
    number: str
    edition: int
    holder_masked: str
    organ: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    state: LicenceState
    differences: Sequence[str]
    grade: str

    @property
    def in_force(self) -> bool:
        """Whether the holder may rely on it today."""
        return self.state is LicenceState.VALID


def status_of(licence_id: int) -> PublicStatus | None:
    """How the licence stands today; None where there is none. One statement."""
    return _status(Q(pk=licence_id))


def status_of_document(verification_code: str) -> PublicStatus | None:
    """How the licence stands whose certificate bears this code; None for other documents. One statement."""
    return _status(Q(document__verification_code=verification_code))


@enforces("RULE-32", "RULE-35")
def _status(which: Q) -> PublicStatus | None:
    licence = (
        Licence.objects.filter(which)
        .select_related("department", "holder", "followed_by")
        .only(
            "kind",
            "number",
            "edition",
            "holder_name",
            "issued_on",
            "valid_from",
            "valid_to",
            "state",
            "grade",
            "department__name",
            "holder__kind",
            "entries",
            "followed_by__entries",
        )
        .first()
    )
    if licence is None:
        return None
    name = licence.holder_name
    return PublicStatus(
        kind=licence.kind,
        number=licence.number,
        edition=licence.edition,
        holder_masked=mask_name(name) if licence.holder.is_person else name,
        organ=licence.department.name,
        issued_on=licence.issued_on,
        valid_from=licence.valid_from,
        valid_to=licence.valid_to,
        state=licence.current_state,
        differences=_differences(licence),
        grade=licence.grade,
    )


def _differences(licence: Licence) -> list[str]:
    """Labels of what was printed and is no longer so; only labels, for the values may be personal."""
    printed = dict(licence.entries)
    followed = getattr(licence, "followed_by", None)
    if followed is not None:
        now = dict(followed.entries)
        return [label for label, value in printed.items() if now.get(label) != value]
    term = printed.get(TERM_LABEL, "")
    moved = licence.valid_to is not None and " 至 " in term and not term.endswith(str(licence.valid_to))
    return [TERM_LABEL] if moved else []
