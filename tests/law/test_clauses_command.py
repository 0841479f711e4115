"""`onevisit clauses`, and the claims it makes about this very checkout."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from pathlib import Path

import pytest

from onevisit.law.clauses import registry
from onevisit.law.clauses.command import report, run
from onevisit.law.clauses.matrix import standing, standing_of
from onevisit.law.clauses.scanning import unknown

pytestmark = pytest.mark.clause("HOUSE-27")


def call(*argv: str) -> tuple[int, str, str]:
    """Exit code, output and complaints of ``onevisit clauses``."""
    out, err = io.StringIO(), io.StringIO()
    return run(argv, out, err), out.getvalue(), err.getvalue()


def checkout(tmp_path: Path, code: str, test: str = "") -> Path:
    """A checkout with one module and one test module."""
    for path, text in {"onevisit/law/limits.py": code, "tests/test_limits.py": test}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def report_on(root: Path, *, missing: bool = False) -> tuple[int, str, str]:
    """The report on another checkout."""
    out, err = io.StringIO(), io.StringIO()
    found = standing_of(root / "onevisit", root / "tests")
    return report(found, Namespace(json=True, missing=missing), out, err), out.getvalue(), err.getvalue()


def test_every_id_that_code_and_tests_of_this_checkout_cite_is_registered() -> None:
    found = standing()
    assert found.tests_present
    faults = unknown([*found.code, *found.tests])
    assert [f"{fault.place}: {fault.clause_id}" for fault in faults] == []


def test_json_gives_every_clause_with_what_answers_for_it() -> None:
    code, out, err = call("--json")
    assert (code, err) == (0, "")
    rows = json.loads(out)
    assert [row["id"] for row in rows] == list(registry())
    for row in rows:
        assert {"id", "summary", "kind", "enforced_by", "tests"} <= set(row)
        assert row["kind"] in {"enforced", "supported", "organisational"}
    itself = next(row for row in rows if row["id"] == "HOUSE-27")
    assert "onevisit.law.clauses.command:report" in itself["enforced_by"]
    assert f"{__name__.replace('.', '/').split('/')[-1]}.py::" in "".join(itself["tests"])
    assert itself["missing"] == []


def test_the_text_names_source_place_kind_and_summary() -> None:
    code, out, _err = call()
    assert code == 0
    assert "《蛟河市“只跑一次”政务服务运行规则（试行）》" in out
    assert "JH-23b  第二十三条第二款  系统强制" in out


def test_missing_lists_only_enforced_clauses_with_a_gap_and_does_not_fail(tmp_path: Path) -> None:
    root = checkout(
        tmp_path,
        '@enforces("JH-13", "JH-24")\ndef use(): ...\n',
        'import pytest\n@pytest.mark.clause("JH-13")\ndef test_use(): ...\n',
    )
    code, out, err = report_on(root, missing=True)
    rows = {row["id"]: row for row in json.loads(out)}
    assert (code, err) == (0, "")
    assert "JH-13" not in rows
    assert rows["JH-24"]["missing"] == ["test"]
    assert {row["kind"] for row in rows.values()} == {"enforced"}


def test_an_unknown_id_fails_and_is_named_with_file_and_line(tmp_path: Path) -> None:
    root = checkout(
        tmp_path,
        '"""Limits."""\n\n@enforces("JH-45")\ndef use(): ...\n',
        'import pytest\n\n@pytest.mark.clause("XK-32.9")\ndef test_use(): ...\n',
    )
    code, out, err = report_on(root)
    assert (code, out) == (1, "")
    assert "onevisit/law/limits.py:3: 条款编号“JH-45”不在条款登记簿中" in err
    assert "tests/test_limits.py:3: 条款编号“XK-32.9”不在条款登记簿中" in err


def test_without_tests_the_report_says_that_the_column_is_empty(tmp_path: Path) -> None:
    (tmp_path / "onevisit").mkdir()
    code, out, err = report_on(tmp_path)
    assert code == 0
    assert len(json.loads(out)) == len(registry())
    assert "不含测试" in err


def test_a_wrong_argument_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call("--jsn")
    assert (code, out) == (2, "")
    assert "--jsn" in err
    assert capsys.readouterr().out == ""
