"""The one material list at the window: each paper once, checked and counted for every item that wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.cases.joint.merged import MergedMaterial
from onevisit.cases.models import CaseMaterial
from onevisit.web.apply.joint.access import JointPage
from onevisit.web.window.rows import NUMBERED


@dataclass(frozen=True)
class MergedRow:
    """One line as the console shows it; ``points`` are (member.point, words, found)."""

    line: MergedMaterial
    key: str
    items: Sequence[str]
    originals_wanted: int
    copies_wanted: int
    originals: int
    copies: int
    original_seen: bool
    checked: bool
    points: Sequence[tuple[str, str, bool]]
    files: Sequence[dict[str, str]]

    @property
    def to_settle(self) -> bool:
        """Whether an item still waits for this material."""
        return self.line.required and not self.line.shared and not self.checked

    @property
    def state(self) -> str:
        """The name of its state for the style sheet."""
        if self.line.shared:
            return "shared"
        if self.checked:
            return "got"
        return "quiet" if self._in_hand else "missing"

    @property
    def state_words(self) -> str:
        """Its state in words."""
        if self.line.shared:
            return _("共享，不得索要")
        if self.checked:
            return _("已核对")
        if self._in_hand:
            return _("待核对")
        return _("未收到") if self.line.required else _("未收到（非必要）")

    @property
    def _in_hand(self) -> bool:
        return bool(self.files) or self.original_seen or self.originals + self.copies > 0


def merged_rows(page: JointPage) -> list[MergedRow]:
    """The lines in the order of the list, the first nine with a key of their own. Two statements."""
    rows: list[MergedRow] = []
    number = 0
    for line in page.materials:
        number += 0 if line.shared else 1
        rows.append(_row(page, line, f"Alt+{number}" if not line.shared and number <= NUMBERED else ""))
    return rows


def _row(page: JointPage, line: MergedMaterial, key: str) -> MergedRow:
    asked = [one for one in line.rows if one[2].supply != CaseMaterial.Supply.SHARED] or list(line.rows)
    kept = [row for _member, _case, row, _described in asked]
    described = [one for _member, _case, _row_, one in asked]
    files = {
        file.sha256: {
            "name": file.name,
            "url": reverse("window:file", args=[case.pk, file.pk]),
            "remove_url": reverse("window:joint_remove_file", args=[page.joint.pk, line.key, file.sha256]),
        }
        for _member, case, row, _described in asked
        for file in row.files.all()
        if file.removed_at is None
    }
    return MergedRow(
        line=line,
        key=key,
        items=[case.version.name for _member, case, _row_, _described in line.rows],
        originals_wanted=max(one.originals for one in described),
        copies_wanted=max(one.copies for one in described),
        originals=max(row.originals for row in kept),
        copies=max(row.copies for row in kept),
        original_seen=all(row.original_seen for row in kept),
        checked=all(row.checked for row in kept),
        points=[
            (f"{member}.{point.key}", point.text, point.key in row.ticks)
            for member, _case, row, one in asked
            for point in one.review_points
        ],
        files=list(files.values()),
    )
