"""The draft of a joint case: its members' drafts are begun, filled and dropped together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from onevisit.cases.actions import drafts, material_files, service_choice
from onevisit.cases.joint import merged
from onevisit.cases.joint.members import members_of
from onevisit.cases.models import Case, CaseMaterial, JointCase, JointMember, MaterialFile
from onevisit.catalog import queries as catalog
from onevisit.catalog.models import ItemVersion, PackageVersion
from onevisit.catalog.package_actions import members_of as package_members
from onevisit.catalog.package_checks import package_faults
from onevisit.catalog.package_definition import PackageDefinition
from onevisit.law.clauses import enforces
from onevisit.law.items import Channel
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Hall
from onevisit.organization.workers import Worker
from onevisit.people.models import Applicant
from onevisit.people.service import ServiceFacts
from onevisit.records import clock
from onevisit.records.files import StoredFile


def begin(
    version: PackageVersion,
    hall: Hall,
    channel: Channel,
    *,
    applicant: Applicant,
    agent: Applicant | None = None,
    account_id: int | None = None,
    worker: Worker | None = None,
    scenario: Mapping[str, Any],
) -> JointCase:
    """A new joint draft with a draft for each item that this situation calls for.

    Raises Refusal when the package no longer fits its items, or when one of them is not for this applicant.
    """
    moment = clock.now()
    definition = version.definition
    _require_whole(definition)
    with transaction.atomic():
        joint = JointCase.objects.create(
            version=version,
            item_code=definition.code,
            department_id=version.package.lead_id,
            hall=hall,
            window_id=None if worker is None else worker.window_id,
            channel=channel.value,
            applicant=applicant,
            agent=agent,
            account_id=account_id,
            scenario=dict(scenario),
            created_at=moment,
        )
        _arrange_members(joint)
    return joint


def _require_whole(definition: PackageDefinition) -> None:
    """The items may have changed since the package was published; then nobody is led into a broken form."""
    if package_faults(package_members(definition, clock.now())):
        raise Refusal(
            "package_outdated",
            Sentence("这件事里的事项刚有更新，正在调整，暂时不能合并申请。"),
            clauses=("JH-9", "AS-3.1b"),
            next_step=Sentence("急用的，可以先分别申请各个事项。"),
        )


def _arrange_members(joint: JointCase) -> None:
    """Gives the draft exactly the members its situation calls for, each in its situation.

    What was filled in for a member that is left out goes with it; the page says so beforehand.
    """
    definition = joint.version.definition
    wanted = merged.applied_for(definition, joint.scenario)
    versions = _versions(definition, wanted)
    for item in versions.values():
        require_for_applicant(joint.applicant, item)
    have = {member.key: member for member in members_of(joint)}
    for key in set(have) - set(wanted):
        have[key].case.delete()
    for position, key in enumerate(wanted):
        scenario = merged.member_scenario(definition, key, joint.scenario)
        after = [one.member for one in definition.member(key).after if one.member in wanted]
        member = have.get(key)
        if member is None:
            case = drafts.begin(
                versions[key],
                joint.hall,
                Channel(joint.channel),
                applicant=joint.applicant,
                agent=joint.agent,
                account_id=joint.account_id,
                scenario=scenario,
            )
            Case.objects.filter(pk=case.pk).update(joint=joint, window_id=joint.window_id)
            JointMember.objects.create(joint=joint, key=key, position=position, case=case, after=after)
            continue
        drafts.save_answers(member.case_id, {}, scenario=scenario)
        if (member.position, member.after) != (position, after):
            member.position, member.after = position, after
            member.save(update_fields=["position", "after"])


def _versions(definition: PackageDefinition, keys: list[str]) -> dict[str, ItemVersion]:
    codes = {key: definition.member(key).item for key in keys}
    found = catalog.in_effect(clock.now()).filter(item__code__in=codes.values()).defer(None)
    by_code = {version.item.code: version for version in found}
    return {key: by_code[code] for key, code in codes.items()}


def require_for_applicant(applicant: Applicant | None, version: ItemVersion) -> None:
    """Raises Refusal when the item is not for such an applicant."""
    assert applicant is not None
    served = version.definition.service_objects
    if any(one.is_person == applicant.is_person for one in served):
        return
    raise Refusal(
        "not_for_applicant",
        Sentence("“%(item)s”不能由这位申请人申请。", item=version.name),
        clauses=("XK-29",),
        next_step=Sentence("请换一种情形，或者换一位申请人。"),
    )


@enforces("JH-18", "HOUSE-35")
def save_answers(joint: JointCase, form: merged.MergedForm, typed: Mapping[str, Any]) -> None:
    """Saves merged answers, right or wrong, into every member's draft that asks the question."""
    told = merged.answers_for_members(form, typed)
    with transaction.atomic():
        locked_draft(joint.pk)
        for member in members_of(joint):
            if member.key in told:
                drafts.save_answers(member.case_id, told[member.key])


