"""Checking an archive package without a database and without trusting whoever made it.

The chain of proof: a published anchor holds the act of archiving; the act holds the hash of the manifest; the
manifest holds the hash of every file, the ledger of the case among them; the ledger ends where the act of
archiving goes on. A package that was altered anywhere breaks one of these.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onevisit.law.canonical import CanonicalError, canonical_text
from onevisit.law.chain import GENESIS, row_hash
from onevisit.law.clauses import enforces
from onevisit.law.sentence import Sentence
from onevisit.records.receipt_check import ReceiptCheck, ReceiptState

FORMAT = "onevisit-archive-1"
MANIFEST, PROOF = "manifest.json", "proof.json"
CASE, ITEM, LEDGER = "case.json", "item.json", "ledger.jsonl"
ARCHIVING = "archive"
LARGEST_TEXT = 64 * 1024 * 1024
MOST_FILES = 10_000
PIECE = 1024 * 1024


@dataclass(frozen=True)
class ArchiveCheck:
    """The outcome: every fault found in the package, and what the receipt of archiving proves.

    ``number`` is the case number the manifest names, ``files`` how many files it lists.
    """

    faults: tuple[Sentence, ...]
    receipt: ReceiptCheck | None = None
    number: str = ""
    files: int = 0

    @property
    def whole(self) -> bool:
        """Whether the package is complete and unchanged."""
        return not self.faults


class _PackageError(Exception):
    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@enforces("ZX-12", "HOUSE-7")
def check_package(path: Path, check: Callable[[object], ReceiptCheck]) -> ArchiveCheck:
    """Checks a package; ``check`` tells what the receipt of archiving in it proves (``check_receipt``).

    Never raises for a bad package; OSError when the file can't be read.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _check(package, check)
    except _PackageError as error:
        return ArchiveCheck((error.sentence,))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, UnicodeDecodeError):
        return ArchiveCheck((Sentence("这不是档案包，或者文件已经损坏。"),))


def _check(package: zipfile.ZipFile, check: Callable[[object], ReceiptCheck]) -> ArchiveCheck:
    names = [entry.filename for entry in package.infolist()]
    if len(names) > MOST_FILES or len(set(names)) != len(names):
        raise _PackageError(Sentence("档案包里的文件太多，或者有两个同名的文件。"))
    manifest_text = _text(package, MANIFEST)
    manifest, proof = _object(manifest_text, MANIFEST), _object(_text(package, PROOF), PROOF)
    listed = _listed(manifest)
    faults = [*_file_faults(package, names, listed), *_ledger_faults(package, manifest, proof)]
    receipt = check(proof)
    if receipt.state is ReceiptState.FALSE:
        faults.append(receipt.message)
    act = receipt.act or {}
    data = act.get("data")
    held = data.get("manifest") if isinstance(data, Mapping) else None
    if act.get("action") != ARCHIVING or held != hashlib.sha256(manifest_text.encode()).hexdigest():
        faults.append(Sentence("目录（%(name)s）与归档时存证的不一致。", name=MANIFEST))
    return ArchiveCheck(tuple(faults), receipt, str(manifest.get("number", "")), len(listed))


def _text(package: zipfile.ZipFile, name: str) -> str:
    try:
        with package.open(name) as entry:
            content = entry.read(LARGEST_TEXT + 1)
    except KeyError as error:
        raise _PackageError(Sentence("档案包里没有 %(name)s。", name=name)) from error
    if len(content) > LARGEST_TEXT:
        raise _PackageError(Sentence("%(name)s 太大，不是本系统的档案包。", name=name))
    return content.decode("utf-8")


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _PackageError(Sentence("%(name)s 的内容不完整。", name=name)) from error
    if not isinstance(value, dict):
        raise _PackageError(Sentence("%(name)s 的内容不完整。", name=name))
    return value


def _listed(manifest: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """Size and hash of each file that the manifest names."""
    if manifest.get("format") != FORMAT:
        raise _PackageError(Sentence("这不是 onevisit 的档案包。"))
    try:
        return {str(one["path"]): (int(one["size"]), str(one["sha256"])) for one in manifest["files"]}
    except (KeyError, TypeError, ValueError) as error:
        raise _PackageError(Sentence("%(name)s 的内容不完整。", name=MANIFEST)) from error


def _file_faults(
    package: zipfile.ZipFile, names: list[str], listed: Mapping[str, tuple[int, str]]
) -> Iterator[Sentence]:
    for name in names:
        if name not in listed and name not in (MANIFEST, PROOF):
            yield Sentence("多出一份目录里没有的文件：%(name)s。", name=name)
    for name, (size, digest) in listed.items():
        if name not in names:
            yield Sentence("缺少文件：%(name)s。", name=name)
        elif _digest(package, name, size) != digest:
            yield Sentence("文件被改动过：%(name)s。", name=name)


def _digest(package: zipfile.ZipFile, name: str, size: int) -> str:
    """The hash of a file of the package; "" when it is longer than it should be, however well packed."""
    found, length = hashlib.sha256(), 0
    try:
        with package.open(name) as entry:
            while piece := entry.read(PIECE):
                length += len(piece)
                if length > size:
                    return ""
                found.update(piece)
    except zipfile.BadZipFile:
        return ""
    return found.hexdigest()


def _ledger_faults(
    package: zipfile.ZipFile, manifest: Mapping[str, Any], proof: Mapping[str, Any]
) -> Iterator[Sentence]:
    """The ledger of the package must be one unbroken chain up to the act of archiving."""
    previous, sequence = GENESIS, 0
    for line in _text(package, LEDGER).splitlines():
        sequence += 1
        try:
            row = json.loads(line)
            act = json.loads(row["act"])
            whole = (
                canonical_text(act) == row["act"]
                and (act["case"], act["sequence"]) == (manifest["case"], sequence)
                and act["previous"] == previous.hex()
                and row_hash(previous, row["act"]).hex() == row["hash"]
            )
        except (KeyError, TypeError, ValueError, CanonicalError, RecursionError):
            whole = False
        if not whole:
            yield Sentence("台账第 %(sequence)s 步与前一步接不上，或者内容被改动过。", sequence=sequence)
            return
        previous = bytes.fromhex(row["hash"])
    ends = (proof.get("case"), proof.get("sequence"), proof.get("previous_hash"))
    if ends != (manifest.get("case"), sequence + 1, previous.hex()):
        yield Sentence("台账的最后几步缺失：它没有到归档这一步。")
