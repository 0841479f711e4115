"""What was tried and refused, from the access log: for the audit administrator (JH-41.4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.register_acts import RegisterAct
from onevisit.organization.models import Staff
from onevisit.organization.registering import ACTION
from onevisit.organization.staff_accounts import AccountAct, log_cursor
from onevisit.records.models import AccessLogRow

PAGE = 30
CASE, REGISTER, ACCOUNT = "case.", ACTION, "account."
KINDS = {"case": CASE, "register": REGISTER, "account": ACCOUNT}


@dataclass(frozen=True)
class Attempt:
    """One refused attempt; ``by`` is None for whoever is not staff."""

    row: AccessLogRow
    by: Staff | None

    @property
    def act(self) -> str:
        """What was tried, in words where the table of acts knows it."""
        kind, _dot, name = self.row.action.partition(".")
        try:
            if kind == "case":
                return Action(name).label
            if kind == "register":
                return RegisterAct(name).label
            return str(AccountAct(name).label) if kind == "account" else self.row.action
        except ValueError:
            return self.row.action

    @property
    def code(self) -> str:
        """The stable code of the refusal."""
        return str(self.row.detail.get("code", ""))


@dataclass(frozen=True)
class AttemptPage:
    """A keyset page, the newest first; ``after`` is the cursor of the next, empty at the end."""

    attempts: list[Attempt]
    after: str


@enforces("JH-41.4", "HOUSE-13")
def refused_attempts(kind: str, person: str, after: str) -> AttemptPage:
    """Refused attempts of a kind and a person, by name or user name. Raises Refusal "bad_cursor"."""
    found = AccessLogRow.objects.filter(allowed=False).order_by("-recorded_at", "-id")
    if kind in KINDS:
        found = found.filter(action__startswith=KINDS[kind])
    if person:
        named = Staff.objects.filter(Q(name=person) | Q(account__username=person)).values("pk")
        found = found.filter(actor_kind="staff", actor_id__in=named)
    if after:
        at, row_id = log_cursor(after)
        found = found.filter(Q(recorded_at__lt=at) | Q(recorded_at=at, id__lt=row_id))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    people = Staff.objects.select_related("department").in_bulk(
        {row.actor_id for row in shown if row.actor_kind == "staff"}
    )
    attempts = [
        Attempt(row, people.get(row.actor_id) if row.actor_kind == "staff" else None) for row in shown
    ]
    last = shown[-1] if len(rows) > PAGE else None
    return AttemptPage(attempts, f"{last.recorded_at.isoformat()}_{last.id}" if last else "")