@enforces("JH-18")
def change_scenario(joint_id: int, scenario: Mapping[str, Any]) -> JointCase:
    """Another situation: members come and go, what was filled in for those that stay is kept."""
    with transaction.atomic():
        joint = locked_draft(joint_id)
        joint.scenario = dict(scenario)
        joint.save(update_fields=["scenario"])
        _arrange_members(joint)
    return joint


@enforces("JH-18", "JH-25b")
def choose_service(joint_id: int, way: str, facts: ServiceFacts) -> None:
    """One way of delivery and one confirmed address for all members. Raises ValidationError as ``choose``."""
    with transaction.atomic():
        joint = locked_draft(joint_id)
        for member in members_of(joint):
            service_choice.choose(member.case_id, way, facts)


@enforces("JH-18", "AS-3.1e")
def add_files(
    line: merged.MergedMaterial, stored: list[tuple[StoredFile, str]], *, by_applicant: bool = True
) -> None:
    """Puts files into the material of every member that asks for it: handed in once."""
    with transaction.atomic():
        for _, case, row, described in line.rows:
            if row.supply != CaseMaterial.Supply.SHARED and not drafts.is_made_from_form(case, described):
                material_files.add_files(case.pk, row.key, stored, by_applicant=by_applicant)


def remove_file(line: merged.MergedMaterial, sha256: str, *, by_applicant: bool = True) -> None:
    """Takes a file out of every member's material again."""
    with transaction.atomic():
        for _, case, row, _ in line.rows:
            held = MaterialFile.objects.filter(material=row, sha256=sha256, removed_at__isnull=True)
            for file_id in held.values_list("pk", flat=True):
                material_files.remove_file(case.pk, file_id, by_applicant=by_applicant)


@enforces("GX-47")
def discard(joint_id: int) -> None:
    """Deletes a joint draft with everything in it."""
    with transaction.atomic():
        joint = locked_draft(joint_id)
        Case.objects.filter(joint=joint).delete()
        joint.delete()


def open_drafts(account_id: int, package_id: int) -> QuerySet[JointCase]:
    """The web drafts of this account for this package, the newest first."""
    return JointCase.objects.filter(
        account_id=account_id,
        version__package_id=package_id,
        received_at__isnull=True,
        channel=Channel.WEB.value,
    ).order_by("-pk")


def locked_draft(joint_id: int) -> JointCase:
    joint = (
        JointCase.objects.select_for_update(of=("self",))
        .select_related("version__package", "hall__region", "department", "applicant", "agent")
        .get(pk=joint_id)
    )
    if joint.received_at is not None:
        raise Refusal(
            "not_a_draft",
            Sentence("这份申请已经提交，不能再修改。"),
            clauses=("DZ-11p2",),
            next_step=Sentence("需要补充的，请等待一次性补正告知，或者撤回后重新申请。"),
        )
    return joint
