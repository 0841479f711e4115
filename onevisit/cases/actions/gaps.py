"""Acceptance with gaps: asked for, accepted, supplied, told wrong once, given up (rules 5, 8, 33)."""

from __future__ import annotations

from django.db import transaction
from pydantic import Field

from onevisit.cases import gap_papers, papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.drafts import locked_draft
from onevisit.cases.form import material_hashes
from onevisit.cases.gaps import gaps_of, promise_of, unsettled_of
from onevisit.cases.hearing_calls import give_up_with_case
from onevisit.cases.models import Case, CaseMaterial, GapPromise
from onevisit.cases.notices import answer_proves_service, counts_when_served, void_unserved
from onevisit.cases.representation import require_agent_may
from onevisit.cases.special_runs import end_with_case
from onevisit.law.clauses import enforces
from onevisit.law.commitments import promise_refusal
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people.credit import bar_kinds
from onevisit.people.models import Authorization
from onevisit.records import clock


@enforces("RULE-33")
def ask_for_gaps(case_id: int, signature: str) -> Case:
    """The applicant asks on the web, with a signed promise, to be accepted although materials are missing.

    Files added later settle a material as usual. Raises Refusal where item, bar or draft forbid it.
    """
    with transaction.atomic():
        case = locked_draft(case_id)
        definition = case.version.definition
        if definition.gap_acceptance is None:
            raise Refusal(
                "no_gap_rule", Sentence("本事项没有列入容缺受理。"), clauses=("RULE-5",), city=case.city
            )
        moment = clock.now()
        _require_not_barred(case)
        keys = [one.key for one in gaps_of(case, definition)]
        if not keys:
            raise Refusal(
                "no_gap", Sentence("可以后补的材料都已经交了，不需要容缺受理。"), clauses=("XK-32.5",)
            )
        GapPromise.objects.update_or_create(case=case, defaults={"signature": signature, "signed_at": moment})
        CaseMaterial.objects.filter(case=case, key__in=keys).update(supply=CaseMaterial.Supply.LATER)
        case.gap_stage = "asked"
        _touch(case)
    return case


def ask_no_longer(case_id: int) -> Case:
    """The applicant changes his mind before filing: it was his free choice."""
    with transaction.atomic():
        case = locked_draft(case_id)
        GapPromise.objects.filter(case=case).delete()
        CaseMaterial.objects.filter(case=case, supply=CaseMaterial.Supply.LATER).update(
            supply=CaseMaterial.Supply.MISSING
        )
        case.gap_stage = ""
        _touch(case)
    return case


def _touch(case: Case) -> None:
    case.saved_at = clock.now()
    case.revision += 1
    case.save(update_fields=["gap_stage", "saved_at", "revision"])


def _require_not_barred(case: Case) -> None:
    refusal = promise_refusal(bar_kinds(case.applicant_id, clock.today()))
    if refusal is not None:
        raise refusal


class GapInputs(Inputs):
    """The applicant's signature, where he did not sign with the application."""

    signature: str = Field(default="", max_length=100)


@handles(Action.ACCEPT_WITH_GAPS, GapInputs)
def accept_with_gaps(act: Act) -> None:
    """Accepted on the signed promise; the review goes on while the rest comes (容缺受理)."""
    case, rule = act.case, act.definition.gap_acceptance
    assert rule is not None
    signed = _signed(act)
    missing = gaps_of(case, act.definition)
    keys = [one.key for one in missing]
    CaseMaterial.objects.filter(case=case, key__in=keys).update(
        supply=CaseMaterial.Supply.LATER, promised=True
    )
    case.gap_stage = "open"
    case.accepted_on = act.today
    case.accepted_at = act.now
    act.data.update(accepted_on=act.today.isoformat(), gaps=keys)
    act.papers += [
        gap_papers.promise(act, signed, missing, rule),
        papers.acceptance(act),
        gap_papers.notice(act, missing, rule),
    ]


def _signed(act: Act) -> GapPromise:
    """What the applicant signs now, or signed with the application. Never accepted without."""
    signed = promise_of(act.case)
    if act.inputs.signature:
        signed = signed or GapPromise(case=act.case)
        signed.signature, signed.signed_at = act.inputs.signature, act.now
    if signed is None:
        raise Refusal(
            "no_promise",
            Sentence("容缺受理是申请人的自愿选择，需要申请人签署《容缺受理承诺书》。"),
            clauses=("RULE-33",),
            next_step=Sentence("请申请人签名；申请人不愿意的，一次性告知补正。"),
        )
    signed.accepted_at = act.now
    signed.save()
    return signed


@counts_when_served(DocumentKind.GAP_NOTICE)
def gap_notice_served(act: Act) -> None:
    """The applicant's time to supply begins."""
    if act.case.gap_stage == "open":
        act.gap_notice_served = True
    GapPromise.objects.filter(case=act.case).update(served_at=act.now)


@handles(Action.SUPPLY_GAPS)
def supply_gaps(act: Act) -> None:
    """All that was promised is handed in; the organ looks at it."""
    require_agent_may(act, Authorization.Act.SUPPLY)
    case = act.case
    missing = [one.name for one in unsettled_of(case, act.definition) if one.promised and one.to_come]
    if missing:
        raise Refusal(
            "gaps_missing",
            Sentence("还有没有补齐的材料：%(names)s。", names=tuple(missing)),
            clauses=("RULE-33",),
            next_step=Sentence("请补齐后一起提交；已上传的文件都在。"),
        )
    case.gap_stage = "supplied"
    GapPromise.objects.filter(case=case).update(supplied_at=act.now)
    answer_proves_service(act, DocumentKind.GAP_NOTICE)
    act.data["materials"] = material_hashes(case)


class ReturnInputs(Inputs):
    """What is not in order with what was supplied."""

    reason: str = Field(min_length=5, max_length=500)


@handles(Action.RETURN_GAPS, ReturnInputs)
def return_gaps(act: Act) -> None:
    """What came is not what was promised: told once more, with the whole time to supply it again (rule 8)."""
    signed = GapPromise.objects.get(case=act.case)
    wrong = [one.key for one in unsettled_of(act.case, act.definition) if one.promised]
    signed.returned_at, signed.return_reason = act.now, act.inputs.reason
    signed.save()
    CaseMaterial.objects.filter(case=act.case, key__in=wrong).update(supply=CaseMaterial.Supply.LATER)
    act.case.gap_stage = "open"
    act.data["gaps"] = wrong


class GivenUpInputs(Inputs):
    """What is to be said besides, where the materials came and are wrong."""

    reason: str = Field(default="", max_length=500)


@handles(Action.TERMINATE_FOR_GAPS, GivenUpInputs)
def terminate_for_gaps(act: Act) -> None:
    """The promise was not kept in time: the case ends, at the applicant's own loss."""
    missing = [one.name for one in unsettled_of(act.case, act.definition) if one.promised]
    end_with_case(act)
    give_up_with_case(act)
    act.case.licence_expires_on = None
    void_unserved(act, "已终止办理")
    act.data["returned"] = act.case.gap_stage == "supplied"
    act.papers.append(gap_papers.termination(act, missing, returned=act.case.gap_stage == "supplied"))
