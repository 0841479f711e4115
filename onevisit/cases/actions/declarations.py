"""Declarations of commitment: signed with the application, checked after the decision (告知承诺).

Found false or not put right in time, the decision is annulled after its holder was heard (XK-69p2, XK-7), and
the broken promise bars its author from further ones.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from pydantic import Field

from onevisit.cases import declaration_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.drafts import locked_draft
from onevisit.cases.gaps import NOT_IN_HAND
from onevisit.cases.licensing import annul_licences
from onevisit.cases.models import Case, CaseMaterial, Declaration, Outcome
from onevisit.cases.notices import counts_when_served, void_unserved
from onevisit.catalog.commitments import Commitment
from onevisit.catalog.evaluate import excluded_circumstances
from onevisit.documents import actions as documents
from onevisit.documents import queries as document_queries
from onevisit.law.clauses import enforces
from onevisit.law.commitments import LONGEST_BAR_YEARS, CheckMethod, Finding, promise_refusal
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.licences.validity import last_day_of
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Staff
from onevisit.people.credit import bar_kinds
from onevisit.people.models import CreditBar
from onevisit.records import clock, clocks, privacy


@enforces("YS-40")
def declare(case_id: int, points: Collection[str], signature: str) -> Case:
    """The applicant declares, every point ticked; what the declaration covers is not asked for any more.

    His free choice, in a draft. Raises Refusal where the item, a bar or a point left out forbids it.
    """
    with transaction.atomic():
        case = locked_draft(case_id)
        rule = case.version.definition.commitment
        if rule is None or not rule.points:
            raise Refusal("no_commitment", Sentence("本事项没有实行告知承诺。"), clauses=("YS-40",))
        excluded = declaring_refusal(case, clock.today())
        if excluded is not None:
            raise excluded
        missing = [one.text for one in rule.points if one.key not in points]
        if missing:
            raise Refusal(
                "points_not_declared",
                Sentence("还有承诺事项没有勾选：%(point)s。", point=missing[0].rstrip("。")),
                clauses=("YS-40",),
                next_step=Sentence("请逐项看清后勾选；不能承诺的，请按一般程序办理。"),
            )
        Declaration.objects.update_or_create(
            case=case,
            defaults={"signature": signature, "signed_at": clock.now(), "points": sorted(points)},
        )
        CaseMaterial.objects.filter(case=case, key__in=rule.covers, supply__in=NOT_IN_HAND).update(
            supply=CaseMaterial.Supply.COMMITTED
        )
        case.declaration_stage = "signed"
        _touch(case)
    return case


@enforces("YS-40", "RULE-33")
def declaring_refusal(case: Case, day: date) -> Refusal | None:
    """Why this applicant may not declare in this case on this day: a bar, or a circumstance of high risk."""
    circumstances = excluded_circumstances(case.version.definition, {**case.answers, **case.scenario})
    return promise_refusal(bar_kinds(case.applicant_id, day), circumstances)


def declare_no_longer(case_id: int) -> Case:
    """The applicant takes the usual way after all."""
    with transaction.atomic():
        case = locked_draft(case_id)
        Declaration.objects.filter(case=case).delete()
        CaseMaterial.objects.filter(case=case, supply=CaseMaterial.Supply.COMMITTED).update(
            supply=CaseMaterial.Supply.MISSING
        )
        case.declaration_stage = ""
        _touch(case)
    return case


def _touch(case: Case) -> None:
    case.saved_at = clock.now()
    case.revision += 1
    case.save(update_fields=["declaration_stage", "saved_at", "revision"])


def take_in_declaration(act: Act) -> None:
    """The declaration becomes part of what was filed, with its paper; what excludes it by now stops it."""
    if act.case.declaration_stage != "signed":
        return
    excluded = declaring_refusal(act.case, act.today)
    if excluded is not None:
        excluded.next_step = Sentence(
            "请在“告知承诺”里选择不用告知承诺，把材料备齐后再提交；您填写的内容都在。"
        )
        raise excluded
    signed = Declaration.objects.get(case=act.case)
    act.data["declared"] = list(signed.points)
    act.papers.append(declaration_papers.declaration(act, _rule(act), signed))


def await_check(act: Act) -> None:
    """A grant that rests on a declaration is checked afterwards, unless the item exempts it."""
    if act.case.declaration_stage != "signed" or act.case.outcome != Outcome.GRANT:
        return
    check = _rule(act).check
    exempt = check is None or check.method is CheckMethod.EXEMPT
    act.case.declaration_stage = "checked" if exempt else "to_check"


def _rule(act: Act) -> Commitment:
    rule = act.definition.commitment
    assert rule is not None
    return rule


class CheckInputs(Inputs):
    """How it was checked, what was found; officers of a check on site (XK-34)."""

    method: CheckMethod
    finding: Finding
    found: str = Field(min_length=5, max_length=2000)
    officers: tuple[int, ...] = Field(default=(), max_length=20)


STAGES = {Finding.TRUE: "checked", Finding.TO_CORRECT: "correcting", Finding.FALSE: "false"}


@handles(Action.CHECK_DECLARATION, CheckInputs)
@enforces("YS-40", "XK-34")
def check_declaration(act: Act) -> None:
    """The check is on record; what can be put right gets its time, told in writing."""
    given, case = act.inputs, act.case
    if given.method is CheckMethod.EXEMPT:
        raise Refusal("not_exempt", Sentence("本事项的承诺应当核查，不能免予核查。"), clauses=("YS-40",))
    if given.method is CheckMethod.ON_SITE:
        _require_two_officers(act)
    found = Declaration.objects.get(case=case)
    found.method, found.finding, found.found = given.method.value, given.finding.value, given.found
    found.officers, found.checked_at, found.checked_by_id = list(given.officers), act.now, act.staff_id
    found.save()
    case.declaration_stage = STAGES[given.finding]
    act.data.update(method=given.method.value, finding=given.finding.value, officers=list(given.officers))
    if given.finding is Finding.TO_CORRECT:
        act.papers.append(declaration_papers.rectification_order(act, _rule(act)))


def _require_two_officers(act: Act) -> None:
    officers = set(act.inputs.officers)
    known = Staff.objects.filter(pk__in=officers, department_id=act.case.department_id, active=True).count()
    if len(officers) < 2 or known != len(officers):
        raise Refusal(
            "two_officers",
            Sentence("现场核查应当由两名以上本部门工作人员进行。"),
            clauses=("XK-34",),
            next_step=Sentence("请选择两名核查人员。"),
        )


@counts_when_served(DocumentKind.RECTIFICATION_ORDER)
def rectification_served(act: Act) -> None:
    """The time to put it right begins."""
    act.rectification_served = act.case.declaration_stage == "correcting"


class RectificationInputs(Inputs):
    """Whether it was put right, and how that was seen."""

    corrected: bool
    found: str = Field(min_length=5, max_length=2000)


@handles(Action.RECORD_RECTIFICATION, RectificationInputs)
def record_rectification(act: Act) -> None:
    """Put right, the matter is closed; not put right can be said only after the time has passed."""
    if not act.inputs.corrected:
        _require_passed(act, "rectification", Sentence("整改期限还没有过，不能认定没有整改。"))
    found = Declaration.objects.get(case=act.case)
    found.rectified = act.inputs.found
    found.save(update_fields=["rectified"])
    act.case.declaration_stage = "checked" if act.inputs.corrected else "false"
    act.data["corrected"] = act.inputs.corrected


def _require_passed(act: Act, kind: str, why: Sentence) -> None:
    running = clocks.still_open(act.clocks, kind)
    if running and act.today > running[-1].due_on:
        return
    raise Refusal(
        "time_runs", why, clauses=("XK-7",), next_step=Sentence("期限自文书送达之日起算，请在期满后登记。")
    )


class AnnulmentInputs(Inputs):
    """Why the decision is to be annulled, on which legal basis."""

    reasons: tuple[str, ...] = Field(min_length=1, max_length=20)
    legal_basis: tuple[str, ...] = Field(min_length=1, max_length=20)


@handles(Action.PROPOSE_ANNULMENT, AnnulmentInputs)
def propose_annulment(act: Act) -> None:
    """The handler proposes; the holder is told and may speak (XK-7)."""
    found = Declaration.objects.get(case=act.case)
    found.proposal = act.inputs.model_dump(mode="json")
    found.proposed_by_id = act.staff_id
    found.save()
    act.case.declaration_stage = "proposed"
    act.papers.append(declaration_papers.annulment_notice(act))


@counts_when_served(DocumentKind.ANNULMENT_NOTICE)
def annulment_notice_served(act: Act) -> None:
    """The time for statement and defence begins."""
    act.annulment_notice_served = act.case.declaration_stage == "proposed"


class StatementInputs(Inputs):
    """What the holder said, or that he said nothing within the time."""

    made: bool
    content: str = Field(default="", max_length=4000)


@handles(Action.RECORD_STATEMENT, StatementInputs)
def record_statement(act: Act) -> None:
    """Statement and defence are on record; silence only after its time has passed (XK-7)."""
    given = act.inputs
    if given.made and not given.content:
        raise Refusal("no_statement", Sentence("请写明陈述、申辩的内容和复核意见。"), clauses=("XK-7",))
    if not given.made:
        _require_passed(act, "annulment_statement", Sentence("陈述申辩的期限还没有过，不能登记没有提出。"))
    found = Declaration.objects.get(case=act.case)
    found.statement, found.statement_made = given.content, given.made
    found.save()
    act.case.declaration_stage = "heard"
    act.data.update(made=given.made, content=privacy.commitment("statement", act.case.pk, given.content))


@handles(Action.ANNUL_FOR_FALSE_DECLARATION)
@enforces("XK-69p2", "RULE-32")
def annul(act: Act) -> None:
    """The signer annuls; decision and certificate are void, the broken promise bars further ones."""
    case = act.case
    found = _decided(act, "annulled")
    void_unserved(act, "决定已撤销")
    results = [DocumentKind.GRANT.value, DocumentKind.RESULT.value]
    for document in document_queries.of_case(case.pk).filter(kind__in=results):
        documents.revoke(document.pk, "准予的决定已撤销")
    until = _bar_author(act, found)
    act.data.update(proposer=found.proposed_by_id, signer=act.staff_id, barred_until=until.isoformat())
    act.papers.append(declaration_papers.annulment(act, found, until))
    annul_licences(act, found.proposal["reasons"], found.proposal["legal_basis"])


def _bar_author(act: Act, found: Declaration) -> date:
    """Bars who declared falsely for the years of the item; the last day of the bar."""
    case, rule = act.case, _rule(act)
    assert case.applicant_id is not None
    years = LONGEST_BAR_YEARS if rule.bar is None else rule.bar.years
    until = last_day_of(act.today, years)
    CreditBar.objects.create(
        applicant_id=case.applicant_id,
        reason="；".join(found.proposal["reasons"]),
        basis="；".join((*rule.basis, *(rule.bar.basis if rule.bar else ())))[:300],
        barred_from=act.today,
        barred_until=until,
        department_id=case.department_id,
        case_id=case.pk,
        recorded_at=act.now,
        recorded_by_id=act.staff_id,
    )
    return until


@handles(Action.DROP_ANNULMENT)
def drop_annulment(act: Act) -> None:
    """After hearing the holder nothing is annulled (XK-69p3, or what he said was right)."""
    _decided(act, "checked")


def _decided(act: Act, stage: str) -> Declaration:
    found = Declaration.objects.get(case=act.case)
    found.decided_at, found.decided_by_id = act.now, act.staff_id
    found.save()
    act.case.declaration_stage = stage
    return found
