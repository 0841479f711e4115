"""The whole catalogue as one file: nothing is lost on the way, and whatever somebody sends is answered."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from onevisit.catalog.archives import LARGEST_UNPACKED
from onevisit.catalog.bundles import BundleFormat, read_bundle, write_bundle
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.reading import DefinitionError, read_definition
from onevisit.catalog.sheets.cells import escaped, unescaped
from onevisit.catalog.sheets.layout import sheets
from onevisit.catalog.sheets.reading import MOST_ROWS
from onevisit.demo.city_files import item_files
from tests.catalog.sample_items import definition, with_changes

SHEET, ITEM_FILES = BundleFormat.SPREADSHEET, BundleFormat.ITEM_FILES


def demo_items() -> list[ItemDefinition]:
    return [
        read_definition(data, name)
        for city in ("jiaohe", "anshan")
        for name, data in item_files(city).items()
    ]


def packed(definitions: list[ItemDefinition], form: BundleFormat) -> bytes:
    target = io.BytesIO()
    write_bundle(definitions, form, target)
    return target.getvalue()


def faults(data: bytes) -> list[str]:
    with pytest.raises(DefinitionError) as raised:
        read_bundle(data, "file")
    return [str(fault) for fault in raised.value.faults]


def edited(change: Callable[[Any], None], start: ItemDefinition | None = None) -> bytes:
    """The spreadsheet of one item with something changed in it."""
    book = load_workbook(io.BytesIO(packed([start or definition()], SHEET)))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def column(book: Any, sheet: str, heading: str) -> int:
    return next(int(cell.column) for cell in book[sheet][1] if cell.value == heading)


@pytest.mark.parametrize("form", BundleFormat)
@pytest.mark.clause("JH-9")
def test_what_is_written_is_read_back_without_a_difference(form: BundleFormat) -> None:
    items = demo_items()
    back = read_bundle(packed(items, form), "file")
    assert {one.code: one.model_dump() for one in back.values()} == {
        one.code: one.model_dump() for one in items
    }


@pytest.mark.parametrize("form", BundleFormat)
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-见附件",
        "@某某",
        "'=1",
        "'引号",
        "''=x",
        "是",
        "null",
        "~",
        "（空）x",
        "𠮷野家",
        "a|b\\c",
        "007",
    ],
)
def test_odd_texts_survive_both_forms(form: BundleFormat, text: str) -> None:
    question = definition().model_dump(mode="json")["form"]
    question[0]["questions"][0]["help"] = text
    option = next(one["options"][0] for group in question for one in group["questions"] if one["options"])
    option["label"] = text
    start = with_changes(definition(), search_words=[text], quantity_limit="", form=question)
    (back,) = read_bundle(packed([start], form), "file").values()
    assert back == start


def test_no_cell_of_an_export_is_computed() -> None:
    start = with_changes(definition(), search_words=["=HYPERLINK(1)", "@x"], summary="-1+2")
    book = load_workbook(io.BytesIO(packed([start], SHEET)))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert not [cell.value for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("text", ["=a", "'=a", "''=a", "'a", "a", "", "-", "'", "''"])
def test_escaping_is_undone(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_the_template_names_every_column_and_holds_no_item() -> None:
    book = load_workbook(io.BytesIO(packed([], SHEET)))
    for sheet in sheets():
        assert tuple(cell.value for cell in book[sheet.title][1]) == sheet.headings
        assert len(set(sheet.headings)) == len(sheet.headings)
        assert len(sheet.title) <= 31
    assert faults(packed([], SHEET)) == ["表“事项”：一个事项也没有"]


@pytest.mark.clause("JH-29")
def test_every_fault_is_told_by_sheet_row_and_column() -> None:
    def spoil(book: Any) -> None:
        book["事项"].cell(2, column(book, "事项", "办件类型")).value = "慢件"
        book["事项"].cell(2, column(book, "事项", "承诺办结时限")).value = "很快"
        book["申请材料"].cell(3, column(book, "申请材料", "受理标准")).value = None
        book["申请材料"].cell(2, column(book, "申请材料", "原件份数")).value = "三"
        book["收费"].append(["没有的编码", "工本费", "10元"])
        book["申请表-问题"].cell(2, column(book, "申请表-问题", "选项")).value = "a|b|c|d"
        book["申请材料-审查要点"].cell(2, 2).value = "nothing"
        book["办理环节"].cell(2, column(book, "办理环节", "环节时限")).value = "=1+1"

    told = "\n".join(faults(edited(spoil)))
    assert (
        "表“事项”：第 2 行“办件类型”（N 列）：“慢件”不在允许的值里，可以写：即办件、承诺件、上报件、联办件"
        in told
    )
    assert "表“事项”：第 2 行“承诺办结时限”" in told and "“很快”不是时限" in told
    assert "表“申请材料”：第 3 行“受理标准”（Q 列）：缺少这一项，请补上" in told
    assert "表“申请材料”：第 2 行“原件份数”（J 列）：应当是整数" in told
    assert "“事项”表里没有实施编码“没有的编码”" in told
    assert "多了竖线" in told
    assert "“申请材料”表里，这个事项没有代码“nothing”" in told
    assert "表“办理环节”：第 2 行“环节时限”（E 列）：单元格是公式" in told
    assert told.count("办件类型") == 1


def test_headings_and_sheets_must_be_those_of_the_template() -> None:
    def spoil(book: Any) -> None:
        book["事项"].cell(1, 3).value = "事项的名字"
        del book["收费"]
        book.create_sheet("我的备注")

    told = "\n".join(faults(edited(spoil)))
    assert "没有“事项的名字”这一列" in told
    assert "缺少“事项名称”这一列" in told
    assert "表“收费”：缺少这个工作表" in told
    assert "表“我的备注”：没有这个工作表" in told


def test_an_item_written_twice_is_told() -> None:
    def twice(book: Any) -> None:
        book["事项"].append([cell.value for cell in book["事项"][2]])

    assert "与前面一行的实施编码相同" in faults(edited(twice))[0]


def test_words_and_codes_of_a_choice_are_both_read() -> None:
    def by_code(book: Any) -> None:
        book["事项"].cell(2, column(book, "事项", "事项类型")).value = definition().type.value
        book["事项"].cell(2, column(book, "事项", "承诺办结时限")).value = str(definition().promised_limit)

    (back,) = read_bundle(edited(by_code), "file").values()
    assert back == definition()


def test_too_many_rows_are_refused_before_all_are_read() -> None:
    book = Workbook(write_only=True)
    for sheet in sheets():
        page = book.create_sheet(sheet.title)
        page.append(sheet.headings)
        if sheet.title == "常见问题":
            for _row in range(MOST_ROWS + 50_000):
                page.append([None])
    target = io.BytesIO()
    book.save(target)
    assert f"表“常见问题”：超过 {MOST_ROWS} 行，请分成几个文件" in faults(target.getvalue())


def archive(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return target.getvalue()


def bomb() -> bytes:
    target = io.BytesIO()
    piece = bytes(1024 * 1024)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made, made.open("a.yaml", "w") as entry:
        for _number in range(LARGEST_UNPACKED // len(piece) + 1):
            entry.write(piece)
    return target.getvalue()


def sheet_with(old: bytes, new: bytes) -> bytes:
    """A spreadsheet whose parts have one text replaced by another."""
    parts = zipfile.ZipFile(io.BytesIO(packed([definition()], SHEET)))
    return archive({name: parts.read(name).replace(old, new) for name in parts.namelist()})


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet '


@pytest.mark.clause("HOUSE-16")
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "文件打不开"),
        (b"PK\x03\x04 broken", "文件打不开"),
        (b"name: x\n", "文件打不开"),
        (archive({}), "里面没有事项文件"),
        (archive({"readme.txt": b"x"}), "里面没有事项文件"),
        (archive({"xl/workbook.xml": b"\x00"}), "不是可以读取的电子表格"),
        (archive({"a.yaml": b"name: \x00"}), "含有看不见的控制字符"),
        (archive({"a.yaml": b"x" * 600_000}), "文件超过 500 KB"),
        (archive({"a.yaml": b"&a [*a]"}), "不能使用锚点和引用"),
        (sheet_with(b"<worksheet ", LAUGHS), "不是可以读取的电子表格"),
        (sheet_with(definition().code.encode(), b"\x00"), "不是可以读取的电子表格"),
        (sheet_with(b"0432-", "0432😀".encode()), "请写带区号的电话"),
    ],
)
def test_hostile_files_get_a_clear_answer(data: bytes, told: str) -> None:
    assert told in "\n".join(faults(data))


@pytest.mark.clause("HOUSE-16")
def test_a_bomb_is_not_unpacked() -> None:
    assert faults(bomb()) == ["file：解压以后超过 300 MB，没有解压"]


def test_an_archive_with_a_password_is_told() -> None:
    data = bytearray(archive({"a.yaml": b"x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 0x1
    assert "文件有密码" in faults(bytes(data))[0]


def test_very_many_faults_end_the_check() -> None:
    def spoil(book: Any) -> None:
        for number in range(700):
            book["常见问题"].append([f"没有的编码{number}", "问", "答"])

    told = faults(edited(spoil))
    assert len(told) == 501 and told[-1].endswith("错误超过 500 处，后面的没有检查")
