"""Reading the spreadsheet back: definitions out, or every fault by sheet, row and column, in Chinese.

What is read may come from anywhere. The file is looked at as an archive before anything of it is unpacked,
rows and faults are counted, formulas are not computed, and nothing of it is ever run.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from pydantic import ValidationError

from onevisit.catalog.archives import open_archive
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.reading import DefinitionError, Fault, placed_faults
from onevisit.catalog.sheets.cells import MISSING, CellError, cell_text, read
from onevisit.catalog.sheets.layout import CODE_HEADING, PARENT_FIELD, Column, Sheet, beginning, sheets
from onevisit.catalog.sheets.writing import EXPLANATIONS
from onevisit.law.clauses import enforces

MOST_ROWS = 50_000
MOST_FAULTS = 500
MOST_COLUMNS = 100

Path = tuple[str | int, ...]


@dataclass
class _Item:
    """One item as far as it was read: its content, and in which row of which sheet each part of it stands."""

    content: dict[str, Any]
    places: dict[Path, tuple[Sheet, int]] = field(default_factory=dict)
    told: list[Path] = field(default_factory=list)


class _TooManyFaultsError(Exception):
    pass


class _Reader:
    def __init__(self) -> None:
        self.items: dict[str, _Item] = {}
        self.parts: dict[tuple[str, str, str], tuple[Path, dict[str, Any]]] = {}
        self.faults: list[Fault] = []

    def tell(self, fault: Fault) -> None:
        """Keeps a fault; the file is given up when there are too many."""
        self.faults.append(fault)
        if len(self.faults) >= MOST_FAULTS:
            raise _TooManyFaultsError

    def read_sheet(self, sheet: Sheet, rows: Iterator[tuple[Any, ...]]) -> None:
        """All rows of a sheet, the headings first."""
        columns = self._headings(sheet, next(rows, ()))
        if columns is None:
            return
        for number, cells in enumerate(rows, start=2):
            if number > MOST_ROWS + 1:
                self.tell(Fault(_sheet_name(sheet), "", f"超过 {MOST_ROWS} 行，请分成几个文件"))
                return
            if any(cell is not None and cell != "" for cell in cells):
                self._row(sheet, number, columns, cells)

    def _headings(self, sheet: Sheet, cells: tuple[Any, ...]) -> dict[str, int] | None:
        found: dict[str, int] = {}
        faulty = False
        for at, cell in enumerate(cells):
            heading = str(cell).strip() if cell is not None else ""
            if not heading:
                continue
            where = f"第 1 行（{get_column_letter(at + 1)} 列）"
            if heading not in sheet.headings:
                self.tell(Fault(_sheet_name(sheet), where, f"没有“{heading[:40]}”这一列，请用下载的模板"))
                faulty = True
            elif heading in found:
                self.tell(Fault(_sheet_name(sheet), where, f"“{heading}”这一列写了两次"))
                faulty = True
            found[heading] = at
        needed = [*sheet.keys, *(one.heading for one in sheet.columns if one.required and len(one.path) < 2)]
        for heading in needed:
            if heading not in found:
                self.tell(Fault(_sheet_name(sheet), "第 1 行", f"缺少“{heading}”这一列，请用下载的模板"))
                faulty = True
        return None if faulty else found

    def _row(self, sheet: Sheet, number: int, columns: Mapping[str, int], cells: tuple[Any, ...]) -> None:
        texts: dict[str, str] = {}
        unread: list[tuple[str, str]] = []
        for heading, at in columns.items():
            try:
                texts[heading] = cell_text(cells[at] if at < len(cells) else None)
            except CellError as error:
                unread.append((heading, str(error)))
        part: dict[str, Any] = {}
        told: list[Path] = []
        for column in sheet.columns:
            try:
                value = read(column, texts.get(column.heading, ""))
            except CellError as error:
                unread.append((column.heading, str(error)))
                continue
            _put(part, column, value)
        for heading, message in unread:
            self.tell(Fault(_sheet_name(sheet), _where(number, heading, columns), message))
            told.extend(column.path for column in sheet.columns if column.heading == heading)
        self._place(sheet, number, columns, texts, part, told)

    def _place(
        self,
        sheet: Sheet,
        number: int,
        columns: Mapping[str, int],
        texts: Mapping[str, str],
        part: dict[str, Any],
        told: list[Path],
    ) -> None:
        code = texts.get(CODE_HEADING, "")
        where = _where(number, CODE_HEADING, columns)
        if not code:
            self.tell(Fault(_sheet_name(sheet), where, "缺少实施编码，不知道是哪个事项的"))
            return
        if sheet.parent is None:
            if code in self.items:
                self.tell(Fault(_sheet_name(sheet), where, "与前面一行的实施编码相同"))
                return
            self.items[code] = _Item({**beginning(), **part}, {(): (sheet, number)}, told)
            return
        item = self.items.get(code)
        if item is None:
            self.tell(Fault(_sheet_name(sheet), where, f"“事项”表里没有实施编码“{code[:40]}”"))
            return
        above = self._above(sheet, number, columns, texts, code, item)
        if above is None:
            return
        path, holder = above
        for step in sheet.path[:-1]:
            holder = holder.setdefault(step, {})
        entries = holder.setdefault(sheet.path[-1], [])
        here = (*path, *sheet.path, len(entries))
        entries.append(part if sheet.model is not None else part.get("", ""))
        item.places[here] = (sheet, number)
        item.told.extend((*here, *one) for one in told)
        if any(below.parent is sheet for below in sheets()):
            self.parts.setdefault((code, sheet.title, str(part.get(PARENT_FIELD, ""))), (here, part))

    def _above(
        self,
        sheet: Sheet,
        number: int,
        columns: Mapping[str, int],
        texts: Mapping[str, str],
        code: str,
        item: _Item,
    ) -> tuple[Path, dict[str, Any]] | None:
        assert sheet.parent is not None
        if sheet.parent.parent is None:
            return (), item.content
        key = texts.get(sheet.keys[1], "")
        found = self.parts.get((code, sheet.parent.title, key))
        if found is None:
            message = f"“{sheet.parent.title}”表里，这个事项没有代码“{key[:40]}”"
            self.tell(Fault(_sheet_name(sheet), _where(number, sheet.keys[1], columns), message))
        return found

    def definitions(self) -> dict[str, ItemDefinition]:
        """The definitions by their place in the items' sheet."""
        made: dict[str, ItemDefinition] = {}
        for code, item in self.items.items():
            try:
                made[f"表“事项”第 {item.places[()][1]} 行"] = ItemDefinition.model_validate(item.content)
            except ValidationError as error:
                for place, fault in placed_faults(error, ItemDefinition):
                    if not any(place[: len(told)] == told for told in item.told):
                        self.tell(_located(code, item, place, fault))
        return made


