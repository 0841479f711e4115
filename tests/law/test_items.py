"""The national code tables, and which text can be kept."""

from __future__ import annotations

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevisit.law import items
from onevisit.law.items import CaseRoute, ItemType
from onevisit.law.text import text_fault

TABLES = [
    table
    for table in vars(items).values()
    if isinstance(table, type) and issubclass(table, StrEnum) and table is not StrEnum
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_entry_has_its_own_chinese_name(table: type[StrEnum]) -> None:
    names = [member.label for member in table]  # type: ignore[attr-defined]
    assert len(set(names)) == len(names)
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in name) for name in names)


@pytest.mark.clause("JH-3")
def test_only_code_01_is_a_licence_and_penalties_are_not_applied_for() -> None:
    assert [kind.value for kind in ItemType if kind.is_licence] == ["01"]
    applied_for = {kind.value for kind in ItemType if kind.can_be_applied_for}
    assert applied_for == {"01", "05", "07", "08", "09", "10", "20"}


@pytest.mark.clause("JH-8.2")
def test_routes_are_exchanged_under_the_national_codes() -> None:
    assert CaseRoute.IMMEDIATE.national_code == "1"
    assert CaseRoute.PROMISED.national_code == "2"
    assert CaseRoute.JOINT.national_code == "9"


@pytest.mark.parametrize(
    "text", ["王建国", "堃喆昇祎玥翀𠮷", "a-b（1）〔2026〕", "O’Neill·李", "\U00030000", "葛\U000e0100"]
)
def test_names_and_rare_characters_are_text(text: str) -> None:
    assert text_fault(text, 40) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\0", "U+0000"),
        ("a\u202eb", "U+202E"),
        ("\ufeff", "U+FEFF"),
        ("\ud800", "U+D800"),
        ("\ue000", "无法识别"),
        ("😀", "表情"),
        ("☎", "图形符号"),
        ("a\nb", "不能换行"),
        ("五个字以上", "最多 4 个字，现有 5 个字"),
    ],
)
def test_what_can_not_be_printed_is_told(text: str, words: str) -> None:
    fault = text_fault(text, 4)
    assert fault is not None
    assert words in str(fault)


@given(st.text(max_size=50))
def test_any_text_is_either_kept_or_told(text: str) -> None:
    fault = text_fault(text, 40, lines=True)
    if fault is None:
        assert len(text) <= 40
        assert "\0" not in text
