"""Check the whole ledger and name the first broken row, or write the published anchors.

`onevisit ledger verify` checks every row, every chain and every anchor: exit code 0 when all is well, 1
with the first broken row. `onevisit ledger anchor` anchors now what waits. `onevisit ledger publish` prints
the anchors as the JSON file that anybody may download and keep.
"""

from __future__ import annotations

import argparse
import json

from onevisit.records import anchors, verification


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the ledger."""
    parser.add_argument("act", choices=["verify", "anchor", "publish"], help="verify, anchor or publish")
    parser.add_argument("--json", action="store_true", help="print the outcome of verify as JSON")


def run(options: argparse.Namespace) -> int:
    """Does one of the three."""
    if options.act == "publish":
        print(json.dumps(anchors.publication(), ensure_ascii=False, indent=1))
        return 0
    if options.act == "anchor":
        made = anchors.make_anchors()
        print(f"新增 {len(made)} 个锚，固定了 {sum(anchor.size for anchor in made)} 步。")
        return 0
    return verify(as_json=options.json)


def verify(*, as_json: bool) -> int:
    """Prints what was checked and the first fault, if any."""
    report = verification.verify()
    fault = report.fault
    if as_json:
        shown = {
            "rows": report.rows,
            "cases": report.cases,
            "anchors": report.anchors,
            "fault": fault
            and {
                "message": fault.message,
                "case": fault.case_id,
                "sequence": fault.sequence,
                "anchor": fault.anchor_number,
            },
        }
        print(json.dumps(shown, ensure_ascii=False))
    elif fault is None:
        print(f"台账完好：{report.cases} 个办件、{report.rows} 步、{report.anchors} 个锚，全部核对无误。")
    else:
        print(f"台账有误：{fault.message}。此前已核对 {report.rows} 步、{report.anchors} 个锚。")
    return 0 if fault is None else 1