def _put(part: dict[str, Any], column: Column, value: Any) -> None:
    if value is MISSING:
        return
    if not column.path:
        part[""] = value
        return
    for step in column.path[:-1]:
        part = part.setdefault(step, {})
    part[column.path[-1]] = value


def _sheet_name(sheet: Sheet) -> str:
    return f"表“{sheet.title}”"


def _where(number: int, heading: str, columns: Mapping[str, int]) -> str:
    at = columns.get(heading)
    letter = f"（{get_column_letter(at + 1)} 列）" if at is not None else ""
    return f"第 {number} 行“{heading}”{letter}"


def _located(code: str, item: _Item, place: Path, fault: Fault) -> Fault:
    """The fault of an item at the sheet, row and column where it can be put right."""
    length = max(size for size in range(len(place) + 1) if place[:size] in item.places)
    sheet, number = item.places[place[:length]]
    inside = tuple(step for step in place[length:] if isinstance(step, str))
    columns = {heading: at for at, heading in enumerate(sheet.headings)}
    fitting = [one for one in sheet.columns if one.path and inside[: len(one.path)] == one.path]
    if fitting:
        return Fault(_sheet_name(sheet), _where(number, fitting[0].heading, columns), fault.message)
    below = [one for one in sheets() if one.parent is sheet and inside[: len(one.path)] == one.path]
    if below:
        return Fault(_sheet_name(below[0]), f"{CODE_HEADING} {code}", fault.message)
    return Fault(_sheet_name(sheet), f"第 {number} 行", f"{fault.field}：{fault.message}".lstrip("："))


@enforces("JH-9")
def read_workbook(data: bytes, file: str) -> dict[str, ItemDefinition]:
    """The definitions of a spreadsheet by their place in it. Raises DefinitionError with every fault."""
    open_archive(data, file).close()
    reader = _Reader()
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        try:
            _read_book(book, reader)
        finally:
            book.close()
        definitions = reader.definitions()
    except _TooManyFaultsError:
        reader.faults.append(Fault(file, "", f"错误超过 {MOST_FAULTS} 处，后面的没有检查"))
    except Exception as error:
        # The library answers a broken file with whatever exception its parser happens to meet.
        raise DefinitionError(
            [Fault(file, "", "不是可以读取的电子表格（xlsx），请用 Excel 或 WPS 另存为 xlsx 后再导入")]
        ) from error
    if not reader.faults and not reader.items:
        reader.faults.append(Fault("表“事项”", "", "一个事项也没有"))
    if reader.faults:
        raise DefinitionError(reader.faults)
    return definitions


def _read_book(book: Any, reader: _Reader) -> None:
    known = {sheet.title for sheet in sheets()}
    for title in book.sheetnames:
        if title not in known | {EXPLANATIONS}:
            reader.tell(Fault(f"表“{title[:40]}”", "", "没有这个工作表，请用下载的模板"))
    for sheet in sheets():
        if sheet.title not in book.sheetnames:
            reader.tell(Fault(_sheet_name(sheet), "", "缺少这个工作表；没有内容也要留着表头"))
            continue
        page = book[sheet.title]
        page.reset_dimensions()
        reader.read_sheet(sheet, page.iter_rows(max_col=MOST_COLUMNS, values_only=True))
