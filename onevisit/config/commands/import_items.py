"""Take in item files (docs/item-format.md): new and changed items become drafts, or are published at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and what to do with them."""
    parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="an item file, or a folder of them"
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
        print("There is no file that ends in .yaml.", file=sys.stderr)
        return 2
    return _check(files) if options.check else _import(files, publishing=options.publish)


def _contents(paths: list[Path]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in paths:
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        found.update((str(file), file.read_bytes()) for file in inside)
    return found


def _check(files: dict[str, bytes]) -> int:
    from onevisit.catalog.publication import publication_faults
    from onevisit.catalog.reading import DefinitionError, read_definition

    faulty = False
    for name, data in files.items():
        try:
            faults = [f"{name}：{fault}" for fault in publication_faults(read_definition(data, name))]
        except DefinitionError as error:
            faults = [str(fault) for fault in error.faults]
        faulty = faulty or bool(faults)
        print("\n".join(faults) if faults else f"{name}：可以发布")
    return 1 if faulty else 0


def _import(files: dict[str, bytes], *, publishing: bool) -> int:
    from django.db import transaction

    from onevisit.catalog.actions import import_files, publish

    with transaction.atomic():
        imported = import_files(files)
        versions = [publish(version) if publishing else version for version in imported.drafted]
    for version in versions:
        print(f"{version}：{version.get_state_display()}")
    if imported.unchanged:
        print(f"没有变化：{len(imported.unchanged)} 项")
    return 0
