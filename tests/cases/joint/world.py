"""Joint cases of the demo city: opening a restaurant, with or without a business licence."""

from __future__ import annotations

import io
import uuid
from typing import Any

from onevisit.cases.joint import drafts, filing, merged, notice
from onevisit.cases.joint.members import members_of
from onevisit.cases.joint.queries import items_of
from onevisit.cases.models import Case, CaseMaterial, JointCase, JointMember
from onevisit.cases.performers import Performer
from onevisit.catalog.models import PackageVersion
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action
from onevisit.organization.models import Hall
from onevisit.records import files
from tests.cases import world
from tests.web.apply.world import pdf, service_facts

RESTAURANT = "canyin-dian"
WITH_LICENCE = {
    "has_licence": "yes",
    "place_right": "rent",
    "kind": "catering",
    "sign": "board",
    "big": "yes",
}
WITHOUT_LICENCE = {**WITH_LICENCE, "has_licence": "no"}
HANDLERS = {
    "licence": "market-handler",
    "food": "market-handler",
    "sign": "urban-handler",
    "fire": "fire-handler",
}
SECOND_HANDLERS = {key: f"{name}2" for key, name in HANDLERS.items()}
SIGNERS = {"licence": "market-signer", "food": "market-signer", "sign": "urban-signer", "fire": "fire-signer"}


def key() -> str:
    """An idempotency key as a page makes it."""
    return uuid.uuid4().hex


def package(code: str = RESTAURANT) -> PackageVersion:
    """The package in effect."""
    found = PackageVersion.objects.select_related("package__lead").filter(
        package__code=code, state="published", valid_to__isnull=True
    )
    return found.get()


def begun(scenario: dict[str, str] | None = None, code: str = RESTAURANT, **options: Any) -> JointCase:
    """A web draft in this situation, nothing filled in."""
    applicant = world.person()
    return drafts.begin(
        package(code),
        Hall.objects.get(kind="hall"),
        Channel.WEB,
        applicant=applicant,
        account_id=applicant.account_id,
        scenario=WITH_LICENCE if scenario is None else scenario,
        **options,
    )


def begun_at_window(scenario: dict[str, str] | None = None, code: str = RESTAURANT) -> JointCase:
    """A draft begun by the clerk of window 3 for the person in front of her."""
    clerk = world.worker(world.CLERK)
    return drafts.begin(
        package(code),
        Hall.objects.get(kind="hall"),
        Channel.WINDOW,
        applicant=world.person(),
        worker=clerk,
        scenario=WITH_LICENCE if scenario is None else scenario,
    )


def filled(scenario: dict[str, str] | None = None, code: str = RESTAURANT) -> JointCase:
    """A web draft ready to be filed: the one form, a file for each line of the one list, delivery."""
    joint = begun(scenario, code)
    form = merged.merged_form(joint.version.definition, items_of(joint), merged.later_places(joint))
    drafts.save_answers(joint, form, {one.key: world.example(one) for one in form.questions()})
    stored = files.store(io.BytesIO(pdf()))
    for row in CaseMaterial.objects.filter(case__joint=joint, supply="missing"):
        world_add(row, stored)
    drafts.choose_service(joint.pk, "window", service_facts())
    return JointCase.objects.get(pk=joint.pk)


def world_add(row: CaseMaterial, stored: Any) -> None:
    """A file for one material of one member."""
    from onevisit.cases.actions import material_files

    material_files.add_file(row.case_id, row.key, stored, "材料.pdf")


def owner(joint: JointCase) -> Performer:
    """The applicant, acting through the account."""
    assert joint.account_id is not None
    return Performer(account_id=joint.account_id)


def filed(scenario: dict[str, str] | None = None, code: str = RESTAURANT) -> JointCase:
    """A joint case filed on the web."""
    joint = filled(scenario, code)
    filing.file(joint.pk, owner(joint), key())
    joint.refresh_from_db()
    return joint


def member(joint: JointCase, name: str) -> JointMember:
    """One member, fresh."""
    return next(one for one in members_of(joint) if one.key == name)


def case(joint: JointCase, name: str) -> Case:
    """The case of one member, fresh."""
    return Case.objects.get(pk=member(joint, name).case_id)


def register(joint: JointCase, *names: str) -> None:
    """The window registers the members that were filed on the web."""
    for name in names:
        world.do(case(joint, name), Action.REGISTER, world.CLERK)


def accept(joint: JointCase, name: str) -> Case:
    """The organ checks the materials and accepts."""
    found = case(joint, name)
    world.check_all(found)
    world.do(found, Action.ACCEPT, HANDLERS[name])
    return found


def decide(joint: JointCase, name: str, *, grant: bool = True) -> Case:
    """Review, draft and signature of one member."""
    found = case(joint, name)
    world.do(found, Action.START_REVIEW, HANDLERS[name])
    world.record_steps(found, HANDLERS[name], SECOND_HANDLERS[name])
    why = (
        {}
        if grant
        else {"reasons": ["现场不符合要求。"], "legal_basis": ["《中华人民共和国行政许可法》第三十八条"]}
    )
    world.do(found, Action.DRAFT_DECISION, HANDLERS[name], outcome="grant" if grant else "refuse", **why)
    world.do(found, Action.SIGN_DECISION, SIGNERS[name])
    return found


def make_ready(joint: JointCase, name: str) -> Case:
    """Certificate, where there is one, handover, and the result at the window."""
    from tests.web.apply.world import make_documents

    found = case(joint, name)
    make_documents(found)
    if found.outcome == "grant" and found.version.definition.result.kind.value == "1":
        world.do(found, Action.MAKE_CERTIFICATE, HANDLERS[name], proof_read=True)
        make_documents(found)
    world.do(found, Action.OFFER_HANDOVER, HANDLERS[name], signature="a" * 64)
    world.do(found, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    return found


def collect(joint: JointCase, name: str) -> Case:
    """The applicant collects the result of one member."""
    found = case(joint, name)
    assert found.applicant is not None
    world.do(
        found,
        Action.COLLECT,
        world.ISSUER,
        receiver=found.applicant.name,
        identity_checked=True,
        signature="c" * 64,
    )
    return found


def report(joint: JointCase, name: str, *subjects: str) -> None:
    """The organ of one member puts in its points."""
    points = [{"subject": one, "demand": "请补充完整。"} for one in subjects]
    world.do(case(joint, name), Action.REPORT_POINTS, HANDLERS[name], points=points)


def issue(joint: JointCase, by: str = "market-handler", **options: Any) -> dict[str, Any]:
    """The lead department issues the merged notice."""
    return notice.issue(joint.pk, world.staff(by), key(), **options)
