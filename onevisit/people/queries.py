"""Reading applicants: finding them, showing them masked, and the two ways to see them unmasked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people import identity
from onevisit.people.models import Applicant, Consent
from onevisit.records import access_log
from onevisit.records.ledger import Actor
from onevisit.records.privacy import keyed_hash, query_bigrams

SHORTEST_REASON = 4


@dataclass(frozen=True, repr=False)
class UnmaskedFacts:
    """An applicant in clear; made only after the reading was logged."""

    name: str
    identity_number: str
    phone: str
    address: str


def find_by_identity(identity_type: str, number: str) -> Applicant | None:
    """The applicant of this document. Raises identifiers.IdentifierError for a number that can't be right."""
    checked = identity.identity_number(identity_type, number)
    return Applicant.objects.filter(
        identity_type=identity_type, identity_hash=identity.identity_hash(identity_type, checked)
    ).first()


def by_phone(applicants: QuerySet[Applicant], phone: str) -> QuerySet[Applicant]:
    """Those of `applicants` (the reader's scope) with exactly this telephone number."""
    return applicants.filter(phone_hash=keyed_hash("phone", phone))


def by_name(applicants: QuerySet[Applicant], text: str) -> QuerySet[Applicant]:
    """Those of `applicants` (the reader's scope) whose name holds this text.

    One character finds family names. Nobody for a text without letters: a search must never list everybody.
    """
    tokens = query_bigrams(text)
    if not tokens:
        return applicants.none()
    return applicants.filter(name_bigrams__contains=tokens)


def applicant_of(account_id: int) -> Applicant | None:
    """The applicant who signs in with this account."""
    return Applicant.objects.filter(account_id=account_id).first()


def consent_in_force(applicant: Applicant, kind: str) -> Consent | None:
    """The latest consent of this kind that was not withdrawn."""
    return (
        Consent.objects.filter(applicant=applicant, kind=kind, withdrawn_at=None)
        .order_by("-given_at", "-pk")
        .first()
    )


@enforces("RULE-35", "HOUSE-15")
def read_for_case(
    applicant: Applicant, actor: Actor, case_number: str, source_address: str | None = None
) -> UnmaskedFacts:
    """The applicant in clear for whoever holds his open case; the case is the purpose and is logged silently.

    The caller has already checked that the case is open and the actor's own.
    """
    return _logged(applicant, actor, "read-for-case", case_number, source_address)


@enforces("RULE-35", "HOUSE-15", "GX-6")
def reveal(
    applicant: Applicant, actor: Actor, reason: str, source_address: str | None = None
) -> UnmaskedFacts:
    """The applicant in clear outside one's own work: only with a reason, which is logged.

    The caller has already checked that the actor may see this applicant at all. Raises Refusal
    "reason_needed".
    """
    given = " ".join(reason.split())
    if len(given) < SHORTEST_REASON:
        access_log.log(
            actor_kind=actor.kind,
            actor_id=actor.id,
            action="reveal",
            subject_kind="applicant",
            subject_id=applicant.pk,
            allowed=False,
            detail={"code": "reason_needed"},
            source_address=source_address,
        )
        raise Refusal(
            "reason_needed",
            Sentence("查看不是自己承办的申请人信息，要先写明理由。"),
            clauses=("RULE-35",),
            next_step=Sentence("请写清为什么要看，理由会记入查阅记录。"),
        )
    return _logged(applicant, actor, "reveal", given, source_address)


def _logged(
    applicant: Applicant, actor: Actor, action: str, purpose: str, source_address: str | None
) -> UnmaskedFacts:
    access_log.log(
        actor_kind=actor.kind,
        actor_id=actor.id,
        action=action,
        subject_kind="applicant",
        subject_id=applicant.pk,
        allowed=True,
        purpose=purpose,
        source_address=source_address,
    )
    return UnmaskedFacts(
        name=applicant.name,
        identity_number=applicant.identity_number,
        phone=applicant.phone or "",
        address=applicant.address or "",
    )
