"""Drafts: begun by an applicant on the web or by a clerk at the window; no ledger, no clock, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from onevisit.cases.models import Case, CaseMaterial, MaterialFile
from onevisit.catalog import evaluate
from onevisit.catalog.models import Item, ItemVersion
from onevisit.catalog.parts import Material
from onevisit.law.clauses import enforces
from onevisit.law.items import Channel
from onevisit.law.licences.states import LicenceMatter
from onevisit.law.lifecycle import State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Hall
from onevisit.organization.workers import Worker
from onevisit.people.agents import require_authority
from onevisit.people.models import Applicant, Authorization
from onevisit.records import clock

LONGEST_ANSWER_KEPT = 20_000


@dataclass(frozen=True)
class AboutLicence:
    """The issued licence that an application is about, what is asked, and what is known of the answers."""

    licence_id: int
    matter: LicenceMatter
    answers: Mapping[str, Any]


def begin(
    version: ItemVersion,
    hall: Hall,
    channel: Channel,
    *,
    applicant: Applicant | None = None,
    agent: Applicant | None = None,
    account_id: int | None = None,
    worker: Worker | None = None,
    scenario: Mapping[str, Any] | None = None,
    about: AboutLicence | None = None,
) -> Case:
    """A new draft on the given item version (pinned from here on, JH-9), with its material rows.

    ``agent`` is the person who applies for ``applicant``. Raises Refusal ``not_authorized`` when he may not.
    """
    item: Item = version.item
    definition = version.definition
    moment = clock.now()
    if agent is not None and applicant is not None:
        require_authority(applicant, agent, Authorization.Act.SUBMIT, item.code, moment.date())
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
            agent=agent,
            account_id=account_id,
            scenario=dict(scenario or {}),
            answers={} if about is None else dict(about.answers),
            licence_id=None if about is None else about.licence_id,
            matter=(LicenceMatter.ISSUE if about is None else about.matter).value,
            created_at=moment,
            saved_at=moment,
        )
        arrange_materials(case)
    return case


def begin_or_resume(
    version: ItemVersion,
    hall: Hall,
    account_id: int,
    *,
    applicant: Applicant,
    agent: Applicant | None = None,
    scenario: Mapping[str, Any],
    about: AboutLicence | None = None,
) -> Case:
    """The web draft of this account for this item and applicant: the open one, brought to these scenario
    answers, or a new one. Pressed twice at once it still makes only one.
    """
    with transaction.atomic():
        Applicant.objects.select_for_update().get(pk=applicant.pk)
        matter = LicenceMatter.ISSUE if about is None else about.matter
        drafts = open_drafts(account_id, version.item_id).filter(applicant=applicant, matter=matter.value)
        about_same = drafts.filter(licence=None) if about is None else drafts.filter(licence=about.licence_id)
        draft = about_same.first()
        if draft is None:
            return begin(
                version,
                hall,
                Channel.WEB,
                applicant=applicant,
                agent=agent,
                account_id=account_id,
                scenario=scenario,
                about=about,
            )
        return save_answers(draft.pk, {}, scenario=scenario)


def open_drafts(account_id: int, item_id: int) -> QuerySet[Case]:
    """The web drafts of this account for this item, the newest first."""
    return Case.objects.filter(
        account_id=account_id,
        item_id=item_id,
        state=State.DRAFT.value,
        channel=Channel.WEB.value,
        joint__isnull=True,
    ).order_by("-pk")


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
    for value in changes.values():
        if isinstance(value, str) and len(value) > LONGEST_ANSWER_KEPT:
            raise Refusal(
                "answer_too_long",
                Sentence("有一栏写了 %(count)s 个字，太长了，没有保存。", count=len(value)),
                clauses=("HOUSE-35",),
                next_step=Sentence(
                    "您填写的内容都在页面上，请缩短后再试；内容很多的，可以写成文件作为材料上传。"
                ),
            )
    with transaction.atomic():
        case = locked_draft(case_id, revision)
        case.answers = {**case.answers, **changes}
        if scenario is not None:
            case.scenario = {**case.scenario, **scenario}
            arrange_materials(case)
        case.saved_at = clock.now()
        case.revision += 1
        case.save(update_fields=["answers", "scenario", "saved_at", "revision"])
    return case


def locked_draft(case_id: int, revision: int | None = None) -> Case:
    """The draft, locked. Raises Refusal when it was filed, or saved elsewhere since ``revision``."""
    case = Case.objects.select_for_update(of=("self",)).select_related("version", "applicant").get(pk=case_id)
    require_draft(case)
    if revision is not None and revision != case.revision:
        raise Refusal(
            "stale_draft",
            Sentence("这份草稿刚刚在别处保存过，这里的内容没有覆盖它。"),
            next_step=Sentence("您在本页填写的内容还在页面上，请核对后再保存。"),
        )
    return case


def require_draft(case: Case) -> None:
    """Raises Refusal when the case has been filed already."""
    if case.state != State.DRAFT.value:
        raise Refusal(
            "not_a_draft",
            Sentence("这份申请已经提交，不能再修改。"),
            clauses=("DZ-11p2",),
            next_step=Sentence("需要补充的，请等待一次性补正告知，或者撤回后重新申请。"),
        )


def arrange_materials(case: Case) -> None:
    """Gives the case exactly the materials its scenario calls for; a material with files stays.

    The rows follow the case's version: names and duties of an earlier version are brought up to date.
    """
    wanted = {one.key: one for one in evaluate.materials_for(case.version.definition, case.scenario)}
    have = {row.key: row for row in CaseMaterial.objects.filter(case=case).order_by("pk")}
    CaseMaterial.objects.bulk_create(
        [
            CaseMaterial(
                case=case,
                key=material.key,
                name=material.name,
                required=material.necessity.is_demanded,
                supply=_supply_at_first(case, material),
                checked=material.shared,
            )
            for material in wanted.values()
            if material.key not in have
        ]
    )
    with_files = set(
        MaterialFile.objects.filter(material__case=case, removed_at__isnull=True).values_list(
            "material_id", flat=True
        )
    )
    for row in have.values():
        _follow(case, row, wanted.get(row.key), held=_on_paper(row) or row.pk in with_files)


def _on_paper(row: CaseMaterial) -> bool:
    return row.original_seen or row.originals + row.copies > 0


def _follow(case: Case, row: CaseMaterial, material: Material | None, *, held: bool) -> None:
    """Brings one row in line with what is wanted now: changed, no longer required, or removed."""
    if material is None and not held:
        row.delete()
        return
    name = row.name if material is None else material.name
    required = material is not None and material.necessity.is_demanded
    kept = held or row.supply == CaseMaterial.Supply.COMMITTED
    supply = row.supply if material is None or kept else _supply_at_first(case, material)
    if (name, required, supply) != (row.name, row.required, row.supply):
        row.name, row.required, row.supply = name, required, supply
        row.checked = supply == CaseMaterial.Supply.SHARED
        row.save(update_fields=["name", "required", "supply", "checked"])


def is_made_from_form(case: Case, material: Material) -> bool:
    """Whether the material is the application form itself, which a web applicant fills in on the site."""
    return case.channel == Channel.WEB.value and material.paper is not None and material.paper.from_form


def _supply_at_first(case: Case, material: Material) -> CaseMaterial.Supply:
    if material.shared:
        return CaseMaterial.Supply.SHARED
    return CaseMaterial.Supply.SUPPLIED if is_made_from_form(case, material) else CaseMaterial.Supply.MISSING


@enforces("JH-9", "RULE-4", "HOUSE-28")
def move_to_version(case_id: int, version: ItemVersion) -> Case:
    """Carries a draft over to the version of its item that is in effect now; nothing is lost.

    Raises Refusal when the case was filed already, or the version is another item's or not in effect.
    """
    with transaction.atomic():
        case = locked_draft(case_id)
        moment = clock.now()
        in_effect = (
            version.state != ItemVersion.State.DRAFT
            and version.valid_from is not None
            and version.valid_from <= moment
            and (version.valid_to is None or version.valid_to > moment)
        )
        if version.item_id != case.item_id or not in_effect:
            raise Refusal(
                "wrong_version",
                Sentence("这个版本的办事指南现在不适用，草稿没有改动。"),
                clauses=("JH-9", "AS-3.1b"),
                city=case.city,
                next_step=Sentence("请刷新页面再试，您填写的内容都在。"),
            )
        case.version = version
        case.route = version.definition.route.value
        case.saved_at = moment
        case.revision += 1
        case.save(update_fields=["version", "route", "saved_at", "revision"])
        arrange_materials(case)
    return case


def discard(case_id: int) -> None:
    """Deletes a draft with everything in it, because the applicant wants no application after all (GX-47).

    One that was in pre-review has a record: it ends by ``Action.DROP_DRAFT``, which keeps that record.
    """
    with transaction.atomic():
        case = locked_draft(case_id)
        if case.sequence:
            raise Refusal(
                "pre_review_on_record",
                Sentence("这份申请做过网上预审，不能删除。"),
                clauses=("JH-20b",),
                city=case.city,
                next_step=Sentence("申请人不再申请的，由申请人本人在网上办理“不再申请”。"),
            )
        case.delete()
