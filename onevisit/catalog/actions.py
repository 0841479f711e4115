"""Writing versions of items: drafting, publishing, retiring; the only writer of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.differences import differences
from onevisit.catalog.models import Item, ItemVersion
from onevisit.catalog.publish_check import faults_against_publishing
from onevisit.catalog.resting import cited_keys
from onevisit.catalog.search_terms import indexed_terms, normalised, pinyin_initials, pinyin_sort_key
from onevisit.law.canonical import canonical_text
from onevisit.law.clauses import enforces
from onevisit.law.items import ResultKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.organization.models import Department, Staff
from onevisit.records import clock


def draft_version(definition: ItemDefinition, department: Department) -> ItemVersion | None:
    """A draft with this content; None when the newest version already holds it. Call within a transaction."""
    known, _ = Item.objects.get_or_create(code=definition.code, defaults={"department": department})
    item = Item.objects.select_for_update(of=("self",)).select_related("department").get(pk=known.pk)
    content = definition.model_dump(mode="json")
    digest = digest_of(content)
    newest = item.versions.order_by("-number").first()
    if newest is not None and newest.digest == digest:
        return None
    if newest is not None and newest.state == ItemVersion.State.DRAFT:
        newest.delete()
    version = unsaved_version(definition, item)
    version.save(force_insert=True)
    return version


def unsaved_version(definition: ItemDefinition, item: Item) -> ItemVersion:
    """The version that this definition would make, for a preview; nothing is written."""
    content = definition.model_dump(mode="json")
    return ItemVersion(
        item=item,
        number=(item.versions.aggregate(highest=Max("number"))["highest"] or 0) + 1,
        content=content,
        digest=digest_of(content),
        created_at=clock.now(),
        **_columns(definition, item.department),
    )


def digest_of(content: Mapping[str, object]) -> str:
    """What tells one content of an item from another."""
    return hashlib.sha256(canonical_text(content).encode()).hexdigest()


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
        "shareable_names": shareable_names(definition),
        "cited": cited_keys(definition),
        "pinyin_initials": " ".join(
            pinyin_initials(text) for text in (definition.name, *definition.search_words)
        ),
        "sort_key": pinyin_sort_key(definition.name)[:400],
    }


def shareable_names(definition: ItemDefinition) -> list[str]:
    """What another item need not demand, because this one gets it by sharing or issues it (JH-31)."""
    names = [material.name for material in definition.materials if material.shared]
    if definition.result.kind is ResultKind.LICENCE and definition.result.name:
        names.append(definition.result.name)
    return sorted(set(names))


@enforces("JH-9", "JH-29")
def publish(
    version: ItemVersion,
    *,
    valid_from: datetime | None = None,
    published_by: Staff | None = None,
    why: str = "",
) -> ItemVersion:
    """Put a draft into effect from ``valid_from`` (aware; None: from now); the version before ends then.

    ``why`` stands before the differences in the public note. Runs the publication checks. Raises Refusal
    naming every fault, or when the version is not a draft, or when ``valid_from`` lies in the past or inside
    a later version's time.
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
        faults = faults_against_publishing(version.definition)
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
            told = "；".join(str(change) for change in changes)
        else:
            told = "首次发布"
        version.change_note = f"{why}。{told}" if why else told
        version.state = ItemVersion.State.PUBLISHED
        version.valid_from = starts
        version.published_at = now
        version.published_by = published_by
        version.save(update_fields=["state", "valid_from", "published_at", "published_by", "change_note"])
    return version


@enforces("JH-9")
def retire(
    version: ItemVersion,
    *,
    reason: str,
    valid_to: datetime | None = None,
    state: ItemVersion.State = ItemVersion.State.RETIRED,
) -> ItemVersion:
    """End the offer of an item at ``valid_to`` (aware, not in the past; None: now); running cases go on.

    ``state`` says whether for good or until it is resumed. Raises Refusal when the version is not in effect
    or the reason is empty.
    """
    now = clock.now()
    words = state.label.removeprefix("已")
    if not reason.strip():
        raise Refusal(
            "no_reason",
            Sentence("%(act)s事项要写明原因，并向社会公告。", act=Term(words)),
            clauses=("JH-29", "AS-3.1b"),
        )
    ends = valid_to or now
    if ends < now:
        raise Refusal(
            "in_the_past",
            Sentence("%(act)s时间不能早于现在。", act=Term(words)),
            clauses=("JH-9", "AS-3.1b"),
        )
    with transaction.atomic():
        version = ItemVersion.objects.select_for_update().get(pk=version.pk)
        if version.state != ItemVersion.State.PUBLISHED or (version.valid_to and version.valid_to <= ends):
            raise Refusal(
                "not_in_effect",
                Sentence("%(version)s没有在用，不能%(act)s。", version=str(version), act=Term(words)),
                clauses=("JH-9", "AS-3.1b"),
            )
        version.state = state
        version.valid_to = ends
        version.end_note = f"{words}：{reason.strip()}"
        version.save(update_fields=["state", "valid_to", "end_note"])
    return version


@enforces("JH-9")
def resume(
    suspended: ItemVersion, *, reason: str, by: Staff, valid_from: datetime | None = None
) -> ItemVersion:
    """Offer a suspended item again from ``valid_from`` (None: now), as a version of its own with its content.

    Raises Refusal when the version is not suspended, or not yet at ``valid_from``.
    """
    now, ends = clock.now(), suspended.valid_to
    starts = valid_from or now
    if suspended.state != ItemVersion.State.SUSPENDED or ends is None or starts < max(ends, now):
        raise Refusal(
            "not_suspended",
            Sentence("%(version)s那时没有暂停，不能恢复。", version=str(suspended)),
            clauses=("JH-9", "AS-3.1b"),
        )
    again = ItemVersion.objects.get(pk=suspended.pk)
    again.pk, again._state.adding = None, True
    highest = suspended.item.versions.aggregate(highest=Max("number"))["highest"] or 0
    again.number = highest + 1
    again.state = ItemVersion.State.PUBLISHED
    again.valid_from, again.valid_to = starts, None
    again.created_at = again.published_at = now
    again.published_by = by
    again.end_note = ""
    again.change_note = f"恢复办理：{reason}"
    again.save(force_insert=True)
    return again


@enforces("JH-9")
def retire_suspended(suspended: ItemVersion, *, reason: str) -> ItemVersion:
    """A suspended item is not resumed: its offer ended when it was suspended."""
    suspended.state = ItemVersion.State.RETIRED
    suspended.end_note = f"停用：{reason}"
    suspended.save(update_fields=["state", "end_note"])
    return suspended
