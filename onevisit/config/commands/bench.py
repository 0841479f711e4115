"""Measure the speed of this installation's program on this machine; docs/bench.md explains the rows.

Works on a database of its own, made on the server of DATABASE_URL (else on one started for it) and removed at
the end. Without names every row is measured, which takes about fifteen minutes.
"""

from __future__ import annotations

import argparse
import json
import sys

from onevisit.bench import names
from onevisit.bench.workplace import Sizes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which rows, and in which form."""
    parser.add_argument("rows", nargs="*", metavar="NAME", help="rows to measure: " + ", ".join(names.NAMES))
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")


def run(options: argparse.Namespace) -> int:
    """Measures and prints; 2 for a name that is no row, 1 when a measurement failed."""
    unknown = [name for name in options.rows if name not in names.NAMES]
    if unknown:
        print(f"There is no row {unknown[0]!r}; the rows are {', '.join(names.NAMES)}.", file=sys.stderr)
        return 2
    return measure_and_print(options.rows or list(names.NAMES), Sizes(), as_json=options.json)


def measure_and_print(wanted: list[str], sizes: Sizes, *, as_json: bool) -> int:
    """The rows in the given order, each printed as soon as it is there unless one JSON document is wanted."""
    from onevisit.bench.figures import BenchError
    from onevisit.bench.table import HEADING, line_of
    from onevisit.config.benching import bench_place
    from onevisit.config.command_line import set_up_django

    measured = []
    with bench_place() as place:
        set_up_django()
        from onevisit.bench.measuring import measure

        if not as_json:
            print(HEADING, flush=True)
        try:
            for row in measure(wanted, place, sizes):
                measured.append(row)
                if not as_json:
                    print(line_of(row), flush=True)
        except BenchError as error:
            print(f"The measurement failed: {error}", file=sys.stderr)
            return 1
    if as_json:
        print(json.dumps([row.as_json() for row in measured], ensure_ascii=False, indent=2))
    return 0
