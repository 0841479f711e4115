"""Drafts: begun by an applicant on the web or by a clerk at the window; no ledger, no clock, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from onevisit.cases.models import Case, CaseMaterial, MaterialFile
from onevisit.catalog import evaluate
from onevisit.catalog.models import Item, ItemVersion
from onevisit.law.items import Channel, Necessity
from onevisit.law.lifecycle import State
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Hall
from onevisit.organization.workers import Worker
from onevisit.people.models import Applicant
from onevisit.records import clock
from onevisit.records.files import StoredFile


def begin(
    version: ItemVersion,
    hall: Hall,
    channel: Channel,
    *,
    applicant: Applicant | None = None,
    account_id: int | None = None,
    worker: Worker | None = None,
) -> Case:
    """A new draft on the given item version (pinned from here on, JH-9), with its material rows."""
    item: Item = version.item
    definition = version.definition
    moment = clock.now()
    with transaction.atomic():
        case = Case.objects.create(
            item=item,
            version=version,
            item_code=item.code,
            department_id=item.department_id,
            hall=hall,
            window_id=None if worker is None else worker.window_id,
            route=definition.route.value,
            channel=channel.value,
            state=State.DRAFT.value,
            applicant=applicant,
            account_id=account_id,
            created_at=moment,
            saved_at=moment,
        )
        arrange_materials(case)
    return case


def save_answers(
    case_id: int,
    changes: Mapping[str, Any],
    *,
    scenario: Mapping[str, Any] | None = None,
    revision: int | None = None,
) -> Case:
    """Saves answers as typed, complete or not; fields not named keep what they hold.

    ``revision`` is what the page was made from: when the draft has moved on elsewhere since, a Refusal
    ``stale_draft`` says so and nothing is overwritten.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("version").get(pk=case_id)
        require_draft(case)
        if revision is not None and revision != case.revision:
            raise Refusal(
                "stale_draft",
                "这份草稿刚刚在别处保存过，这里的内容没有覆盖它。",
                next_step="您在本页填写的内容还在页面上，请刷新后核对。",
            )
        case.answers = {**case.answers, **changes}
        if scenario is not None:
            case.scenario = {**case.scenario, **scenario}
            arrange_materials(case)
        case.saved_at = clock.now()
        case.revision += 1
        case.save(update_fields=["answers", "scenario", "saved_at", "revision"])
    return case


def require_draft(case: Case) -> None:
    """Raises Refusal when the case has been filed already."""
    if case.state != State.DRAFT.value:
        raise Refusal(
            "not_a_draft",
            "这份申请已经提交，不能再修改。",
            clause="RULE-4",
            next_step="需要补充的，请等待一次性补正告知，或者撤回后重新申请。",
        )


def arrange_materials(case: Case) -> None:
    """Gives the case exactly the materials its scenario calls for; a material with files stays."""
    wanted = evaluate.materials_for(case.version.definition, case.scenario)
    have = {row.key: row for row in CaseMaterial.objects.filter(case=case)}
    CaseMaterial.objects.bulk_create(
        [
            CaseMaterial(
                case=case,
                key=material.key,
                name=material.name,
                required=material.necessity is Necessity.REQUIRED,
                supply=CaseMaterial.Supply.SHARED if material.shared else CaseMaterial.Supply.MISSING,
                checked=material.shared,
            )
            for material in wanted
            if material.key not in have
        ]
    )
    keys = [material.key for material in wanted]
    CaseMaterial.objects.filter(case=case).exclude(key__in=keys).filter(
        Q(supply=CaseMaterial.Supply.MISSING) | Q(supply=CaseMaterial.Supply.SHARED)
    ).delete()


def add_file(case_id: int, material_key: str, stored: StoredFile, name: str) -> MaterialFile:
    """Puts a stored file into a material of a draft or of a case that waits for corrections."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        _require_open_for_files(case)
        material = _material(case, material_key)
        row = MaterialFile.objects.create(
            material=material,
            sha256=stored.sha256,
            name=name,
            size=stored.size,
            content_type=stored.content_type,
            added_at=clock.now(),
        )
        material.supply = CaseMaterial.Supply.SUPPLIED
        material.checked = False
        material.save(update_fields=["supply", "checked"])
    return row


def remove_file(case_id: int, file_id: int) -> None:
    """Takes a file out of a material; the stored content stays for the ledger of earlier acts."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        _require_open_for_files(case)
        row = MaterialFile.objects.select_related("material").get(
            pk=file_id, material__case=case, removed_at__isnull=True
        )
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
        material = row.material
        if not material.files.filter(removed_at__isnull=True).exists() and not material.original_seen:
            material.supply = CaseMaterial.Supply.MISSING
            material.checked = False
            material.save(update_fields=["supply", "checked"])


def _material(case: Case, key: str) -> CaseMaterial:
    material = CaseMaterial.objects.filter(case=case, key=key).first()
    if material is None:
        raise Refusal(
            "material_not_listed",
            "本事项不需要这份材料，不能收取清单以外的材料。",
            clause="XK-31",
            next_step="请把文件放到清单中对应的材料里。",
        )
    return material


def _require_open_for_files(case: Case) -> None:
    if case.state not in (
        State.DRAFT.value,
        State.SUBMITTED.value,
        State.RECEIVED.value,
        State.CORRECTING.value,
    ):
        raise Refusal("files_closed", "本办件已受理或者已结束，不能再增减材料。", clause="XK-31")
