"""People and cases of the demo city, as the tests of the engine need them."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import Any

from onevisit.cases import engine
from onevisit.cases.actions import drafts, material_files, materials
from onevisit.cases.models import Case, CaseMaterial
from onevisit.cases.performers import Performer
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import ItemVersion
from onevisit.catalog.parts import Question, Step
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.items import Channel, StepKind
from onevisit.law.lifecycle import Action
from onevisit.organization.models import Hall, Staff
from onevisit.organization.workers import Worker, worker_of
from onevisit.people.models import Applicant
from onevisit.records import clock, files

FOOD_LICENCE = "食品经营许可"
SOLE_TRADER = "个体工商户"
ADVERTISING = "户外广告"

CLERK, SECOND_CLERK, ISSUER = "window1", "window2", "issuing1"
HANDLER, SECOND_HANDLER, SIGNER, HEAD = "market-handler", "market-handler2", "market-signer", "market-head"
OUTSIDER = "health-handler"
ARCHIVIST = "market-archivist"

SMALL_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n100\n%%EOF\n"
)

EXAMPLES = {
    "date": "2026-01-05",
    "phone": "13812345678",
    "resident_number": "11010519491231002X",
    "credit_code": "91350100M000100Y43",
}


def worker(username: str) -> Worker:
    """The worker behind a demo account, with today's powers."""
    account_id = Staff.objects.values_list("account_id", flat=True).get(account__username=username)
    found = worker_of(account_id, clock.today())
    assert found is not None
    return found


def staff(username: str) -> Performer:
    """A member of staff who acts."""
    return Performer(worker=worker(username))


def version(name: str) -> ItemVersion:
    """The published version of the demo item whose name contains ``name``."""
    found = ItemVersion.objects.select_related("item__department").filter(
        name__contains=name, state="published"
    )
    return found.get()


def person() -> Applicant:
    """A demo applicant with an account."""
    found = Applicant.objects.filter(kind="person", account__isnull=False).order_by("pk").first()
    assert found is not None
    return found


def owner(case: Case) -> Performer:
    """The applicant of the case, acting through the account."""
    assert case.account_id is not None
    return Performer(account_id=case.account_id)


def owner_of_person(case: Case) -> Performer:
    """The applicant of a case that a window took in, acting through his own account."""
    assert case.applicant is not None and case.applicant.account_id is not None
    return Performer(account_id=case.applicant.account_id)


def example(question: Question) -> str | list[str]:
    """An answer that the question takes."""
    kind = question.kind.value
    if kind == "choice":
        return question.options[0].value
    if kind == "multi_choice":
        return [question.options[0].value]
    if kind == "number":
        return str(question.minimum or 1)
    return EXAMPLES.get(kind, question.example or "示例内容")


def draft(name: str = FOOD_LICENCE, channel: Channel = Channel.WINDOW) -> Case:
    """A draft with a complete form, at the window or on the web."""
    item = version(name)
    applicant = person()
    at_window = channel is Channel.WINDOW
    case = drafts.begin(
        item,
        Hall.objects.get(kind="hall"),
        channel,
        applicant=applicant,
        account_id=None if at_window else applicant.account_id,
        worker=worker(CLERK) if at_window else None,
    )
    definition = item.definition
    drafts.save_answers(
        case.pk,
        {question.key: example(question) for question in definition.questions()},
        scenario={question.key: example(question) for question in definition.scenarios},
    )
    return Case.objects.get(pk=case.pk)


def do(case: Case, action: Action, by: Performer | str, **inputs: Any) -> dict[str, Any]:
    """Performs one act under a fresh key and refreshes ``case``."""
    performer = staff(by) if isinstance(by, str) else by
    result = engine.perform(case.pk, action, performer, uuid.uuid4().hex, inputs)
    case.refresh_from_db()
    return result


def check_all(case: Case) -> None:
    """Every material is on paper before the clerk and in order."""
    for row in CaseMaterial.objects.filter(case=case).exclude(supply=CaseMaterial.Supply.SHARED):
        materials.check_material(
            case.pk, row.key, checked=True, original_seen=True, originals=1, copies=0, ticks=[]
        )


def received(name: str = FOOD_LICENCE, **inputs: Any) -> Case:
    """A case received at the window."""
    case = draft(name)
    do(case, Action.RECEIVE, CLERK, **inputs)
    return case


def accepted(name: str = FOOD_LICENCE, **inputs: Any) -> Case:
    """A case received at the window and accepted by the department."""
    case = received(name, **inputs)
    check_all(case)
    do(case, Action.ACCEPT, HANDLER)
    return case


