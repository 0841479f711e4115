"""The archive file of a case: what it holds, and the package that anybody can check without this program's
database (在线政务服务规定第十二条).

A package is a ZIP file: the case sheet, the item as it was in force, the ledger of the case, the signed
documents, the materials, a manifest that names each with its SHA-256, and a receipt that proves the act of
archiving, in which the hash of the manifest stands. Made twice, it is the same to the last byte, but for the
receipt, which is completed once the act is anchored.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO

from onevisit.cases.models import Case, CaseMaterial, CaseStep, MaterialFile
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.law.canonical import canonical_text
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people.models import Applicant
from onevisit.records import clock, files, ledger
from onevisit.records.archive_check import CASE, FORMAT, ITEM, LEDGER, MANIFEST, PROOF
from onevisit.records.files import StoredFileError
from onevisit.records.ledger import moment_text
from onevisit.records.models import Clock, LedgerRow
from onevisit.records.receipts import receipt_for

RECORDS = {CASE: "办件登记表", ITEM: "事项实施清单", LEDGER: "台账"}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
LONGEST_NAME = 60
FORBIDDEN = frozenset('\\/:*?"<>|')


@dataclass(frozen=True)
class Part:
    """One stored file of the package: where it lies in it, what it is, its content's hash."""

    path: str
    kind: str
    title: str
    sha256: str


def stored_parts(case: Case) -> list[Part]:
    """The signed documents and the materials of a case in a fixed order. Two statements."""
    found = [
        Part(
            f"documents/{number:02d}-{_safe(document.title)}.pdf",
            f"document:{document.kind}",
            f"{document.title} {document.number}".strip(),
            document.file_sha256,
        )
        for number, document in enumerate(
            documents.of_case(case.pk).filter(state=Document.State.READY), start=1
        )
    ]
    handed_in = (
        MaterialFile.objects.filter(material__case=case, removed_at__isnull=True)
        .select_related("material")
        .order_by("material_id", "pk")
    )
    for number, one in enumerate(handed_in, start=1):
        ending = ENDINGS.get(one.content_type, "bin")
        found.append(
            Part(
                f"materials/{number:02d}-{_safe(one.material.name)}.{ending}",
                f"material:{one.material.key}",
                one.name,
                one.sha256,
            )
        )
    return found


def _safe(name: str) -> str:
    """A name that every file system takes."""
    return "".join("_" if letter in FORBIDDEN else letter for letter in name)[:LONGEST_NAME].strip(" .")


@enforces("ZX-12", "HOUSE-30")
def manifest_of(case: Case, sheet: str, rows: Sequence[LedgerRow]) -> str:
    """The manifest of an ended case as canonical text; every stored file is opened and checked.

    Raises Refusal "file_missing" when one is lost or altered: what is not whole can't be archived.
    """
    texts = {CASE: sheet, ITEM: item_text(case), LEDGER: ledger_text(rows)}
    entries = [_entry(path, "record", RECORDS[path], text.encode()) for path, text in texts.items()]
    for part in stored_parts(case):
        entries.append(_stored_entry(part))
    return canonical_text(
        {
            "format": FORMAT,
            "case": case.pk,
            "number": case.number,
            "item": case.version.name,
            "department": case.department.name,
            "ledger": {"rows": len(rows), "head": bytes(rows[-1].hash).hex() if rows else ""},
            "files": entries,
        }
    )


def _entry(path: str, kind: str, title: str, content: bytes) -> dict[str, Any]:
    return {
        "path": path,
        "kind": kind,
        "title": title,
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
    }


def _stored_entry(part: Part) -> dict[str, Any]:
    try:
        size = sum(len(piece) for piece in files.pieces(part.sha256))
    except StoredFileError as error:
        raise Refusal(
            "file_missing",
            Sentence("还不能归档：文件“%(title)s”缺失或者被改动过。", title=part.title),
            clauses=("ZX-12",),
            who_could=Sentence("请系统管理员从备份恢复这份文件。"),
        ) from error
    return {
        "path": part.path,
        "kind": part.kind,
        "title": part.title,
        "size": size,
        "sha256": part.sha256,
    }


