"""Check the whole catalogue for publishing: every fault and warning, by item."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of which department."""
    parser.add_argument("--department", metavar="CODE", default="", help="only the items of this department")


def run(options: argparse.Namespace) -> int:
    """Prints each item that has faults or doubtful legal bases; 1 when there is a fault."""
    from onevisit.catalog.whole_check import check_catalogue
    from onevisit.organization.models import Department

    if options.department and not Department.objects.filter(code=options.department).exists():
        print(f"There is no department with the code {options.department!r}.", file=sys.stderr)
        return 2
    items = faulty = faults = warnings = 0
    for item in check_catalogue(department=options.department):
        items += 1
        faulty += bool(item.findings)
        faults += len(item.findings)
        warnings += len(item.doubts)
        if item.findings or item.doubts:
            stage = f"（变更，{item.change.get_stage_display()}）" if item.change else ""
            print(f"{item.code} {item.name}（{item.department}）{stage}")
        for finding in item.findings:
            print(f"    {finding}")
        for doubt in item.doubts:
            print(f"    提醒：{doubt.sentence}{doubt.rest.citation}")
    print(f"共查 {items} 项，{faulty} 项有问题，共 {faults} 处；依据提醒 {warnings} 处。")
    return 1 if faults else 0
