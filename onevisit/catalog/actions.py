"""Writing the catalogue: importing item files, publishing and retiring versions; the only writers here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.differences import differences
from onevisit.catalog.models import Item, ItemVersion
from onevisit.catalog.publication import publication_faults
from onevisit.catalog.reading import DefinitionError, Fault, read_definition
from onevisit.catalog.search_terms import indexed_terms, normalised, pinyin_initials, pinyin_sort_key
from onevisit.law.canonical import canonical_text
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Department, Hall, Staff
from onevisit.records import clock


@dataclass(frozen=True)
class Imported:
    """What an import did: versions newly drafted, and the codes whose file held nothing new."""

    drafted: tuple[ItemVersion, ...]
    unchanged: tuple[str, ...]


@enforces("JH-9")
def import_files(files: Mapping[str, bytes]) -> Imported:
    """Take in item files, named by file name: each new or changed item gets a draft version.

    All or nothing. Raises DefinitionError with every fault of every file. A draft that was never published is
    replaced; published versions stay as they are.
    """
    definitions: dict[str, ItemDefinition] = {}
    faults: list[Fault] = []
    for file, data in files.items():
        try:
            definitions[file] = read_definition(data, file)
        except DefinitionError as error:
            faults.extend(error.faults)
    departments = {department.code: department for department in Department.objects.all()}
    halls = set(Hall.objects.values_list("code", flat=True))
    first_file: dict[str, str] = {}
    for file, definition in definitions.items():
        faults.extend(_outside_faults(file, definition, departments, halls))
        earlier = first_file.setdefault(definition.code, file)
        if earlier != file:
            faults.append(Fault(file, "实施编码（code）", f"与文件 {earlier} 的实施编码相同"))
    if faults:
        raise DefinitionError(faults)
    drafted: list[ItemVersion] = []
    unchanged: list[str] = []
    with transaction.atomic():
        for definition in definitions.values():
            version = _draft(definition, departments[definition.department])
            if version is None:
                unchanged.append(definition.code)
            else:
                drafted.append(version)
    return Imported(tuple(drafted), tuple(unchanged))


def _outside_faults(
    file: str, definition: ItemDefinition, departments: Mapping[str, Department], halls: set[str]
) -> list[Fault]:
    faults = []
    department = departments.get(definition.department)
    if department is None:
        faults.append(
            Fault(
                file, "实施主体编码（department）", f"没有编码为“{definition.department}”的部门，请先登记部门"
            )
        )
    elif not definition.code.startswith(department.credit_code):
        faults.append(
            Fault(
                file,
                "实施编码（code）",
                f"前 18 位应当是{department.name}的统一社会信用代码 {department.credit_code}",
            )
        )
    faults.extend(
        Fault(
            file, f"办理地点（places） › 第 {number} 项 › 大厅代码（hall）", f"没有代码为“{place.hall}”的大厅"
        )
        for number, place in enumerate(definition.places, start=1)
        if place.hall not in halls
    )
    return faults


def _draft(definition: ItemDefinition, department: Department) -> ItemVersion | None:
    item, _ = Item.objects.get_or_create(code=definition.code, defaults={"department": department})
    Item.objects.select_for_update().get(pk=item.pk)
    content = definition.model_dump(mode="json")
    digest = hashlib.sha256(canonical_text(content).encode()).hexdigest()
    newest = item.versions.order_by("-number").first()
    if newest is not None and newest.digest == digest:
        return None
    if newest is not None and newest.state == ItemVersion.State.DRAFT:
        newest.delete()
    highest = item.versions.aggregate(highest=Max("number"))["highest"] or 0
    version = ItemVersion(
        item=item,
        number=highest + 1,
        content=content,
        digest=digest,
        created_at=clock.now(),
        **_columns(definition, department),
    )
    version.save(force_insert=True)
    return version


def _columns(definition: ItemDefinition, department: Department) -> dict[str, object]:
    """The columns drawn from a definition for search and browsing."""
    words = [normalised(word) for word in (definition.name, *definition.search_words)]
    texts = (
        definition.name,
        *definition.search_words,
        definition.result.name,
        department.short_name,
        *definition.themes.person,
        *definition.themes.organization,
    )
    return {
        "name": definition.name,
        "type": definition.type.value,
        "route": definition.route.value,
        "summary": definition.summary,
        "for_people": any(served.is_person for served in definition.service_objects),
        "for_organizations": any(not served.is_person for served in definition.service_objects),
        "person_themes": list(definition.themes.person),
        "organization_themes": list(definition.themes.organization),
        "search_words": words,
        "search_bigrams": indexed_terms(texts),
        "pinyin_initials": " ".join(
            pinyin_initials(text) for text in (definition.name, *definition.search_words)
        ),
        "sort_key": pinyin_sort_key(definition.name)[:400],
    }


@enforces("JH-9", "JH-29")
def publish(
    version: ItemVersion, *, valid_from: datetime | None = None, published_by: Staff | None = None
) -> ItemVersion:
    """Put a draft into effect from ``valid_from`` (aware; None: from now); the version before ends then.

    Runs the publication checks. Raises Refusal naming every fault, or when the version is not a draft, or
    when ``valid_from`` lies in the past or inside a later version's time.
    """
    with transaction.atomic():
        Item.objects.select_for_update().get(pk=version.item_id)
        now = clock.now()
        starts = valid_from or now
        version = ItemVersion.objects.select_related("item__department").get(pk=version.pk)
        if version.state != ItemVersion.State.DRAFT:
            raise Refusal(
                "not_a_draft",
                Sentence("%(version)s不是草稿，不能再次发布。", version=str(version)),
                clauses=("JH-9", "AS-3.1b"),
            )
        faults = publication_faults(version.definition)
        if faults:
            raise Refusal(
                "not_publishable",
                Sentence(
                    "“%(item)s”还不能发布：%(faults)s。",
                    item=version.name,
                    faults="；".join(str(fault) for fault in faults),
                ),
                clauses=(faults[0].clause,),
                next_step=Sentence("请改好事项文件后重新导入。"),
            )
        if starts < now:
            raise Refusal(
                "in_the_past",
                Sentence("生效时间不能早于现在，已收的办件不能换版本。"),
                clauses=("JH-9", "AS-3.1b"),
            )
        published = version.item.versions.exclude(state=ItemVersion.State.DRAFT)
        if published.filter(valid_from__gte=starts).exists():
            raise Refusal(
                "later_version", Sentence("已有更晚生效的版本，请先停用它。"), clauses=("JH-9", "AS-3.1b")
            )
        before = published.order_by("-valid_from").first()
        if before is not None:
            if before.valid_to is None or before.valid_to > starts:
                before.valid_to = starts
                before.save(update_fields=["valid_to"])
            changes = differences(before.definition, version.definition)
            version.change_note = "；".join(str(change) for change in changes)
        else:
            version.change_note = "首次发布"
        version.state = ItemVersion.State.PUBLISHED
        version.valid_from = starts
        version.published_at = now
        version.published_by = published_by
        version.save(update_fields=["state", "valid_from", "published_at", "published_by", "change_note"])
    return version


@enforces("JH-9")
def retire(version: ItemVersion, *, valid_to: datetime, reason: str) -> ItemVersion:
    """End the offer of an item at ``valid_to`` (aware, not before now); running cases go on.

    Raises Refusal when the version is not in effect or the reason is empty.
    """
    now = clock.now()
    if not reason.strip():
        raise Refusal(
            "no_reason", Sentence("停用事项要写明原因，并向社会公告。"), clauses=("JH-29", "AS-3.1b")
        )
    if valid_to < now:
        raise Refusal("in_the_past", Sentence("停用时间不能早于现在。"), clauses=("JH-9", "AS-3.1b"))
    with transaction.atomic():
        version = ItemVersion.objects.select_for_update().get(pk=version.pk)
        if version.state != ItemVersion.State.PUBLISHED or (
            version.valid_to and version.valid_to <= valid_to
        ):
            raise Refusal(
                "not_in_effect",
                Sentence("%(version)s没有在用，不能停用。", version=str(version)),
                clauses=("JH-9", "AS-3.1b"),
            )
        version.state = ItemVersion.State.RETIRED
        version.valid_to = valid_to
        version.change_note = f"停用：{reason.strip()}"
        version.save(update_fields=["state", "valid_to", "change_note"])
    return version
