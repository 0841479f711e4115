"""What a random walk is about: one case, the dice, and what happened so far."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from onevisit.cases.actions import material_files
from onevisit.cases.models import Case
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Cabinet
from onevisit.records.files import StoredFile

T = TypeVar("T")
TEXTS = ("材料属实，符合要求。", "申请书没有签名，请补签。", "情况复杂，需要核实。")


class Scene:
    """One case under way. ``trace`` tells what happened, for a failing test."""

    random: random.Random
    case: Case
    cabinet: Cabinet
    trace: list[str]

    def choose(self, among: Sequence[T]) -> T:
        """One of these; name one twice to make it likelier."""
        return self.random.choice(among)

    def text(self) -> str:
        """Some words as somebody would write them."""
        return self.choose(TEXTS)

    def negative(self) -> dict[str, Any]:
        """The reasons and the basis of a refusal."""
        return {"reasons": [self.text()], "legal_basis": ["《中华人民共和国行政许可法》第三十二条"]}

    def add_file(self, case: Case, key: str) -> None:
        """A file of its own for a material."""
        stored = StoredFile(sha256=uuid.uuid4().hex * 2, size=10, content_type="application/pdf")
        material_files.add_file(case.pk, key, stored, "文件.pdf")

    def try_file(self, key: str) -> None:
        """A file for a material of the case, if it may have one now."""
        try:
            self.add_file(self.case, key)
        except Refusal as refusal:
            self.trace.append(f"file refused: {refusal.code}")

    def told(self) -> str:
        """The whole walk in words."""
        return "\n".join(self.trace)


Given = dict[Action, Callable[[Scene], dict[str, Any]]]
