"""Check a receipt or an archive package: is it unchanged, and does the ledger prove it?

With --anchors it is checked against a downloaded file of published anchors, without any database; otherwise
against the ledger of this installation. Exit code 0: proved; 1: false; 3: unchanged, but not yet anchored or
not yet published.
"""

from __future__ import annotations

import argparse
import json
import zipfile
from pathlib import Path

from onevisit.config.environment import SetupError
from onevisit.records.archive_check import ArchiveCheck, check_package
from onevisit.records.receipt_check import PublishedAnchors, ReceiptCheck, ReceiptState, check_receipt

LARGEST_RECEIPT = 1024 * 1024
EXIT_CODES = {
    ReceiptState.ANCHORED: 0,
    ReceiptState.FALSE: 1,
    ReceiptState.NOT_YET_ANCHORED: 3,
    ReceiptState.ANCHOR_NOT_PUBLISHED: 3,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and the published anchors to check it against."""
    parser.add_argument("file", type=Path, help="the receipt (JSON) or archive package (ZIP), as downloaded")
    parser.add_argument("--anchors", type=Path, help="a file of published anchors; works without a database")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(options: argparse.Namespace) -> int:
    """Prints what the file proves. Raises SetupError when a file can't be read."""
    if zipfile.is_zipfile(options.file):
        return run_package(options)
    receipt = read_json(options.file, LARGEST_RECEIPT)
    outcome = check(receipt, options.anchors)
    if options.json:
        shown = {
            "state": str(outcome.state),
            "message": str(outcome.message),
            "act": outcome.act,
            "anchor": outcome.anchor_number,
        }
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(outcome.message)
    return EXIT_CODES[outcome.state]


def run_package(options: argparse.Namespace) -> int:
    """Prints every fault of an archive package, or that it is whole and what its receipt proves."""
    outcome = check_package(options.file, lambda receipt: check(receipt, options.anchors))
    receipt = outcome.receipt
    if options.json:
        shown = {
            "state": str(receipt.state) if outcome.whole and receipt else str(ReceiptState.FALSE),
            "number": outcome.number,
            "files": outcome.files,
            "faults": [str(fault) for fault in outcome.faults],
        }
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print("\n".join(package_lines(outcome)))
    if not outcome.whole or receipt is None:
        return EXIT_CODES[ReceiptState.FALSE]
    return EXIT_CODES[receipt.state]


def package_lines(outcome: ArchiveCheck) -> list[str]:
    """The outcome in sentences."""
    if not outcome.whole or outcome.receipt is None:
        return [str(fault) for fault in outcome.faults]
    return [
        f"办件 {outcome.number} 的档案完整：{outcome.files} 份文件和台账都未被改动。",
        str(outcome.receipt.message),
    ]


def check(receipt: object, anchors: Path | None) -> ReceiptCheck:
    """Against the published file if one is given, else against this installation. Raises SetupError."""
    if anchors is not None:
        try:
            return check_receipt(receipt, PublishedAnchors.from_json(read_json(anchors)))
        except ValueError as error:
            raise SetupError(f"{anchors}: {error}") from error
    from onevisit.config.command_line import set_up_django

    set_up_django()
    from onevisit.records.receipts import verify_receipt

    return verify_receipt(receipt)


def read_json(path: Path, largest: int | None = None) -> object:
    """The content of a JSON file. Raises SetupError when there is none or it is too large."""
    try:
        if largest is not None and path.stat().st_size > largest:
            raise SetupError(f"{path} is too large for a receipt: give the file as it was downloaded.")
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SetupError(f"{path} can't be read ({error.strerror}): check the file name.") from error
    except (ValueError, RecursionError) as error:
        raise SetupError(f"{path} is not a JSON file: give the file as it was downloaded.") from error