def item_text(case: Case) -> str:
    """The item version under which the case was handled, as canonical text."""
    return canonical_text(case.version.content)


def ledger_text(rows: Sequence[LedgerRow]) -> str:
    """The ledger of a case: one line of JSON for each act, the exact text that was hashed and its hash."""
    return "".join(
        canonical_text({"act": row.canonical, "hash": bytes(row.hash).hex()}) + "\n" for row in rows
    )


def case_sheet(case: Case, clocks: Sequence[Clock]) -> str:
    """What stands in the records of the case beside its files, as canonical text. Three statements."""
    return canonical_text(
        {
            "number": case.number,
            "item": {"code": case.item_code, "name": case.version.name, "version": case.version.number},
            "department": case.department.name,
            "hall": case.hall.name,
            "route": case.route,
            "channel": case.channel,
            "applicant": _person(case.applicant),
            "agent": _person(case.agent),
            "scenario": case.scenario,
            "answers": case.answers,
            "questions": {one.key: one.label for one in _questions(case)},
            "delivery_way": case.delivery_way,
            "state": case.state,
            "outcome": case.outcome,
            "moments": {
                name: moment_text(moment)
                for name in ("received_at", "accepted_at", "decided_at", "ended_at")
                if (moment := getattr(case, name)) is not None
            },
            "materials": [
                {
                    "key": one.key,
                    "name": one.name,
                    "supply": one.supply,
                    "checked": one.checked,
                    "originals": one.originals,
                    "copies": one.copies,
                }
                for one in CaseMaterial.objects.filter(case=case).order_by("pk")
            ],
            "steps": [
                {
                    "name": step.name,
                    "passed": step.passed,
                    "opinion": step.opinion,
                    "done_by": step.done_by.name if step.done_by else "",
                    "done_at": moment_text(step.done_at) if step.done_at else "",
                }
                for step in CaseStep.objects.filter(case=case).select_related("done_by").order_by("pk")
            ],
            "limits": [
                {
                    "kind": one.kind,
                    "started_on": one.started_on.isoformat(),
                    "due_on": one.due_on.isoformat(),
                    "state": one.state,
                }
                for one in clocks
            ],
        }
    )


def _questions(case: Case) -> Iterator[Any]:
    definition = case.version.definition
    yield from definition.scenarios
    yield from definition.questions()


def _person(person: Applicant | None) -> dict[str, str] | None:
    if person is None:
        return None
    return {
        "kind": person.kind,
        "name": person.name,
        "identity_type": person.identity_type,
        "identity_number": person.identity_number,
        "phone": person.phone or "",
        "address": person.address or "",
        "legal_representative": person.legal_representative or "",
    }


def write_package(case: Case, target: BinaryIO) -> None:
    """Writes the package of an archived case. Raises ``StoredFileError`` when a file has been lost since.

    The stored content goes in piece by piece; nothing larger than one file is ever in memory.
    """
    kept = case.archive_file
    rows = ledger.rows_of(case.pk, case.created_at)
    archived = next(row for row in rows if row.action == Action.ARCHIVE.value)
    before = [row for row in rows if row.sequence < archived.sequence]
    proof = receipt_for(case.pk, archived.sequence, case.created_at)
    texts = {
        MANIFEST: kept.manifest,
        CASE: kept.case_sheet,
        ITEM: item_text(case),
        LEDGER: ledger_text(before),
        PROOF: json.dumps(proof, ensure_ascii=False, indent=1),
    }
    stamp = kept.archived_at.astimezone(clock.SHANGHAI).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for path, text in texts.items():
            package.writestr(zipfile.ZipInfo(path, stamp), text)
        for one in json.loads(kept.manifest)["files"]:
            if one["path"] not in texts:
                with package.open(zipfile.ZipInfo(one["path"], stamp), "w") as entry:
                    for piece in files.pieces(one["sha256"]):
                        entry.write(piece)
