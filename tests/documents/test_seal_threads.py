"""Seals are drawn by several threads of a worker at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from onevisit.documents import fonts, seal_faces
from onevisit.law.document_kinds import SealKind

THREADS = 8


@pytest.mark.clause("JH-32")
def test_threads_that_draw_at_once_draw_the_same_as_one_alone() -> None:
    """Letters that no seal used before make the font open its tables, which only one thread may do."""
    for round_number in range(5):
        organs = [f"蛟河市第{letter}{round_number}审批局" for letter in "甲乙丙丁戊己庚辛"]
        fonts.outline_font.cache_clear()
        seal_faces._drawn.cache_clear()
        together = Barrier(THREADS)

        def draw(organ: str, together: Barrier = together) -> str:
            together.wait(timeout=30)
            return seal_faces.seal_svg(SealKind.OFFICIAL_SEAL, organ, "蛟印001")

        with ThreadPoolExecutor(THREADS) as pool:
            drawn = list(pool.map(draw, organs))
        seal_faces._drawn.cache_clear()
        assert drawn == [seal_faces.seal_svg(SealKind.OFFICIAL_SEAL, organ, "蛟印001") for organ in organs]