def review(case: Case, handler: str = HANDLER, second: str = SECOND_HANDLER, *, passed: bool = True) -> None:
    """Every review step of the item, with all points ticked and two officers on site."""
    do(case, Action.START_REVIEW, handler)
    record_steps(case, handler, second, passed=passed)


def record_steps(
    case: Case, handler: str = HANDLER, second: str = SECOND_HANDLER, *, passed: bool = True
) -> None:
    """The steps of a case that is under review already."""
    definition: ItemDefinition = case.version.definition
    for step in definition.steps:
        if step.kind in (StepKind.SIGN, StepKind.CERTIFICATE):
            continue
        for action, inputs in acts_of_step(step, handler, second, passed=passed):
            do(case, action, handler, **inputs)


def acts_of_step(
    step: Step, handler: str = HANDLER, second: str = SECOND_HANDLER, *, passed: bool = True
) -> list[tuple[Action, dict[str, Any]]]:
    """The acts that put one step on record: a visit is appointed first."""
    words = "材料属实，符合要求。" if passed else "现场与申请不符。"
    ticks = [point.key for point in step.review_points]
    if step.kind is not StepKind.SITE_VISIT:
        return [(Action.RECORD_STEP, {"step": step.key, "passed": passed, "opinion": words, "ticks": ticks})]
    officers = [worker(handler).staff_id, worker(second).staff_id]
    at = (clock.now() + timedelta(days=30)).isoformat()
    return [
        (Action.APPOINT_VISIT, {"at": at, "place": "长安街道振兴街 5 号", "officers": officers}),
        (
            Action.RECORD_VISIT,
            {
                "passed": passed,
                "findings": words,
                "ticks": ticks,
                "signatures": [{"officer": pk, "signature": "f" * 64} for pk in officers],
                "present": "李敏",
                "present_signature": "0" * 64,
            },
        ),
    ]


def decided(name: str = FOOD_LICENCE, **inputs: Any) -> Case:
    """A case granted by the signer."""
    case = accepted(name, **inputs)
    review(case)
    do(case, Action.DRAFT_DECISION, HANDLER, outcome="grant")
    do(case, Action.SIGN_DECISION, SIGNER)
    return case


def delivered(name: str = FOOD_LICENCE) -> Case:
    """A case from receipt to the hand of the applicant."""
    case = decided(name)
    do(case, Action.MAKE_CERTIFICATE, HANDLER, proof_read=True, licence_number="JY12202810000011")
    do(case, Action.OFFER_HANDOVER, HANDLER, signature="a" * 64)
    do(case, Action.TAKE_OVER, ISSUER, signature="b" * 64)
    do(case, Action.COLLECT, ISSUER, receiver="李敏", identity_checked=True, signature="c" * 64)
    return case


def delivered_whole() -> Case:
    """A delivered case with a file on one of its materials, all its documents made."""
    case = draft()
    material = case.materials.exclude(supply="shared").order_by("pk").first()
    assert material is not None
    stored = files.store(io.BytesIO(SMALL_PDF))
    material_files.add_file(case.pk, material.key, stored, "申请书.pdf")
    do(case, Action.RECEIVE, CLERK)
    check_all(case)
    do(case, Action.ACCEPT, HANDLER)
    review(case)
    do(case, Action.DRAFT_DECISION, HANDLER, outcome="grant")
    do(case, Action.SIGN_DECISION, SIGNER)
    do(case, Action.MAKE_CERTIFICATE, HANDLER, proof_read=True)
    do(case, Action.OFFER_HANDOVER, HANDLER, signature="a" * 64)
    do(case, Action.TAKE_OVER, ISSUER, signature="b" * 64)
    do(case, Action.COLLECT, ISSUER, receiver="李敏", identity_checked=True, signature="c" * 64)
    production.produce(Document.objects.filter(case_id=case.pk).values_list("pk", flat=True))
    return case


def archived() -> Case:
    """A delivered case that lies in the archive."""
    case = delivered_whole()
    do(case, Action.ARCHIVE, ARCHIVIST)
    return case


def meeting(handler: str = HANDLER, **changes: Any) -> dict[str, Any]:
    """The record of a meeting of three, at which the handler reports."""
    members = [
        {"name": worker(handler).name, "organ": "承办部门", "opinion": "汇报情况，建议同意。"},
        {"name": "朱俊杰", "organ": "承办部门", "opinion": "同意。"},
        {"name": "秦思雨", "organ": "承办部门", "opinion": "同意。"},
    ]
    given = {
        "held_at": (clock.now() - timedelta(hours=1)).isoformat(),
        "place": "三楼会议室",
        "chair": "秦思雨",
        "members": members,
        "conclusion": "一致同意，按程序办理。",
        "outcome": "agree",
        "all_signed": True,
    }
    return {**given, **changes}
