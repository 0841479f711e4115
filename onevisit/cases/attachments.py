"""Files that an act puts into the case beside the applicant's materials."""

from __future__ import annotations

from pydantic import Field

from onevisit.cases.act import Act, Inputs
from onevisit.cases.models import CaseAttachment


class AttachedFile(Inputs):
    """A file that is stored already, under its content's hash."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(min_length=1, max_length=120)
    size: int = Field(ge=1)
    content_type: str = Field(max_length=40)


def attach(act: Act, kind: CaseAttachment.Kind, about: int, files: tuple[AttachedFile, ...]) -> None:
    """Keeps the files with the case; their hashes go into the ledger."""
    for one in files:
        CaseAttachment.objects.create(
            case=act.case,
            kind=kind,
            about=about,
            sha256=one.sha256,
            name=one.name,
            size=one.size,
            content_type=one.content_type,
            added_at=act.now,
            added_by_id=act.staff_id,
        )
    if files:
        act.data["files"] = [one.sha256 for one in files]
