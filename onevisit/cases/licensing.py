"""From a granted case to the licence: number, term, certificate and record (rule 31; XK-39, 49, 50)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onevisit.cases import result_papers
from onevisit.cases.act import Act
from onevisit.cases.models import Case
from onevisit.documents.models import Document
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.licences.states import LicenceMatter, LicenceState, TrustGrade
from onevisit.law.licences.validity import ONE_DAY, deemed_renewed_on, last_day_of, renewed_last_day
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.licences import issuing
from onevisit.licences.decisions import lock
from onevisit.licences.issuing import Issued
from onevisit.licences.models import Licence, LicenceEvent
from onevisit.licences.queries import window_of


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
    follows = None if case.licence_id is None else current_edition(case.licence_id)
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


@enforces("XK-69p2", "RULE-32")
def annul_licences(act: Act, reasons: Sequence[str], legal_basis: Sequence[str]) -> None:
    """The licence made in this case ends with the annulled decision, by the same document."""

    def end(made: Sequence[Document]) -> None:
        document = next(one for one in made if one.kind == DocumentKind.COMMITMENT_ANNULMENT.value)
        for found in Licence.objects.filter(case_id=act.case.pk).values_list("pk", flat=True):
            issuing.change_state(
                lock(found),
                LicenceState.ANNULLED,
                LicenceEvent.Kind.ANNULLED,
                act.now,
                staff_id=act.performer.staff_id,
                reason="；".join(reasons),
                legal_basis=legal_basis,
                document=document,
            )

    act.when_made.append(end)


@enforces("RULE-17", "XK-49")
def _term(act: Act, follows: Licence | None, stated_to: date | None) -> Term:
    """The term by item data; what only changes, corrects or replaces leaves the last day as it is.

    A renewal has moved the last day in the register already, when it was granted.
    """
    result = act.definition.result
    renewed_by_decision = follows is not None and act.case.matter == LicenceMatter.RENEWAL.value
    if follows is not None and not (renewed_by_decision and _is_told_at_the_end(act)):
        return Term(act.today, follows.valid_to)
    if result.validity_stated:
        return Term(act.today, _required_last_day(act, stated_to))
    if result.validity_until is not None:
        answer = str({**act.case.scenario, **act.case.answers}.get(result.validity_until, ""))
        return Term(act.today, _required_last_day(act, date.fromisoformat(answer) if answer else None))
    if result.validity_years is None:
        return Term(act.today, None)
    return Term(act.today, last_day_of(act.today, result.validity_years))


def _is_told_at_the_end(act: Act) -> bool:
    """Whether the renewed last day is known only when the certificate is made, by decision or answer."""
    return act.definition.result.validity_years is None and act.case.decided_by_id is not None


@enforces("RULE-17", "XK-50p1")
def note_renewal(act: Act) -> None:
    """At receipt: whether the licence can still be acted on, and whether its renewal was asked for in time.

    No statement for an application about a new licence. Raises Refusal for a licence that has ended.
    """
    case = act.case
    if case.licence_id is None:
        return
    licence = current_edition(case.licence_id)
    matter = LicenceMatter(case.matter)
    issuing.require_open_to(licence, matter)
    act.data.update(licence=licence.pk, matter=matter.value)
    window = window_of(licence)
    if matter is not LicenceMatter.RENEWAL or window is None or licence.valid_to is None:
        return
    timely = deemed_renewed_on(licence.valid_to, act.today, window) is not None
    case.licence_expires_on = licence.valid_to if timely and act.is_licence else None
    act.data["renewal_in_time"] = timely


@enforces("RULE-17", "XK-50p2")
def renew(act: Act, *, deemed: bool = False) -> date | None:
    """Moves the last day of the licence whose renewal is granted, or deemed granted; gives the new one.

    Where the item gives no years, a deemed renewal lasts as long as the term before. None where there is
    nothing to renew, or where the decision itself states the new last day on the certificate.
    """
    case = act.case
    if case.licence_id is None or case.matter != LicenceMatter.RENEWAL.value:
        return None
    licence = current_edition(case.licence_id)
    last_day, years = licence.valid_to, act.definition.result.validity_years
    if last_day is None or (years is None and not deemed):
        return None
    if years is None:
        new_last_day = last_day + (last_day - licence.valid_from) + ONE_DAY
    elif deemed or act.today <= last_day:
        new_last_day = renewed_last_day(last_day, years)
    else:
        new_last_day = last_day_of(act.today, years)

    def keep(made: Sequence[Document]) -> None:
        wanted = (DocumentKind.GRANT.value, DocumentKind.DEEMED_RENEWAL.value)
        document = next((one for one in made if one.kind in wanted), None)
        issuing.extend(licence, new_last_day, act.now, document, deemed=deemed)

    act.when_made.append(keep)
    return new_last_day


def renewal_lapses(case: Case) -> bool:
    """Whether the day of the lapse is the one after the last day of the licence to be renewed."""
    return case.licence_expires_on is not None and case.lapse_on == case.licence_expires_on + ONE_DAY


def licence_has_ended(case: Case) -> bool:
    """Whether the licence of the case was annulled, withdrawn, revoked or struck off meanwhile."""
    assert case.licence_id is not None
    return LicenceState(current_edition(case.licence_id).state).is_end


def current_edition(licence_id: int) -> Licence:
    """The licence, locked; superseded by another case meanwhile, the edition in its place."""
    licence = lock(licence_id)
    while licence.state == LicenceState.SUPERSEDED.value:
        licence = lock(Licence.objects.values_list("pk", flat=True).get(follows=licence))
    return licence


def _required_last_day(act: Act, given: date | None) -> date:
    if given is not None and given >= act.today:
        return given
    raise Refusal(
        "last_day_missing",
        Sentence("没有填写有效期截止日，或者截止日早于今天。"),
        clauses=("XK-39",),
        next_step=Sentence("请按决定书填写有效期截止日。您填写的内容都在。"),
    )
