"""From a granted case to the licence: number, term, certificate and record (rule 31; XK-39, 49, 50)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onevisit.cases import result_papers
from onevisit.cases.act import Act
from onevisit.documents.models import Document
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.licences.states import LicenceMatter, LicenceState, TrustGrade
from onevisit.law.licences.validity import last_day_of, renewed_last_day
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.licences import issuing
from onevisit.licences.decisions import lock
from onevisit.licences.issuing import Issued
from onevisit.licences.models import Licence


@dataclass(frozen=True)
class Term:
    """From which day to which the licence holds, Asia/Shanghai; ``last`` is None for one without end."""

    first: date
    last: date | None

    def in_words(self, otherwise: str) -> str:
        """As the certificate prints it; ``otherwise`` where there is no last day."""
        return otherwise if self.last is None else f"{self.first.isoformat()} 至 {self.last.isoformat()}"


@enforces("RULE-31", "XK-39")
def add_certificate(act: Act, *, number: str = "", blank: str = "", stated_to: date | None = None) -> None:
    """Adds the certificate to the papers of the act, and keeps the licence once the document is made.

    A renewed, changed, corrected or replaced licence keeps its number and follows the edition before.
    """
    case, definition = act.case, act.definition
    follows = None if case.licence_id is None else lock(case.licence_id)
    chosen = (number or str(case.number)) if follows is None else follows.number
    if follows is not None and (
        LicenceMatter(case.matter) is not LicenceMatter.RENEWAL or follows.current_state.is_end
    ):
        issuing.require_open_to(follows, LicenceMatter(case.matter))
    term = _term(act, follows, stated_to)
    paper = result_papers.certificate(
        act, licence_number=chosen, blank=blank, term=term.in_words(definition.result.validity)
    )
    act.papers.append(paper)
    entries = paper.content["fields"]

    def keep(made: Sequence[Document]) -> None:
        assert case.applicant is not None
        document = next(one for one in made if one.kind == DocumentKind.RESULT.value)
        licence = issuing.keep(
            Issued(
                number=chosen,
                kind=definition.result.name,
                version=case.version,
                item_code=case.item_code,
                department=case.department,
                hall=case.hall,
                holder=case.applicant,
                entries=entries,
                case_id=case.pk,
                document=document,
                issued_on=act.today,
                valid_from=term.first,
                valid_to=term.last,
                grade=TrustGrade.ISSUED,
                matter=LicenceMatter(case.matter),
                follows=follows,
                staff_id=act.performer.staff_id,
            ),
            act.now,
        )
        act.data["licence"] = licence.pk

    act.when_made.append(keep)


@enforces("RULE-17", "XK-49")
def _term(act: Act, follows: Licence | None, stated_to: date | None) -> Term:
    """The term by item data; a change, correction or replacement leaves the last day as it is."""
    matter = LicenceMatter(act.case.matter)
    if follows is not None and matter is not LicenceMatter.RENEWAL:
        return Term(act.today, follows.valid_to)
    result = act.definition.result
    if result.validity_stated:
        return Term(act.today, _required_last_day(act, stated_to))
    if result.validity_until is not None:
        answer = str({**act.case.scenario, **act.case.answers}.get(result.validity_until, ""))
        return Term(act.today, _required_last_day(act, date.fromisoformat(answer) if answer else None))
    if result.validity_years is None:
        return Term(act.today, None)
    if follows is None or follows.valid_to is None or follows.current_state is LicenceState.EXPIRED:
        return Term(act.today, last_day_of(act.today, result.validity_years))
    if act.case.decided_by_id is None:
        # The law itself has renewed it (XK-50p2): the register holds the new last day already.
        return Term(act.today, follows.valid_to)
    return Term(act.today, renewed_last_day(follows.valid_to, result.validity_years))


def _required_last_day(act: Act, given: date | None) -> date:
    if given is not None and given >= act.today:
        return given
    raise Refusal(
        "last_day_missing",
        Sentence("没有填写有效期截止日，或者截止日早于今天。"),
        clauses=("XK-39",),
        next_step=Sentence("请按决定书填写有效期截止日。您填写的内容都在。"),
    )
