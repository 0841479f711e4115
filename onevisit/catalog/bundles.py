"""The whole catalogue as one file: a package of item files (zip) or a spreadsheet (xlsx)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import BinaryIO

import yaml

from onevisit.catalog.archives import open_archive
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.reading import MAXIMUM_BYTES, DefinitionError, Fault, read_definition
from onevisit.catalog.sheets.reading import MOST_FAULTS, read_workbook
from onevisit.catalog.sheets.writing import write_workbook
from onevisit.law.clauses import enforces

_ITEM_FILES = (".yaml", ".yml")
_SPREADSHEET_PART = "xl/workbook.xml"


class BundleFormat(StrEnum):
    """The two forms; the value is the ending of the file's name."""

    ITEM_FILES = "zip"
    SPREADSHEET = "xlsx"


@enforces("JH-9")
def read_bundle(data: bytes, file: str) -> dict[str, ItemDefinition]:
    """The definitions in either form, told apart by content, by the place where each stands.

    Raises DefinitionError with every fault.
    """
    with open_archive(data, file) as archive:
        if _SPREADSHEET_PART not in archive.namelist():
            return _read_item_files(archive, file)
    return read_workbook(data, file)


def _read_item_files(archive: zipfile.ZipFile, file: str) -> dict[str, ItemDefinition]:
    definitions: dict[str, ItemDefinition] = {}
    faults: list[Fault] = []
    for entry in archive.infolist():
        name = entry.filename
        if entry.is_dir() or not name.lower().endswith(_ITEM_FILES) or name.startswith("__MACOSX/"):
            continue
        try:
            if name in definitions:
                raise DefinitionError([Fault(name, "", "包里有两个同名的文件")])
            definitions[name] = read_definition(_content(archive, entry), name)
        except DefinitionError as error:
            faults.extend(error.faults)
        if len(faults) >= MOST_FAULTS:
            faults = [*faults[:MOST_FAULTS], Fault(file, "", f"错误超过 {MOST_FAULTS} 处，后面的没有检查")]
            break
    if not faults and not definitions:
        faults.append(Fault(file, "", "里面没有事项文件（.yaml），也不是电子表格"))
    if faults:
        raise DefinitionError(faults)
    return definitions


def read_item_files(files: Mapping[str, bytes]) -> dict[str, ItemDefinition]:
    """The definitions of item files by the names of these. Raises DefinitionError with every fault of all."""
    definitions: dict[str, ItemDefinition] = {}
    faults: list[Fault] = []
    for name, data in files.items():
        try:
            definitions[name] = read_definition(data, name)
        except DefinitionError as error:
            faults.extend(error.faults)
    if faults:
        raise DefinitionError(faults)
    return definitions


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as content:
            return content.read(MAXIMUM_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise DefinitionError([Fault(entry.filename, "", "文件损坏，读不出来")]) from error


def write_bundle(definitions: Iterable[ItemDefinition], form: BundleFormat, target: BinaryIO) -> None:
    """Writes the definitions in the form. Raises Refusal when a text is too long for a cell."""
    if form is BundleFormat.SPREADSHEET:
        write_workbook(definitions, target)
        return
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for definition in definitions:
            archive.writestr(f"{definition.code}.yaml", item_file(definition))


def item_file(definition: ItemDefinition) -> bytes:
    """The item file of a definition (docs/item-format.md); what equals its default is left out."""
    content = definition.model_dump(mode="json", exclude_defaults=True, exclude_none=False)
    content = {"format": definition.format, **content}
    text = yaml.dump(
        _without_none(content), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000
    )
    return str(text).encode()


def _without_none(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_none(one) for key, one in value.items() if one is not None}
    return [_without_none(one) for one in value] if isinstance(value, list) else value
