"""Write the catalogue in effect to one file: a package of item files or a spreadsheet, by its ending."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and of which department."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a name that ends in .zip or .xlsx")
    parser.add_argument("--department", metavar="CODE", default="", help="only the items of this department")
    parser.add_argument("--template", action="store_true", help="the empty spreadsheet to fill in")


def run(options: argparse.Namespace) -> int:
    """Writes the file and says how many items are in it. Raises Refusal."""
    from onevisit.catalog.bundles import BundleFormat, write_bundle
    from onevisit.catalog.exporting import definitions_in_effect

    endings = {f".{one.value}": one for one in BundleFormat}
    form = endings.get(options.file.suffix.lower())
    if form is None:
        print(f"{options.file} should end in {' or '.join(endings)}.", file=sys.stderr)
        return 2
    definitions = [] if options.template else list(definitions_in_effect(department=options.department))
    try:
        with options.file.open("wb") as target:
            write_bundle(definitions, form, target)
    except OSError as error:
        print(f"{error.filename} can't be written: {error.strerror}", file=sys.stderr)
        return 2
    print(f"{options.file}：{len(definitions)} 项")
    return 0
