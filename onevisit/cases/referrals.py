"""Asking and answering referrals for instruction (请示), and who may read them (rule 36)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from onevisit.cases import engine
from onevisit.cases.models import Case, Referral
from onevisit.cases.performers import Performer
from onevisit.cases.telling import to_applicant
from onevisit.law.clauses import enforces
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.lifecycle import Action
from onevisit.law.limits import Limit, Unit
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Staff
from onevisit.organization.registering import Register, keep
from onevisit.organization.workers import Worker
from onevisit.records import clock, clocks, messages
from onevisit.records.clocks import ClockStart

SUBJECT = "referral"
TOLD = "case.referral"
LONGEST_LIMIT = 10
USUAL_LIMIT = 3


@dataclass(frozen=True)
class ReferralTerms:
    """What is asked of whom, and until when. ``working_days`` run from the day after the question."""

    question: str
    owner: Staff
    working_days: int
    told_how: str
    item_code: str = ""
    case: Case | None = None


@enforces("RULE-36", "AS-3.3b")
def ask(terms: ReferralTerms, worker: Worker, key: str) -> int:
    """Opens a referral: starts its clock, tells the applicant of the case and its ledger. Raises Refusal."""

    def change() -> int:
        if not 1 <= terms.working_days <= LONGEST_LIMIT:
            raise Refusal(
                "referral_limit",
                Sentence("答复时限是 1 到 %(most)s 个工作日。", most=LONGEST_LIMIT),
                clauses=("AS-3.3b",),
            )
        if terms.owner.department_id == worker.department_id:
            raise Refusal(
                "own_referral",
                Sentence("请示要送给别的部门；本部门的事请直接问负责人。"),
                clauses=("AS-3.3b",),
            )
        today = clock.today()
        made = Referral.objects.create(
            case=terms.case,
            item_code=terms.item_code,
            department_id=terms.owner.department_id,
            owner=terms.owner,
            question=terms.question,
            asked_by_id=worker.staff_id,
            asked_from_id=worker.department_id,
            asked_at=clock.now(),
            told_how=terms.told_how,
            due_on=today,
        )
        [running] = clocks.start(
            [
                ClockStart(
                    subject_kind=SUBJECT,
                    subject_id=made.pk,
                    kind=ClockKind.REFERRAL.value,
                    started_on=today,
                    limit=Limit(terms.working_days, Unit.WORKING_DAY),
                    owner_department_id=terms.owner.department_id,
                )
            ]
        )
        Referral.objects.filter(pk=made.pk).update(due_on=running.due_on)
        if terms.case is not None:
            parameters = {
                "number": terms.case.number,
                "item": terms.case.version.name,
                "department": terms.owner.department.name,
            }
            messages.queue(to_applicant(terms.case, TOLD, parameters))
            performer = Performer(worker=worker)
            engine.perform(
                terms.case.pk, Action.REFER, performer, f"{SUBJECT}-{made.pk}", {"referral": made.pk}
            )
        return made.pk

    sent = {
        "question": terms.question,
        "owner": terms.owner.pk,
        "days": terms.working_days,
        "case": terms.case.pk if terms.case else None,
    }
    return keep(Register(RegisterAct.ASK, SUBJECT, None), worker, key, sent, change, reason="工作请示")


@enforces("RULE-36", "AS-3.3b")
def answer(
    referral: Referral,
    text: str,
    worker: Worker,
    key: str,
    *,
    general_question: str = "",
    general_answer: str = "",
) -> int:
    """The named department answers in writing; the general form of it goes into the question base."""

    def change() -> int:
        held = Referral.objects.select_for_update().get(pk=referral.pk)
        if held.answered_at is not None:
            raise Refusal("answered_before", Sentence("这件请示已经答复。"), clauses=("AS-3.3b",))
        held.answer, held.answered_by_id, held.answered_at = text, worker.staff_id, clock.now()
        held.general_question, held.general_answer = general_question, general_answer
        held.save()
        clocks.stop(clocks.of_subject(SUBJECT, held.pk), held.answered_at)
        return held.pk

    register = Register(RegisterAct.ANSWER, SUBJECT, referral.department_id)
    sent = {"answer": text, "general": [general_question, general_answer]}
    return keep(register, worker, key, sent, change, reason="书面答复", subject_id=referral.pk)


def readable(worker: Worker) -> QuerySet[Referral]:
    """Referrals that the worker asked, that his department has to answer or asked; the hall manager all."""
    found = Referral.objects.all()
    if {Role.HALL_MANAGER, Role.SUPERVISOR} & worker.roles:
        return found
    return found.filter(
        Q(asked_by_id=worker.staff_id)
        | Q(department_id=worker.department_id)
        | Q(asked_from_id=worker.department_id)
    )
