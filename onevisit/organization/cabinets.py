"""The register of self-service cabinets and the tokens by which their screens sign in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Cabinet
from onevisit.organization.registering import Register, keep
from onevisit.organization.workers import Worker
from onevisit.records import clock
from onevisit.records.privacy import keyed_hash

SUBJECT = "cabinet"
TOKEN_BYTES = 12
MOST_SLOTS = 200


@dataclass(frozen=True)
class CabinetTerms:
    """A cabinet as it is registered."""

    hall_id: int
    code: str
    place: str
    slots: int


def token_hash(token: str) -> bytes:
    """What is kept of a token; blanks, hyphens and small letters make no difference."""
    return keyed_hash("cabinet-token", token)


def cabinet_of_token(token: str) -> Cabinet | None:
    """The working cabinet whose screen holds this token. One statement."""
    if not token:
        return None
    found = Cabinet.objects.filter(token_hash=token_hash(token), closed_at=None)
    return found.select_related("hall", "hall__region").first()


def new_token() -> str:
    """A fresh token of 96 bits in groups that can be read out and typed."""
    text = secrets.token_hex(TOKEN_BYTES).upper()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


@enforces("JH-25b", "AS-4.4", "HOUSE-13")
def register_cabinet(terms: CabinetTerms, token: str, worker: Worker, reason: str, key: str) -> int:
    """Registers a cabinet of the worker's hall with the token of its screen. Raises Refusal."""

    def change() -> int:
        _require_own_hall(worker, terms.hall_id)
        if Cabinet.objects.filter(hall_id=terms.hall_id, code=terms.code).exists():
            raise Refusal(
                "cabinet_known",
                Sentence("本大厅已经有编号 %(code)s 的自助柜。", code=terms.code),
                clauses=("JH-25b", "AS-4.4"),
            )
        made = Cabinet.objects.create(
            hall_id=terms.hall_id,
            code=terms.code,
            place=terms.place,
            slots=terms.slots,
            token_hash=token_hash(token),
            token_at=clock.now(),
        )
        return made.pk

    sent = {"hall": terms.hall_id, "code": terms.code, "place": terms.place, "slots": terms.slots}
    return keep(
        Register(RegisterAct.REGISTER_CABINET, SUBJECT, None), worker, key, sent, change, reason=reason
    )


@enforces("HOUSE-13")
def renew_token(cabinet: Cabinet, token: str, worker: Worker, reason: str, key: str) -> int:
    """Gives the screen another token; the former one opens nothing from this moment. Raises Refusal."""

    def change() -> int:
        _require_own_hall(worker, cabinet.hall_id)
        Cabinet.objects.filter(pk=cabinet.pk).update(token_hash=token_hash(token), token_at=clock.now())
        return cabinet.pk

    register = Register(RegisterAct.RENEW_CABINET_TOKEN, SUBJECT, None)
    return keep(register, worker, key, {}, change, reason=reason, subject_id=cabinet.pk)


@enforces("HOUSE-13")
def close_cabinet(cabinet: Cabinet, worker: Worker, reason: str, key: str) -> int:
    """Takes a cabinet out of use: its screen is signed out, nothing more is put in. Raises Refusal."""

    def change() -> int:
        _require_own_hall(worker, cabinet.hall_id)
        Cabinet.objects.filter(pk=cabinet.pk).update(token_hash=None, closed_at=clock.now())
        return cabinet.pk

    register = Register(RegisterAct.CLOSE_CABINET, SUBJECT, None)
    return keep(register, worker, key, {}, change, reason=reason, subject_id=cabinet.pk)


def _require_own_hall(worker: Worker, hall_id: int) -> None:
    if worker.hall_id != hall_id:
        raise Refusal(
            "other_hall",
            Sentence("只能登记本大厅的自助柜。"),
            clauses=("JH-25b", "AS-4.4"),
            who_could=Sentence("请由那个大厅的管理员办理。"),
        )
