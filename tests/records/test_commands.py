"""`onevisit verify` and `onevisit ledger`, as an operator or a citizen types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from onevisit.config.command_line import main
from onevisit.config.environment import DatabaseAddresses
from onevisit.records import anchors, receipts
from tests.records.helpers import Chain, owner_connection


def written(path: Path, content: object) -> str:
    """A JSON file; gives its name."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)


@pytest.mark.clause("HOUSE-7")
@pytest.mark.usefixtures("committed_database")
def test_a_receipt_is_verified_against_this_installation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Chain(1).act()
    early = written(tmp_path / "receipt.json", receipts.receipt_for(1, 1))
    assert main(["verify", early]) == 3
    assert "尚未公布存证" in capsys.readouterr().out
    assert main(["ledger", "anchor"]) == 0
    assert "新增 1 个锚" in capsys.readouterr().out
    assert main(["verify", early, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["state"], shown["anchor"], shown["act"]["case"]) == ("anchored", 1, 1)
    forged = {**receipts.receipt_for(1, 1), "hash": "00" * 32}
    assert main(["verify", written(tmp_path / "forged.json", forged)]) == 1
    assert "被改动过" in capsys.readouterr().out


@pytest.mark.clause("HOUSE-7")
@pytest.mark.usefixtures("committed_database")
def test_a_receipt_is_verified_without_any_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Chain(1).act()
    anchors.make_anchors()
    receipt = written(tmp_path / "receipt.json", receipts.receipt_for(1, 1))
    assert main(["ledger", "publish"]) == 0
    published = tmp_path / "anchors.json"
    published.write_text(capsys.readouterr().out, encoding="utf-8")
    without = {name: text for name, text in os.environ.items() if not name.startswith(("DATABASE", "DJANGO"))}
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "onevisit.config.command_line",
            "verify",
            receipt,
            "--anchors",
            str(published),
        ],
        env={**without, "DATA_ROOT": str(tmp_path / "nothing")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "属实" in run.stdout
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    "content", [None, b"", b"not json", b"\xff\xfe", b"[" * 100_000, b" " * (1024 * 1024 + 1)]
)
def test_a_file_that_is_no_receipt_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "receipt.json"
    if content is not None:
        path.write_bytes(content)
    anchors_file = written(
        tmp_path / "anchors.json", {"format": "onevisit-anchors-1", "anchors": [], "keys": []}
    )
    assert main(["verify", str(path), "--anchors", anchors_file]) == 1
    shown = capsys.readouterr()
    assert "receipt.json" in shown.err
    assert "Traceback" not in shown.err
    assert main(["verify", anchors_file, "--anchors", anchors_file]) == 1
    assert "不是" in capsys.readouterr().out
    assert main(["verify", anchors_file, "--anchors", written(tmp_path / "wrong.json", {})]) == 1


@pytest.mark.clause("HOUSE-3")
def test_the_whole_ledger_is_verified(
    committed_database: DatabaseAddresses, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onevisit.records.verification._case_heads", [])
    chain = Chain(1)
    chain.act()
    chain.act()
    assert main(["ledger", "verify"]) == 0
    assert "台账完好：1 个办件、2 步" in capsys.readouterr().out
    with owner_connection(committed_database.owner) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("UPDATE records_ledgerrow SET actor_id = 9 WHERE sequence = 2")
    assert main(["ledger", "verify"]) == 1
    assert "办件 1 第 2 步" in capsys.readouterr().out
    assert main(["ledger", "verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"]["sequence"] == 2
