"""Taking in package files and publishing packages; the only writer of packages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from onevisit.catalog import queries
from onevisit.catalog.models.packages import Package, PackageVersion
from onevisit.catalog.package_checks import PackageMembers, package_faults
from onevisit.catalog.package_definition import PackageDefinition, read_package
from onevisit.catalog.reading import DefinitionError, Fault
from onevisit.law.canonical import canonical_text
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Department
from onevisit.records import clock


@enforces("JH-18", "JH-9")
def import_packages(files: Mapping[str, bytes]) -> list[PackageVersion]:
    """Takes in package files: each new or changed package gets a draft version, which is returned.

    All or nothing. Raises DefinitionError with every fault of every file.
    """
    definitions: dict[str, PackageDefinition] = {}
    faults: list[Fault] = []
    for file, data in files.items():
        try:
            definitions[file] = read_package(data, file)
        except DefinitionError as error:
            faults.extend(error.faults)
    departments = {department.code: department for department in Department.objects.all()}
    first_file: dict[str, str] = {}
    for file, definition in definitions.items():
        if definition.lead not in departments:
            faults.append(Fault(file, "牵头部门编码（lead）", f"没有编码为“{definition.lead}”的部门"))
        earlier = first_file.setdefault(definition.code, file)
        if earlier != file:
            faults.append(Fault(file, "一件事代码（code）", f"与文件 {earlier} 的代码相同"))
    if faults:
        raise DefinitionError(faults)
    with transaction.atomic():
        drafted = [_draft(one, departments[one.lead]) for one in definitions.values()]
    return [version for version in drafted if version is not None]


def _draft(definition: PackageDefinition, lead: Department) -> PackageVersion | None:
    package, _ = Package.objects.get_or_create(code=definition.code, defaults={"lead": lead})
    Package.objects.select_for_update().get(pk=package.pk)
    content = definition.model_dump(mode="json")
    digest = hashlib.sha256(canonical_text(content).encode()).hexdigest()
    newest = package.versions.order_by("-number").first()
    if newest is not None and newest.digest == digest:
        return None
    if newest is not None and newest.state == PackageVersion.State.DRAFT:
        newest.delete()
    highest = package.versions.aggregate(highest=Max("number"))["highest"] or 0
    return PackageVersion.objects.create(
        package=package,
        number=highest + 1,
        content=content,
        digest=digest,
        created_at=clock.now(),
        name=definition.name,
        summary=definition.summary,
        member_codes=[member.item for member in definition.members],
    )


def members_of(definition: PackageDefinition, on: datetime) -> PackageMembers:
    """The package with the item definitions of its members in effect at ``on``. Two statements."""
    codes = [member.item for member in definition.members]
    versions = queries.in_effect(on).filter(item__code__in=codes).defer(None).select_related("item")
    items = {version.item.code: version.definition for version in versions}
    return PackageMembers(
        definition,
        {member.key: items[member.item] for member in definition.members if member.item in items},
        lead_known=Department.objects.filter(code=definition.lead).exists(),
    )


@enforces("JH-18", "RULE-19", "JH-9")
def publish_package(version: PackageVersion) -> PackageVersion:
    """Puts a draft into effect now; the version before ends. Raises Refusal naming every fault."""
    with transaction.atomic():
        package = Package.objects.select_for_update().get(pk=version.package_id)
        version = PackageVersion.objects.get(pk=version.pk)
        if version.state != PackageVersion.State.DRAFT:
            raise Refusal(
                "not_a_draft",
                Sentence("%(version)s不是草稿，不能再次发布。", version=str(version)),
                clauses=("JH-9", "AS-3.1b"),
            )
        now = clock.now()
        definition = version.definition
        faults = package_faults(members_of(definition, now))
        if faults:
            raise Refusal(
                "not_publishable",
                Sentence(
                    "“%(item)s”还不能发布：%(faults)s。",
                    item=version.name,
                    faults="；".join(str(fault) for fault in faults),
                ),
                clauses=(faults[0].clause,),
                next_step=Sentence("请改好一件事文件后重新导入。"),
            )
        package.versions.filter(state=PackageVersion.State.PUBLISHED, valid_to__isnull=True).update(
            valid_to=now
        )
        package.lead = Department.objects.get(code=definition.lead)
        package.save(update_fields=["lead"])
        version.state = PackageVersion.State.PUBLISHED
        version.valid_from = now
        version.save(update_fields=["state", "valid_from"])
    return version
