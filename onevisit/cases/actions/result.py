"""Certificate, handover, delivery and proof of service (rules 30, 31; JH-25; AS-4.4)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from onevisit.cases import result_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.collecting import waits_from
from onevisit.cases.actions.post import take_back_order
from onevisit.cases.actions.serving import results_of, serve_result
from onevisit.cases.licensing import add_certificate
from onevisit.cases.models import Case, Handover
from onevisit.cases.paper_parts import applicant_name
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.law.service import ServiceMethod
from onevisit.people.agents import require_authority
from onevisit.people.models import Applicant, Authorization

SIGNATURE_LENGTH = 64


class CertificateInputs(Inputs):
    """Making the certificate: the licence number, the number of the blank, the tick of the proof-reader.

    ``valid_to`` is the last day in force, where the item leaves it to the decision.
    """

    licence_number: str = Field(default="", max_length=60)
    blank_number: str = Field(default="", max_length=60)
    proof_read: bool
    valid_to: date | None = None


@handles(Action.MAKE_CERTIFICATE, CertificateInputs)
def make_certificate(act: Act) -> None:
    """The certificate is made, numbered and proof-read (rule 31)."""
    if not act.inputs.proof_read:
        raise Refusal(
            "not_proof_read",
            Sentence("证件还没有校对。"),
            clauses=("XK-39",),
            next_step=Sentence("请核对证件登载内容，勾选“已校对”后再制证。"),
        )
    act.case.certificate_made = True
    act.data["blank_number"] = act.inputs.blank_number
    add_certificate(
        act,
        number=act.inputs.licence_number,
        blank=act.inputs.blank_number,
        stated_to=act.inputs.valid_to,
    )


class SignatureInputs(Inputs):
    """A signature on screen: the hash of its stored picture, or the signer's name typed instead."""

    signature: str = Field(min_length=1, max_length=100)


@handles(Action.OFFER_HANDOVER, SignatureInputs)
def offer_handover(act: Act) -> None:
    """The department hands the result over and signs (办理结果交接表, JH-25a)."""
    documents = results_of(act)
    Handover.objects.create(
        case=act.case,
        contents=[{"title": document.title, "number": document.number} for document in documents],
        offered_by_id=act.staff_id,
        offered_at=act.now,
        offered_signature_sha256=act.inputs.signature[:SIGNATURE_LENGTH],
    )
    act.case.handover_offered_by_id = act.staff_id
    act.data["handed_over"] = [document.pk for document in documents]


@handles(Action.TAKE_OVER, SignatureInputs)
def take_over(act: Act) -> None:
    """The issuing window takes the result and signs; the applicant is told (JH-25a, AS-4.4)."""
    handover = Handover.objects.select_related("offered_by", "offered_by__department").get(case=act.case)
    handover.taken_by_id = act.staff_id
    handover.taken_at = act.now
    handover.taken_signature_sha256 = act.inputs.signature[:SIGNATURE_LENGTH]
    handover.save()
    waits_from(act.case, act.now)
    act.papers.append(result_papers.handover_form(act, handover))


class CollectionInputs(Inputs):
    """Who collects, how the identity was checked, and the signature of the receiver.

    ``collector`` is the person registered for it where somebody else than the applicant collects. Results of
    a joint case that are collected in one go have one proof: it is made with the last of them, which names
    the others (``with_cases``); ``proof`` says whether this is the one.
    """

    receiver: str = Field(min_length=1, max_length=100)
    identity_checked: bool
    signature: str = Field(min_length=1, max_length=100)
    collector: int | None = Field(default=None, ge=1)
    with_cases: tuple[int, ...] = Field(default=(), max_length=30)
    proof: bool = True


@handles(Action.COLLECT, CollectionInputs)
def collect(act: Act) -> None:
    """The applicant collects after check and signature (JH-25b); remedies run from now (rule 30)."""
    if not act.inputs.identity_checked:
        raise Refusal(
            "identity_unchecked",
            Sentence("还没有核对领取人身份。"),
            clauses=("JH-25b", "AS-4.4"),
            next_step=Sentence("请核对身份证件后勾选“已核对”。"),
        )
    _require_right_to_collect(act)
    if act.inputs.with_cases or not act.inputs.proof:
        _require_one_go(act)
    act.data["collector"] = act.inputs.collector
    take_back_order(act)
    serve_result(
        act,
        ServiceMethod.DIRECT,
        act.inputs.receiver,
        act.inputs.signature,
        with_cases=act.inputs.with_cases,
        proof=act.inputs.proof,
    )


@enforces("JH-18", "RULE-30")
def _require_one_go(act: Act) -> None:
    """Only what is collected in one go with other members of the same joint case shares a proof."""
    others = Case.objects.filter(
        pk__in=act.inputs.with_cases, joint_id=act.case.joint_id, joint__isnull=False
    )
    if not act.together or others.count() != len(set(act.inputs.with_cases)):
        raise Refusal(
            "proof_missing",
            Sentence("单独发放的结果要有自己的送达回证。"),
            clauses=("JH-25b", "AS-4.4"),
            next_step=Sentence("请逐件发放，或者在一件事里一起发放。"),
        )


@enforces("JH-25b", "XK-29p2")
def _require_right_to_collect(act: Act) -> None:
    """The applicant himself, who comes for an organisation with its paper, or who was given the authority."""
    case, given = act.case, act.inputs
    assert case.applicant is not None
    if given.collector is None:
        if case.applicant.is_person and given.receiver != case.applicant.name:
            raise Refusal(
                "not_the_applicant",
                Sentence("领取人不是申请人本人。"),
                clauses=("JH-25b", "AS-4.4"),
                next_step=Sentence("由他人代领的，请勾选“由他人代领”并登记领取授权。您填写的内容都在。"),
            )
        return
    collector = Applicant.objects.filter(pk=given.collector).first()
    if collector is None or collector.name != given.receiver:
        raise Refusal(
            "not_the_collector",
            Sentence("领取人与登记的代领人不一致。"),
            clauses=("JH-25b", "AS-4.4"),
            next_step=Sentence("请核对代领人的姓名和身份证号码。您填写的内容都在。"),
        )
    require_authority(case.applicant, collector, Authorization.Act.COLLECT, case.item_code, act.today)


@handles(Action.DELIVER_ELECTRONICALLY)
def deliver_electronically(act: Act) -> None:
    """The signed documents are put into the applicant's account (rule 30, JH-25c)."""
    take_back_order(act)
    serve_result(act, ServiceMethod.ELECTRONIC, applicant_name(act.case))
