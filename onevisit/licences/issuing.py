"""Keeping a licence: what was issued becomes a record with a history; what it follows is superseded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError

from onevisit.catalog.models import ItemVersion
from onevisit.documents.models import Document
from onevisit.law.clauses import enforces
from onevisit.law.licences.states import LicenceMatter, LicenceState, TrustGrade
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.licences.models import Licence, LicenceEvent
from onevisit.organization.models import Department, Hall
from onevisit.people.models import Applicant


@dataclass(frozen=True)
class Issued:
    """A certificate that was made, with all that its record keeps. Days are Asia/Shanghai dates."""

    number: str
    kind: str
    version: ItemVersion
    item_code: str
    department: Department
    hall: Hall
    holder: Applicant
    entries: Sequence[Sequence[str]]
    case_id: int | None
    document: Document | None
    issued_on: date
    valid_from: date
    valid_to: date | None
    grade: TrustGrade
    matter: LicenceMatter
    follows: Licence | None
    staff_id: int | None


def _number_taken(number: str) -> Refusal:
    return Refusal(
        "licence_number_taken",
        Sentence("证件编号 %(number)s 已经用过，一个编号只能颁发一份证件。", number=number),
        clauses=("XK-39",),
        next_step=Sentence("请核对证件编号；变更、更正、补发的，请按相应的申请办理。您填写的内容都在。"),
    )


@enforces("RULE-31", "XK-39")
def keep(issued: Issued, at: datetime) -> Licence:
    """Enters the licence; what it follows is superseded from that moment.

    Raises Refusal when the organ has issued another licence under this number; the caller's transaction ends
    with it. Two statements, and two more for what it follows.
    """
    before = issued.follows
    licence = Licence(
        number=issued.number,
        edition=1 if before is None else before.edition + 1,
        follows=before,
        kind=issued.kind,
        version=issued.version,
        item_code=issued.item_code,
        department=issued.department,
        hall=issued.hall,
        holder=issued.holder,
        holder_name=issued.holder.name,
        holder_hash=bytes(issued.holder.identity_hash),
        entries=[list(entry) for entry in issued.entries],
        case_id=issued.case_id,
        document=issued.document,
        issued_on=issued.issued_on,
        valid_from=issued.valid_from,
        valid_to=issued.valid_to,
        grade=issued.grade.value,
        matter=issued.matter.value,
        state=LicenceState.VALID.value,
    )
    try:
        licence.save(force_insert=True)
    except IntegrityError as error:
        raise _number_taken(issued.number) from error
    if before is not None:
        change_state(
            before,
            LicenceState.SUPERSEDED,
            LicenceEvent.Kind.SUPERSEDED,
            at,
            staff_id=issued.staff_id,
            document=issued.document,
        )
    return licence


def change_state(
    licence: Licence,
    state: LicenceState,
    kind: LicenceEvent.Kind,
    at: datetime,
    *,
    staff_id: int | None = None,
    reason: str = "",
    legal_basis: Sequence[str] = (),
    document: Document | None = None,
) -> None:
    """Moves a licence, locked by the caller, to another state and enters that into its history."""
    licence.state = state.value
    licence.events_kept += 1
    licence.save(update_fields=["state", "events_kept"])
    _event(licence, kind, at, staff_id, reason=reason, legal_basis=legal_basis, document=document)


def extend(
    licence: Licence, valid_to: date, at: datetime, document: Document | None, *, deemed: bool
) -> None:
    """Gives a licence, locked by the caller, its renewed last day, by decision or by the law itself."""
    licence.valid_to = valid_to
    licence.events_kept += 1
    licence.save(update_fields=["valid_to", "events_kept"])
    kind = LicenceEvent.Kind.DEEMED_RENEWED if deemed else LicenceEvent.Kind.RENEWED
    _event(licence, kind, at, None, document=document)


def _event(
    licence: Licence,
    kind: LicenceEvent.Kind,
    at: datetime,
    staff_id: int | None,
    *,
    reason: str = "",
    legal_basis: Sequence[str] = (),
    document: Document | None = None,
) -> None:
    LicenceEvent.objects.create(
        licence=licence,
        sequence=licence.events_kept,
        kind=kind.value,
        at=at,
        staff_id=staff_id,
        reason=reason,
        legal_basis=list(legal_basis),
        document=document,
        state_after=licence.state,
        valid_to_after=licence.valid_to,
    )


@enforces("RULE-31", "XK-49")
def require_open_to(licence: Licence, matter: LicenceMatter) -> None:
    """Raises Refusal when nothing can be applied for about a licence any more: it ended or was superseded."""
    state = licence.current_state
    if state is LicenceState.VALID or (
        state is LicenceState.SUSPENDED and matter is not LicenceMatter.CHANGE
    ):
        return
    raise Refusal(
        "licence_not_in_force",
        Sentence(
            "不能申请“%(matter)s”：这份证照%(state)s。", matter=Term(matter.label), state=Term(state.label)
        ),
        clauses=("XK-49", "XK-50p1"),
        next_step=Sentence("有效期已经届满或者许可已经终止的，请申请新的许可。"),
    )
