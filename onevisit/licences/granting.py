"""Granted uses of a licence: the holder gives and takes back, an officer looks once (rule 35, JH-31)."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from onevisit.law.clauses import enforces
from onevisit.law.licences.sharing import (
    CODE_LENGTH,
    CODE_SIGNS,
    UseFacts,
    grant_refusal,
    take_back_refusal,
    unknown_code,
    use_refusal,
)
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.licences.models import GrantedUse, Licence
from onevisit.organization.models import Department
from onevisit.organization.workers import Worker
from onevisit.records import access_log, clock, idempotency, messages
from onevisit.records.messages import OutgoingMessage
from onevisit.records.models import MessageChannel
from onevisit.records.privacy import keyed_hash

SEEN_AGAIN = timedelta(minutes=10)
"""How long the same sending of a code is answered again: a lost answer must not cost the holder his grant."""

SHOWN_MOST = 50


def offices_of(licence: Licence) -> QuerySet[Department]:
    """The offices that the holder may choose from: those of the licence's city, by name."""
    return Department.objects.filter(region_id=licence.hall.region_id).order_by("kind", "name")


def uses_of(licence: Licence) -> list[GrantedUse]:
    """The newest fifty uses granted of a licence. One statement."""
    related = ("department", "used_by")
    return list(licence.uses.select_related(*related).order_by("-pk")[:SHOWN_MOST])


def number_of_code(typed: str) -> str:
    """A code as it is kept: plain capitals and digits, however it was typed or spaced."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in plain if sign in CODE_SIGNS)


@enforces("RULE-35", "JH-31", "HOUSE-2")
def grant(
    licence: Licence, account_id: int, key: str, *, department_id: int, day: date, purpose: str
) -> GrantedUse:
    """Gives one look at the licence to an office. Raises Refusal.

    The caller answers for it that the account may show the licence (``queries.one_of_wallet``).
    """
    actor, command = f"account:{account_id}", "licence.grant_use"
    given = {
        "licence": licence.pk,
        "department": department_id,
        "day": day.isoformat(),
        "purpose": purpose.strip(),
    }
    with transaction.atomic():
        stored = idempotency.claim(actor, command, key, idempotency.body_hash(given))
        if stored is not None:
            return GrantedUse.objects.select_related("department").get(pk=stored.result)
        refusal = grant_refusal(licence.current_state, day, clock.today(), purpose)
        office = offices_of(licence).filter(pk=department_id).first()
        if refusal is not None:
            raise refusal
        if office is None:
            raise Refusal(
                "unknown_office",
                Sentence("没有这个单位。"),
                clauses=("GX-23",),
                next_step=Sentence("请从列表中选择，您填写的内容都在。"),
            )
        code = "".join(secrets.choice(CODE_SIGNS) for _place in range(CODE_LENGTH))
        made = GrantedUse.objects.create(
            licence=licence,
            code=code,
            code_hash=keyed_hash("licence-use", code),
            department=office,
            purpose=purpose.strip(),
            day=day,
            granted_by_id=account_id,
            granted_at=clock.now(),
        )
        idempotency.store(actor, command, key, made.pk)
    return made


@enforces("RULE-35")
def take_back(licence: Licence, use_id: int) -> None:
    """The code works no more. Raises Refusal when it was used, GrantedUse.DoesNotExist for a foreign one."""
    with transaction.atomic():
        use = _locked(licence.uses.filter(pk=use_id))
        if use is None:
            raise GrantedUse.DoesNotExist
        refusal = take_back_refusal(_facts(use))
        if refusal is not None:
            raise refusal
        use.taken_back_at = clock.now()
        use.save(update_fields=["taken_back_at"])


@enforces("RULE-35", "JH-31", "HOUSE-2", "HOUSE-15")
def look(worker: Worker, key: str, typed: str) -> GrantedUse:
    """One look at the licence that a code stands for; the holder is told. Raises Refusal.

    Whoever asks first gets it, also when two ask at once. The same sending of the same officer is answered
    again for ten minutes, then no more. Every look and every refusal stands in the access log.
    """
    actor, command = f"staff:{worker.staff_id}", "licence.look"
    code = keyed_hash("licence-use", number_of_code(typed))
    use: GrantedUse | None = None
    try:
        with transaction.atomic():
            stored = idempotency.claim(actor, command, key, idempotency.body_hash({"code": code.hex()}))
            use = _locked(GrantedUse.objects.filter(code_hash=code))
            if use is None:
                raise unknown_code()
            if stored is None or not _seen_just_now(use, worker):
                refusal = use_refusal(_facts(use), worker.department_id, clock.today())
                if refusal is not None:
                    raise refusal
                use.used_by_id, use.used_at = worker.staff_id, clock.now()
                use.save(update_fields=["used_by", "used_at"])
                _tell(use, worker)
                idempotency.store(actor, command, key, use.pk)
            # Within the transaction: what can't be logged is not shown.
            _log(worker, use, None)
    except Refusal as refused:
        _log(worker, use, refused)
        raise
    return use


def _seen_just_now(use: GrantedUse, worker: Worker) -> bool:
    return (
        use.used_by_id == worker.staff_id
        and use.used_at is not None
        and clock.now() - use.used_at <= SEEN_AGAIN
    )


def _locked(found: QuerySet[GrantedUse]) -> GrantedUse | None:
    related = ("licence__department", "licence__hall__region", "licence__holder", "department")
    return found.select_for_update(of=("self",)).select_related(*related).first()


def _facts(use: GrantedUse) -> UseFacts:
    return UseFacts(
        day=use.day,
        department_id=use.department_id,
        department_name=use.department.name,
        taken_back=use.taken_back_at is not None,
        used=use.used_at is not None,
    )


def _tell(use: GrantedUse, worker: Worker) -> None:
    parameters = {"kind": use.licence.kind, "number": use.licence.number, "office": worker.department_name}
    told = {one for one in (use.granted_by_id, use.licence.holder.account_id) if one is not None}
    messages.queue(
        [
            OutgoingMessage(
                MessageChannel.SITE,
                "licence.shown",
                parameters,
                "licence",
                use.licence_id,
                account_id=account,
            )
            for account in sorted(told)
        ]
    )


def _log(worker: Worker, use: GrantedUse | None, refusal: Refusal | None) -> None:
    detail: dict[str, object] = {} if use is None else {"granted_use": use.pk}
    if refusal is not None:
        detail["code"] = refusal.code
    access_log.log(
        actor_kind="staff",
        actor_id=worker.staff_id,
        action="licence.look",
        subject_kind="licence",
        subject_id=None if use is None else use.licence_id,
        allowed=refusal is None,
        purpose="" if use is None or refusal is not None else "持证人授权查看",
        detail=detail,
    )
