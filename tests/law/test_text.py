"""Which text can be kept and printed; the short way for everyday text lets nothing else through."""

from __future__ import annotations

import sys

import pytest

from onevisit.law.text import _COMMON, _character_fault, text_fault


def test_the_short_way_takes_only_what_the_long_way_takes() -> None:
    common = [chr(point) for point in range(sys.maxunicode + 1) if _COMMON.fullmatch(chr(point))]
    assert len(common) > 20_000
    assert [one for one in common if _character_fault(one, False) is not None] == []


@pytest.mark.parametrize("text", ["食品经营许可（新办）", "堃喆昇祎玥翀𠮷", "Ⅳ级", "㐂", "", "café"])
def test_text_of_every_kind_is_kept(text: str) -> None:
    assert text_fault(text, 20) is None


@pytest.mark.parametrize("text", ["零\0", "表情😀", "☎", "换\n行", "\u200b", "\ud800", "\ue000", "长" * 21])
def test_what_can_not_be_printed_is_told(text: str) -> None:
    assert text_fault(text, 20) is not None
    assert text_fault("行\n", 20, lines=True) is None
