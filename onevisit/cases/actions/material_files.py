"""Files of materials: put in and taken out while a case is a draft, being taken in, or being corrected."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from onevisit.cases.gaps import is_new_in_gap
from onevisit.cases.models import Case, CaseMaterial, Correction, CorrectionPoint, MaterialFile
from onevisit.law.items import Necessity
from onevisit.law.lifecycle import State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import clock
from onevisit.records.files import StoredFile

MOST_FILES_OF_A_MATERIAL = 30
LONGEST_FILE_NAME = 120


def add_files(
    case_id: int,
    material_key: str,
    stored: Sequence[tuple[StoredFile, str]],
    *,
    by_applicant: bool = False,
) -> None:
    """Puts several stored files, each with its name, into a material: all or none. As ``add_file``."""
    with transaction.atomic():
        for one, name in stored:
            add_file(case_id, material_key, one, name, by_applicant=by_applicant)


def add_file(
    case_id: int, material_key: str, stored: StoredFile, name: str, *, by_applicant: bool = False
) -> MaterialFile:
    """Puts a stored file into a material of a draft or of a case that waits for corrections.

    The same content twice is one file: a repeated upload changes nothing. ``by_applicant``: only into a
    draft, or into a material that the correction notice lists. Raises Refusal.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        if not is_open_gap(case, material_key):
            _require_open_for_files(case)
        if by_applicant:
            require_open_for_applicant(case, material_key)
        material = _material(case, material_key)
        held = list(material.files.filter(removed_at__isnull=True).order_by("pk"))
        again = next((one for one in held if one.sha256 == stored.sha256 and not _is_older(case, one)), None)
        if again is not None:
            return again
        if len(held) >= MOST_FILES_OF_A_MATERIAL:
            raise Refusal(
                "too_many_files",
                Sentence("一份材料最多放 %(most)s 个文件。", most=MOST_FILES_OF_A_MATERIAL),
                clauses=("HOUSE-35",),
                next_step=Sentence("请合并成一个 PDF 再上传，或者先移除几个。"),
            )
        row = MaterialFile.objects.create(
            material=material,
            sha256=stored.sha256,
            name=_file_name(name),
            size=stored.size,
            content_type=stored.content_type,
            added_at=clock.now(),
        )
        material.supply = CaseMaterial.Supply.SUPPLIED
        material.checked = False
        material.save(update_fields=["supply", "checked"])
    return row


def _is_older(case: Case, file: MaterialFile) -> bool:
    """Whether the file was there at receipt: handing it in again, as a correction, is an act of its own."""
    return case.received_at is not None and file.added_at <= case.received_at


def _file_name(name: str) -> str:
    """The name as it is kept: without folders and invisible characters, not too long, never empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(character for character in last if character.isprintable()).strip()
    if len(visible) <= LONGEST_FILE_NAME:
        return visible or "文件"
    stem, dot, ending = visible.rpartition(".")
    if not dot or len(ending) > 5:
        return visible[:LONGEST_FILE_NAME]
    return f"{stem[: LONGEST_FILE_NAME - len(ending) - 1]}.{ending}"


def remove_file(case_id: int, file_id: int, *, by_applicant: bool = False) -> None:
    """Takes a file out of a material; the stored content stays for the ledger of earlier acts.

    ``by_applicant``: only from a draft, or one he added as a correction. Raises Refusal, and
    MaterialFile.DoesNotExist for a file that is not there.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        row = MaterialFile.objects.select_related("material").get(
            pk=file_id, material__case=case, removed_at__isnull=True
        )
        if not is_open_gap(case, row.material.key):
            _require_open_for_files(case)
        if by_applicant:
            require_open_for_applicant(case, row.material.key)
            if _was_handed_in(case, row):
                raise Refusal(
                    "filed_already",
                    Sentence("这个文件在申请时已经提交，不能移除。"),
                    clauses=("DZ-11p2",),
                    next_step=Sentence("请直接上传改正后的文件，原来的会一并保留。"),
                )
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
        material = row.material
        if not material.files.filter(removed_at__isnull=True).exists() and not material.original_seen:
            asked = case.gap_stage == "asked" and _may_come_later(case, material.key)
            promised = material.promised or asked
            material.supply = CaseMaterial.Supply.LATER if promised else CaseMaterial.Supply.MISSING
            material.checked = False
            material.save(update_fields=["supply", "checked"])


def _material(case: Case, key: str) -> CaseMaterial:
    material = next((row for row in CaseMaterial.objects.filter(case=case) if row.key == key), None)
    if material is None:
        raise Refusal(
            "material_not_listed",
            Sentence("本事项不需要这份材料，不能收取清单以外的材料。"),
            clauses=("XK-31",),
            next_step=Sentence("请把文件放到清单中对应的材料里。"),
        )
    return material


def require_open_for_applicant(case: Case, material_key: str) -> None:
    """A draft takes any file; a filed case only what the correction notice asks for (XK-32.4, rule 8).

    Asked again under the lock when the file is put in. Raises Refusal.
    """
    if case.state == State.DRAFT.value:
        return
    if is_open_gap(case, material_key):
        return
    if case.state == State.CORRECTING.value:
        asked = CorrectionPoint.objects.filter(correction__case=case, subject=f"material:{material_key}")
        if asked.exists():
            return
        raise Refusal(
            "not_asked_for",
            Sentence("补正告知书没有要求补这份材料，不用交。"),
            clauses=("XK-32.4",),
            next_step=Sentence("请按补正告知书列明的内容补正。"),
        )
    raise Refusal(
        "files_closed",
        Sentence("申请已经提交，现在不能增减材料。"),
        clauses=("DZ-11p2",),
        next_step=Sentence("需要补充的，会一次性告知您。"),
    )


def is_open_gap(case: Case, material_key: str) -> bool:
    """Whether this material was accepted as missing and is still awaited (容缺受理)."""
    return (
        case.gap_stage == "open"
        and CaseMaterial.objects.filter(case=case, key=material_key, promised=True).exists()
    )


def _may_come_later(case: Case, key: str) -> bool:
    return case.version.definition.material(key).necessity is Necessity.SUPPLIED_LATER


def _was_handed_in(case: Case, file: MaterialFile) -> bool:
    if case.gap_stage == "open":
        return not is_new_in_gap(case, file.added_at)
    return case.state == State.CORRECTING.value and file.added_at <= _notice(case).issued_at


def _notice(case: Case) -> Correction:
    return Correction.objects.get(case=case)


def _require_open_for_files(case: Case) -> None:
    if case.state not in (
        State.DRAFT.value,
        State.SUBMITTED.value,
        State.RECEIVED.value,
        State.CORRECTING.value,
    ):
        raise Refusal(
            "files_closed", Sentence("本办件已受理或者已结束，不能再增减材料。"), clauses=("XK-31",)
        )
