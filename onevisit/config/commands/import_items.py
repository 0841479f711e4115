"""Take in item files (docs/item-format.md): new and changed items become drafts, or are published at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onevisit.catalog.definition import ItemDefinition

PACKAGES = (".zip", ".xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and what to do with them."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="an item file, a folder of them, a package (zip) or a spreadsheet (xlsx)",
    )
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument("--check", action="store_true", help="only say what is wrong; without a database")
    doing.add_argument("--publish", action="store_true", help="put what is new into effect now")


def run(options: argparse.Namespace) -> int:
    """Prints what was done to each item; 1 with every fault of every file. Raises Refusal."""
    try:
        files = _contents(options.files)
    except OSError as error:
        print(f"{error.filename} can't be read: {error.strerror}", file=sys.stderr)
        return 2
    if not files:
        print("There is no item file in it.", file=sys.stderr)
        return 2
    return _check(files) if options.check else _import(files, publishing=options.publish)


def _contents(paths: list[Path]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in paths:
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        found.update((str(file), file.read_bytes()) for file in inside)
    return found


def _definitions(files: dict[str, bytes]) -> dict[str, ItemDefinition]:
    """The definitions of item files, packages and spreadsheets. Raises DefinitionError with every fault."""
    from onevisit.catalog.bundles import read_bundle, read_item_files
    from onevisit.catalog.reading import DefinitionError, Fault

    found: dict[str, ItemDefinition] = {}
    faults: list[Fault] = []
    for name, data in files.items():
        try:
            read = (
                read_bundle(data, name) if name.lower().endswith(PACKAGES) else read_item_files({name: data})
            )
            found.update((where if where == name else f"{name} {where}", one) for where, one in read.items())
        except DefinitionError as error:
            faults.extend(error.faults)
    if faults:
        raise DefinitionError(faults)
    return found


def _check(files: dict[str, bytes]) -> int:
    from onevisit.catalog.publication import publication_faults
    from onevisit.catalog.reading import DefinitionError

    faulty = False
    for name, data in files.items():
        try:
            found = {
                where: [f"{where}：{fault}" for fault in publication_faults(definition)]
                for where, definition in _definitions({name: data}).items()
            }
        except DefinitionError as error:
            found = {name: [str(fault) for fault in error.faults]}
        faulty = faulty or any(found.values())
        for where, faults in found.items():
            print("\n".join(faults) if faults else f"{where}：可以发布")
    return 1 if faulty else 0


def _import(files: dict[str, bytes], *, publishing: bool) -> int:
    from django.db import transaction

    from onevisit.catalog.actions import publish
    from onevisit.catalog.importing import draft_all

    with transaction.atomic():
        imported = draft_all(_definitions(files))
        versions = [publish(version) if publishing else version for version in imported.drafted]
    for version in versions:
        print(f"{version}：{version.get_state_display()}")
    if imported.unchanged:
        print(f"没有变化：{len(imported.unchanged)} 项")
    return 0
