"""Masking: what must not be read in full is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevisit.law import masking


@pytest.mark.clause("RULE-35")
@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("张", "张*"),
        ("𠮷田堃", "𠮷**"),
        ("蛟河市美味餐饮有限公司", "蛟**********"),
        ("", ""),
    ],
)
def test_of_a_name_the_family_name_stays(name: str, masked: str) -> None:
    assert masking.mask_name(name) == masked


@pytest.mark.clause("RULE-35")
def test_numbers_phones_and_addresses_keep_only_their_ends() -> None:
    assert masking.mask_number("210302199001010016") == "2103************16"
    assert masking.mask_number("E12345678") == "********8"
    assert masking.mask_phone("13800138000") == "138****8000"
    assert masking.mask_phone("0432-67251234") == "***********34"
    assert masking.mask_address("吉林省蛟河市民主街道红叶路1号") == "吉林省蛟河市****"
    assert masking.mask_address("辽宁省鞍山市铁东区二一九路32号") == "辽宁省鞍山市铁东区****"
    assert masking.mask_address("红叶路1号") == "红叶****"


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip() != ""))
def test_nothing_is_ever_shown_in_full(text: str) -> None:
    plain = text.strip()
    for mask in (masking.mask_name, masking.mask_number, masking.mask_phone, masking.mask_address):
        shown = mask(text)
        assert "*" in shown
        if "*" not in plain and len(plain) > 1:
            assert plain not in shown
