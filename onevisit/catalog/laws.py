"""Keeping the register of laws: texts, the words of articles, what was amended or repealed (JH-29, JH-8.3).

The agency's keepers do this. A change of a law changes no item by itself: it names those to be reviewed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from onevisit.catalog.authority import keeps_the_directory
from onevisit.catalog.models import LawArticle, LawChange, LawText
from onevisit.law.clauses import enforces
from onevisit.law.legal_basis import LawChangeKind, plain_name, touched_keys
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence, Term
from onevisit.organization.models import Department
from onevisit.organization.registering import Register, keep
from onevisit.organization.workers import Worker
from onevisit.records import clock

SUBJECT = "law"
CLAUSES = ("JH-29", "JH-8.3")
LONGEST_WORDS = 4000


@dataclass(frozen=True)
class LawTerms:
    """A text of a law as it is registered; ``begins`` and ``ends`` are its first and last day in force."""

    name: str
    number: str
    issuer: str
    begins: date
    ends: date | None
    url: str


@dataclass(frozen=True)
class ChangeTerms:
    """What became of a law: ``effective_on`` is the first day of it, ``note`` says by which document."""

    kind: LawChangeKind
    articles: tuple[str, ...]
    effective_on: date
    note: str


@enforces("JH-29", "HOUSE-2")
def register_law(terms: LawTerms, worker: Worker, reason: str, key: str) -> int:
    """A new text in the register. Raises Refusal."""

    def change() -> int:
        _require_new(terms, None)
        return _put(LawText(), terms)

    return keep(_register(RegisterAct.REGISTER_LAW, worker), worker, key, _sent(terms), change, reason=reason)


@enforces("JH-29", "HOUSE-2", "HOUSE-15")
def correct_law(law: LawText, terms: LawTerms, worker: Worker, reason: str, key: str) -> int:
    """Puts right what was registered wrongly. Raises Refusal."""

    def change() -> int:
        _require_new(terms, law.pk)
        return _put(LawText.objects.select_for_update().get(pk=law.pk), terms)

    register = _register(RegisterAct.CORRECT_LAW, worker)
    return keep(register, worker, key, _sent(terms), change, reason=reason, subject_id=law.pk)


@enforces("JH-29", "JH-8.3", "HOUSE-2")
def record_change(law: LawText, terms: ChangeTerms, worker: Worker, reason: str, key: str) -> int:
    """A law was amended, or ends with the day before it is repealed. Raises Refusal.

    Every item in effect that cites what changed is to be reviewed from now.
    """

    def change() -> int:
        held = LawText.objects.select_for_update().get(pk=law.pk)
        _require_possible(held, terms)
        if terms.kind is LawChangeKind.REPEALED:
            held.ends = terms.effective_on - timedelta(days=1)
            held.save()
        LawChange.objects.create(
            law=held,
            kind=terms.kind.value,
            articles=list(terms.articles),
            touched=touched_keys(held.name, terms.articles),
            effective_on=terms.effective_on,
            note=terms.note,
            recorded_at=clock.now(),
            recorded_by_id=worker.staff_id,
        )
        return held.pk

    sent = {
        "kind": terms.kind.value,
        "articles": list(terms.articles),
        "from": terms.effective_on.isoformat(),
        "note": terms.note,
    }
    register = _register(RegisterAct.RECORD_LAW_CHANGE, worker)
    return keep(register, worker, key, sent, change, reason=reason, subject_id=law.pk)


@enforces("JH-30a", "HOUSE-2")
def set_article(law: LawText, article: str, words: str, worker: Worker, reason: str, key: str) -> int:
    """The words of an article, as published; empty takes them away. Raises Refusal."""

    def change() -> int:
        if words:
            LawArticle.objects.update_or_create(law=law, article=article, defaults={"words": words})
        else:
            LawArticle.objects.filter(law=law, article=article).delete()
        return law.pk

    register = _register(RegisterAct.SET_ARTICLE, worker)
    sent = {"article": article, "words": words}
    return keep(register, worker, key, sent, change, reason=reason, subject_id=law.pk)


def agency_of(worker: Worker) -> int | None:
    """The agency for which the register is kept: the worker's own if he keeps its items, else any."""
    if keeps_the_directory(worker):
        return worker.department_id
    agencies = Department.objects.filter(kind=Department.Kind.AGENCY)
    return agencies.order_by("pk").values_list("pk", flat=True).first()


def _register(act: RegisterAct, worker: Worker) -> Register:
    return Register(act, SUBJECT, agency_of(worker))


def _put(law: LawText, terms: LawTerms) -> int:
    law.name, law.number, law.issuer = terms.name, terms.number, terms.issuer
    law.begins, law.ends, law.url = terms.begins, terms.ends, terms.url
    law.save()
    return law.pk


def _sent(terms: LawTerms) -> dict[str, str]:
    return {
        "name": terms.name,
        "number": terms.number,
        "issuer": terms.issuer,
        "begins": terms.begins.isoformat(),
        "ends": terms.ends.isoformat() if terms.ends else "",
        "url": terms.url,
    }


def _require_new(terms: LawTerms, but: int | None) -> None:
    if terms.ends is not None and terms.ends < terms.begins:
        raise Refusal("days_out_of_order", Sentence("失效日期早于施行日期。"), clauses=CLAUSES)
    same = LawText.objects.filter(key=plain_name(terms.name), number=terms.number)
    if same.exclude(pk=but or 0).exists():
        raise Refusal(
            "law_known",
            Sentence("已经登记过%(law)s。", law=f"《{terms.name}》{terms.number}"),
            clauses=CLAUSES,
            next_step=Sentence("名称相同而文号不同的，请写明文号；登记有误的，请更正原来的登记。"),
        )


def _require_possible(law: LawText, terms: ChangeTerms) -> None:
    if terms.effective_on <= law.begins:
        raise Refusal(
            "before_it_began",
            Sentence(
                "%(law)s自%(day)s起施行，不能在这以前或者当天%(kind)s。",
                law=str(law),
                day=law.begins.isoformat(),
                kind=Term(terms.kind.label),
            ),
            clauses=CLAUSES,
        )
    if law.ends is not None and terms.effective_on > law.ends:
        raise Refusal(
            "already_ended",
            Sentence("%(law)s到那天已经失效。", law=str(law)),
            clauses=CLAUSES,
            next_step=Sentence("失效日期登记有误的，请先更正登记。"),
        )
    if terms.kind is LawChangeKind.REPEALED and terms.articles:
        raise Refusal(
            "repealed_as_a_whole",
            Sentence("废止的是整部文件；删去个别条文的，请登记为修改。"),
            clauses=CLAUSES,
        )
