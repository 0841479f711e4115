"""What a new seal and a standing order to use one must fulfil, and who confirms (JH-32, rules 28, 29)."""

from __future__ import annotations

from datetime import date

from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind, SealKind, seal_for
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term


@enforces("JH-32", "RULE-28")
def new_seal_refusal(
    kind: SealKind,
    *,
    has_hall: bool,
    of_agency: bool,
    valid_from: date,
    valid_to: date | None,
    today: date,
) -> Refusal | None:
    """Why a seal can't be registered like this, or None. Days are Asia/Shanghai dates."""
    if not kind.needs_seal:
        return _refused("no_seal_kind", Sentence("这不是需要登记的印章种类。"))
    if kind is SealKind.RECEIPT_SEAL and not of_agency:
        return _refused("receipt_seal_of_agency", Sentence("业务收件章由政务服务管理机构登记和保管。"))
    if kind is SealKind.RECEIPT_SEAL and not has_hall:
        return _refused("hall_needed", Sentence("业务收件章属于一个大厅，请选择大厅。"))
    if kind is SealKind.OFFICIAL_SEAL and has_hall:
        return _refused("no_hall", Sentence("行政公章不限于一个大厅，不要选择大厅。"))
    return _days_refusal(valid_from, valid_to, today)


@enforces("RULE-29", "JH-32")
def standing_order_refusal(
    seal: SealKind, document: DocumentKind, *, valid_from: date, valid_to: date | None, today: date
) -> Refusal | None:
    """Why the platform can't be ordered to put such a seal on such a document, or None."""
    if seal_for(document) is not seal:
        return _refused(
            "wrong_seal",
            Sentence(
                "“%(document)s”应当盖%(needed)s，不能授权用%(seal)s。",
                document=Term(document.label),
                needed=Term(seal_for(document).label),
                seal=Term(seal.label),
            ),
        )
    return _days_refusal(valid_from, valid_to, today)


@enforces("JH-32", "RULE-21")
def decision_refusal(proposed_by: int, worker: int) -> Refusal | None:
    """Whoever proposes does not confirm (four eyes). Arguments are database keys of staff."""
    if proposed_by != worker:
        return None
    return Refusal(
        "same_person",
        Sentence("提出的人不能自己复核。"),
        clauses=("JH-32",),
        who_could=Sentence("请由本单位另一位印章保管人或者负责人复核。"),
    )


def _days_refusal(valid_from: date, valid_to: date | None, today: date) -> Refusal | None:
    if valid_from < today:
        return _refused("backdated", Sentence("不能从过去的日期起登记，请填今天或者以后的日期。"))
    if valid_to is not None and valid_to < valid_from:
        return _refused("days_out_of_order", Sentence("有效期的最后一天早于第一天。"))
    return None


def _refused(code: str, message: Sentence) -> Refusal:
    return Refusal(code, message, clauses=("JH-32",), next_step=Sentence("请改正后再试，您填写的内容都在。"))
