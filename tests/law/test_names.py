"""Names: every character of a real document, no sign that no document shows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevisit.law.names import NameFault, organization_name, person_name

pytestmark = pytest.mark.clause("HOUSE-21", "HOUSE-35")


@pytest.mark.parametrize(
    "name",
    [
        "王建国",
        "堃喆昇祎玥翀",
        "𠮷野",
        "迪丽热巴·迪力木拉提",
        "次仁",
        "Anna-Maria O'Neill Jr.",
        "Дарья",
        "葛󠄀飾",
        "一",
        "·".join(["买买提"] * 25),
    ],
)
def test_real_names_are_taken_as_written(name: str) -> None:
    assert person_name(name) == name


def test_spaces_and_dots_take_one_form() -> None:
    assert person_name("  迪丽热巴•迪力木拉提 ") == "迪丽热巴·迪力木拉提"
    assert person_name("Anna \u3000 Maria") == "Anna Maria"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "请填写姓名。"),
        ("   ", "请填写姓名。"),
        ("王\x00建国", "看不见的控制字符"),
        ("王😀", "不能有“😀”"),
        ("王建国1", "不能有“1”"),
        ("<b>王</b>", "不能有“<”"),
        ("王\u200d建", "不能有“U+200D”"),
        ("王\u202e建", "不能有“U+202E”"),
        ("···", "姓名里没有字"),
        ("王" * 101, "最多 100 个字，现在是 101 个"),
    ],
)
def test_what_is_no_name_is_told_clearly(name: str, sentence: str) -> None:
    with pytest.raises(NameFault, match=re.escape(sentence)):
        person_name(name)


def test_organisations_may_have_digits_and_brackets() -> None:
    for name in ("蛟河市松花湖餐饮管理有限公司（个人独资）", "7-11便利店(长安街店)", "B&B 咖啡"):
        assert organization_name(name) == name
    with pytest.raises(NameFault, match="名称最多 200 个字"):
        organization_name("店" * 201)


@given(st.text(max_size=120))
def test_any_text_gives_a_name_or_a_sentence(text: str) -> None:
    try:
        assert person_name(person_name(text)) == person_name(text)
    except NameFault as fault:
        assert str(fault).endswith("。")
