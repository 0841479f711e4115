"""Take in package files (docs/package-format.md): new and changed ones become drafts, or are published."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and what to do with them."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a package file, or a folder")
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument("--check", action="store_true", help="only say what can't be read; without a database")
    doing.add_argument("--publish", action="store_true", help="put what is new into effect now")


def run(options: argparse.Namespace) -> int:
    """Prints what was done to each package; 1 with every fault of every file. Raises Refusal."""
    files: dict[str, bytes] = {}
    try:
        for path in options.files:
            inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
            files.update((str(file), file.read_bytes()) for file in inside)
    except OSError as error:
        print(f"{error.filename} can't be read: {error.strerror}", file=sys.stderr)
        return 2
    if not files:
        print("There is no file that ends in .yaml.", file=sys.stderr)
        return 2
    return _check(files) if options.check else _import(files, publishing=options.publish)


def _check(files: dict[str, bytes]) -> int:
    from onevisit.catalog.package_definition import read_package
    from onevisit.catalog.reading import DefinitionError

    faulty = False
    for name, data in files.items():
        try:
            read_package(data, name)
            print(f"{name}：可以导入；与各事项是否一致，发布时检查")
        except DefinitionError as error:
            faulty = True
            print("\n".join(str(fault) for fault in error.faults))
    return 1 if faulty else 0


def _import(files: dict[str, bytes], *, publishing: bool) -> int:
    from django.db import transaction

    from onevisit.catalog.package_actions import import_packages, publish_package

    with transaction.atomic():
        drafted = import_packages(files)
        versions = [publish_package(version) if publishing else version for version in drafted]
    for version in versions:
        print(f"{version}：{version.get_state_display()}")
    if len(versions) < len(files):
        print(f"没有变化：{len(files) - len(versions)} 个")
    return 0
