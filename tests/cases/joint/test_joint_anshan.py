"""A package of the second city: one bureau, one seal, acceptance by approval staff only (AS-3.2)."""

from __future__ import annotations

import io

import pytest

from onevisit import demo
from onevisit.cases.joint import drafts, filing, merged
from onevisit.cases.joint.handing_out import hand_out
from onevisit.cases.joint.members import members_of, state_of
from onevisit.cases.joint.queries import items_of
from onevisit.cases.models import CaseMaterial, JointCase
from onevisit.documents.models import Document
from onevisit.law.items import Channel
from onevisit.law.joint import JointState
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Hall
from onevisit.people.models import Applicant
from onevisit.records import files
from tests.cases import world as cases
from tests.cases.joint import world
from tests.web.apply.world import make_documents, pdf, service_facts

HANDLER, SECOND, SIGNER = "anshan-handler", "anshan-handler2", "anshan-signer"
SITUATION = {"place_kind": "hair", "air_conditioning": "no", "sign": "board", "place_right": "rent"}


def filed() -> JointCase:
    """Opening a hairdresser's with a large board, filed on the web."""
    applicant = next(one for one in Applicant.objects.all() if one.name == "关红")
    joint = drafts.begin(
        world.package("gonggong-changsuo"),
        Hall.objects.get(code="210300001"),
        Channel.WEB,
        applicant=applicant,
        account_id=applicant.account_id,
        scenario=SITUATION,
    )
    form = merged.merged_form(joint.version.definition, items_of(joint), merged.later_places(joint))
    drafts.save_answers(joint, form, {one.key: cases.example(one) for one in form.questions()})
    stored = files.store(io.BytesIO(pdf()))
    for row in CaseMaterial.objects.filter(case__joint=joint, supply="missing"):
        world.world_add(row, stored)
    drafts.choose_service(joint.pk, "window", service_facts())
    filing.file(joint.pk, world.owner(joint), world.key())
    joint.refresh_from_db()
    return joint


@pytest.mark.clause("AS-3.2", "AS-3.3b", "JH-18", "RULE-25")
def test_the_bureau_decides_all_items_with_one_seal_and_hands_them_out_at_once(city: None) -> None:
    demo.load("anshan")
    joint = filed()
    assert {one.case.department.short_name for one in members_of(joint)} == {"审批局"}
    for member in members_of(joint):
        case = member.case
        cases.check_all(case)
        with pytest.raises(Refusal):
            cases.do(case, Action.ACCEPT, "anshan-window1")
        cases.do(case, Action.ACCEPT, HANDLER)
        cases.do(case, Action.START_REVIEW, HANDLER)
        cases.record_steps(case, HANDLER, SECOND)
        cases.do(case, Action.DRAFT_DECISION, HANDLER, outcome="grant")
        cases.do(case, Action.SIGN_DECISION, SIGNER)
        make_documents(case)
        if case.version.definition.result.kind.value == "1":
            cases.do(case, Action.MAKE_CERTIFICATE, HANDLER, proof_read=True)
            make_documents(case)
        cases.do(case, Action.OFFER_HANDOVER, HANDLER, signature="a" * 64)
        cases.do(case, Action.TAKE_OVER, "anshan-issuing", signature="b" * 64)
    ids = [one.case_id for one in members_of(joint)]
    seals = list(Document.objects.filter(case_id__in=ids, kind="grant").values_list("seal_id", flat=True))
    assert len(seals) == len(ids) and len(set(seals)) == 1 and seals[0] is not None
    collection = {"receiver": "关红", "identity_checked": True, "signature": "c" * 64}
    hand_out(joint.pk, cases.staff("anshan-issuing"), world.key(), ["health", "sign"], collection)
    joint.refresh_from_db()
    assert state_of(joint, members_of(joint)) is JointState.ALL_GRANTED
    assert Document.objects.filter(case_id__in=ids, kind="proof_of_service").count() == 1
