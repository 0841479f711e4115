"""A bad item file gets Chinese sentences at its fields, never a stack trace."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import IMMEDIATE
from onevisit.catalog.reading import DefinitionError, read_definition
from onevisit.law.items import ItemType, Necessity
from onevisit.law.limits import Limit, Unit
from tests.catalog.sample_items import HOUSEHOLD, changed, definition, item_text

TEXT = item_text()
CONTENT = yaml.safe_load(item_text(HOUSEHOLD))


def faults_of(data: bytes) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        read_definition(data, "测试.yaml")
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.clause("AS-3.1b")
def test_a_good_file_is_read_with_every_element() -> None:
    restaurant = definition()
    assert restaurant.type is ItemType.LICENCE
    assert restaurant.statutory_limit == Limit(10, Unit.WORKING_DAY)
    assert restaurant.promised_limit == Limit(8, Unit.WORKING_DAY)
    assert restaurant.material("business_licence").shared
    assert restaurant.material("application").necessity is Necessity.REQUIRED
    assert restaurant.steps[1].name == "现场核查"
    assert definition(HOUSEHOLD).promised_limit == IMMEDIATE


def test_what_is_written_to_the_database_reads_back_the_same() -> None:
    for name in (HOUSEHOLD, "shipin-jingying-xinban.yaml", "qushui.yaml"):
        kept = definition(name)
        assert ItemDefinition.model_validate(kept.model_dump(mode="json")) == kept


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("name: 食品经营许可（新办）\n", "", "事项名称（name）：缺少这一项"),
        ("name: 食品经营许可（新办）\n", "name: ''\n", "事项名称（name）：不能为空"),
        ("name: 食品经营许可（新办）\n", "name: [一, 二]\n", "事项名称（name）：应当是一段文字"),
        ("name: 食品经营许可（新办）\n", f"name: {'长' * 121}\n", "最多 120 个字，现有 121 个字"),
        ("name: 食品经营许可（新办）\n", "name: 食品😀\n", "含有表情或图形符号“😀”"),
        ("name: 食品经营许可（新办）\n", "name: 食品\u200b许可\n", "含有看不见的控制字符（U+200B）"),
        ("name: 食品经营许可（新办）\n", 'name: "食品\\0许可"\n', "含有看不见的控制字符（U+0000）"),
        ("name: 食品经营许可（新办）\n", "name: a\nname: b\n", "字段“name”写了两次"),
        ("review: substantive\n", "review: deep\n", "“deep”不在允许的值里"),
        (
            "quantity_limit: 无\n",
            "quantiti_limit: 无\n",
            "没有“quantiti_limit”这个字段，是不是想写“quantity_limit”",
        ),
        ("promised_limit: 8wd\n", "promised_limit: 八天\n", "“八天”不是时限"),
        ("promised_limit: 8wd\n", "promised_limit: [8]\n", "请写成 20wd"),
        ("    days: 7\n", "    days: 很多\n", "预计工作日（days）：应当是整数"),
        ("    days: 7\n", "    days: 0\n", "不能小于 1"),
        ("  - key: testing\n", "  - key: magic\n", "没有“magic”这种特别程序"),
        ("    shared: true\n", "    shared: maybe\n", "应当写 true（是）或 false（否）"),
        ("    shared: true\n", "    shared: true\n    copies: 1\n", "能共享获取的材料不得要求申请人提交"),
        (
            "basis:\n  - 《中华人民共和国食品安全法》第三十五条第一款\n",
            "basis:\n  - 食品安全法\n",
            "请写明法律名称和条款",
        ),
        ("any_of: [catering, sales]", "any_of: [bakery]", "没有这个选项"),
        ("when: [{question: vending", "when: [{question: nothing", "前面没有这个问题"),
        ("  - key: layout_plan\n", "  - key: application\n", "申请材料代码“application”重复"),
        ("level: 4\n", "level: 3\n", "实施编码应当是"),
        ("materials:\n", "materials: 没有\nform_x:\n", "申请材料（materials）：应当是一个列表"),
        (
            "- {label: 经营者名称, answer: operator_name}",
            "- {label: 经营者名称, answer: nobody}",
            "但没有这个问题",
        ),
        ("fees: []\n", "fees: []\n  bad: 1\n", "YAML 写法有误"),
        ("fees: []\n", "fees: &all []\n", "不能使用锚点和引用"),
        ("fees: []\n", "fees: !!python/object:os.system []\n", "不能使用标签"),
        ("consultation: [0432-67250031", "consultation: [67250031", "请写带区号的电话"),
        ("hours: [08:30-12:00", "hours: [8点到12点", "请写成 08:30-12:00 的样子"),
    ],
)
def test_each_kind_of_fault_is_told_at_its_field(before: str, after: str, expected: str) -> None:
    found = faults_of(changed(TEXT, before, after))
    assert any(expected in fault for fault in found), found
    assert all(fault.startswith("测试.yaml") for fault in found)


def test_all_faults_of_a_file_are_told_at_once() -> None:
    data = changed(TEXT, "review: substantive\n", "review: deep\n").decode()
    data = changed(data, "promised_limit: 8wd\n", "promised_limit: 八天\n").decode()
    found = faults_of(changed(data, "quantity_limit: 无\n", "nonsense: 1\n"))
    assert len(found) == 3


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "字段: 值"),
        (b"- a\n- b\n", "字段: 值"),
        ("中文".encode("gbk"), "不是 UTF-8"),
        (b"\x00\x01", "控制字符"),
        (b"a: " + b"x" * 600_000, "文件超过 500 KB"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "不是 UTF-8"),
        (("[" * 5000).encode(), "YAML 写法有误"),
        (b"? [a]\n: b\n", "字段名写法不对"),
    ],
)
def test_what_is_no_item_file_at_all_gets_one_sentence(data: bytes, expected: str) -> None:
    found = faults_of(data)
    assert len(found) == 1
    assert expected in found[0]


def test_rare_characters_of_names_are_text_like_any_other() -> None:
    data = changed(TEXT, "name: 食品经营许可（新办）\n", "name: 堃喆昇祎玥翀𠮷许可\n")
    assert read_definition(data, "a.yaml").name == "堃喆昇祎玥翀𠮷许可"


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_no_bytes_at_all_cause_anything_but_a_definition_error(data: bytes) -> None:
    with pytest.raises(DefinitionError):
        read_definition(data, "x.yaml")


_SCALARS = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.booleans())
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(ItemDefinition.model_fields)), _VALUES)
def test_any_value_in_any_field_is_taken_or_told_in_chinese(field: str, value: object) -> None:
    data = yaml.safe_dump({**CONTENT, field: value}, allow_unicode=True).encode("utf-8", "replace")
    try:
        read_definition(data, "x.yaml")
    except DefinitionError as error:
        for fault in error.faults:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in fault.message), fault
