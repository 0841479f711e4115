"""Writing the catalogue as a spreadsheet (xlsx); the template to fill in is one without items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.sheets.cells import MOST_IN_A_CELL, ON_THE_SPOT, YES, written
from onevisit.catalog.sheets.layout import CODE_HEADING, Column, Sheet, parts_of, sheets
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

EXPLANATIONS = "说明"
_HEADING = {"font": Font(bold=True), "fill": PatternFill("solid", fgColor="E8EEF5")}
_WIDE, _NARROW = 34, 18
_KINDS = {
    "line": "文字，不换行",
    "long": "文字，可以换行",
    "lines": "一行写一条",
    "number": "整数",
    "tick": "是／否",
    "limit": f"20个工作日／30个自然日／{ON_THE_SPOT}／没有规定",
}


def write_workbook(definitions: Iterable[ItemDefinition], target: BinaryIO) -> None:
    """Writes the items; with none of them, it is the template. Raises Refusal when a text fits in no cell."""
    book = Workbook(write_only=True)
    opened = {sheet.title: _opened(book, sheet.title, sheet.headings, sheet) for sheet in sheets()}
    for definition in definitions:
        for sheet, cells in rows_of(definition):
            opened[sheet.title].append(cells)
    _explain(book)
    book.save(target)


def rows_of(definition: ItemDefinition) -> Iterator[tuple[Sheet, list[str | int | None]]]:
    """Every row that the item takes, with its sheet."""
    content = definition.model_dump(mode="json")
    for sheet in sheets():
        for keys, part in _parts(content, sheet):
            cells: list[str | int | None] = [*keys]
            for column in sheet.columns:
                cell = written(column, _at(part, column.path))
                if isinstance(cell, str) and len(cell) > MOST_IN_A_CELL:
                    raise Refusal(
                        "cell_too_long",
                        Sentence(
                            "%(item)s 的“%(heading)s”太长，电子表格的一个单元格装不下。",
                            item=definition.code,
                            heading=column.heading,
                        ),
                        clauses=("JH-9",),
                        next_step=Sentence("请导出为事项文件包。"),
                    )
                cells.append(cell)
            yield sheet, cells


def _parts(content: Mapping[str, Any], sheet: Sheet) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The parts that a sheet has rows for, each with its keys."""
    if sheet.parent is None:
        yield (), content
        return
    for keys, above in _parts(content, sheet.parent):
        below = (content["code"],) if sheet.parent.parent is None else (*keys, above["key"])
        for part in _at(above, sheet.path) or ():
            yield below, part


def _at(part: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if part is None:
            return None
        part = part[step]
    return part


def _opened(book: Workbook, title: str, headings: Iterable[str], sheet: Sheet | None) -> Any:
    page = book.create_sheet(title)
    page.freeze_panes = "B2" if sheet is not None else "A2"
    named = list(headings)
    for number, heading in enumerate(named, start=1):
        wide = heading == CODE_HEADING or len(heading) > 8
        page.column_dimensions[get_column_letter(number)].width = _WIDE if wide else _NARROW
    page.append([_heading(page, heading) for heading in named])
    return page


def _heading(page: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, text)
    cell.font, cell.fill = _HEADING["font"], _HEADING["fill"]
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _explain(book: Workbook) -> None:
    page = _opened(book, EXPLANATIONS, ("工作表", "列", "怎么写", "必填"), None)
    for sheet in sheets():
        for heading in sheet.keys:
            page.append([sheet.title, heading, "与上级工作表里的代码一致", YES])
        for column in sheet.columns:
            page.append([sheet.title, column.heading, _how(column), YES if column.required else ""])


def _how(column: Column) -> str:
    shape = column.shape
    if shape.kind == "choice":
        return "／".join(member.label for member in shape.of)
    if shape.kind == "choices":
        return "一行写一个：" + "／".join(member.label for member in shape.of)
    if shape.kind == "cell_parts":
        return f"一行写一条，用竖线分开：{parts_of(column).example}"
    return _KINDS[shape.kind]
