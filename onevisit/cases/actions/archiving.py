"""Archiving: what an ended case holds is frozen (在线政务服务规定第十二条)."""

from __future__ import annotations

from hashlib import sha256

from onevisit.cases import archive
from onevisit.cases.act import Act, handles
from onevisit.cases.models import ArchiveFile
from onevisit.law.lifecycle import Action
from onevisit.law.retention import kept_until
from onevisit.records import ledger


@handles(Action.ARCHIVE)
def archive_case(act: Act) -> None:
    """The archivist closes the file: nothing in it changes any more, and its hash stands in the ledger."""
    case = act.case
    assert case.ended_at is not None
    sheet = archive.case_sheet(case, act.clocks)
    manifest = archive.manifest_of(case, sheet, ledger.rows_of(case.pk, case.created_at))
    digest = sha256(manifest.encode()).digest()
    retention = act.definition.retention
    ArchiveFile.objects.create(
        case=case,
        retention=retention.value,
        kept_until=kept_until(retention, case.ended_at.date()),
        archived_at=act.now,
        case_sheet=sheet,
        manifest=manifest,
        manifest_hash=digest,
    )
    act.data.update(manifest=digest.hex(), retention=retention.value)
