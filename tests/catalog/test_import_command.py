"""`onevisit import-items`: what a city types to bring its own catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from onevisit.catalog.models import ItemVersion
from onevisit.config.command_line import main
from tests.catalog.sample_items import RESTAURANT, changed, definition, item_path, item_text

CODE = definition().code
OTHER_PROMISE = changed(item_text(), "promised_limit: 8wd\n", "promised_limit: 9wd\n")


def test_check_says_what_may_be_published_and_what_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import-items", "--check", str(item_path(RESTAURANT))]) == 0
    assert "可以发布" in capsys.readouterr().out
    (tmp_path / "a.yaml").write_bytes(changed(item_text(), "promised_limit: 8wd\n", "promised_limit: 11wd\n"))
    (tmp_path / "b.yaml").write_bytes(b"\x00")
    assert main(["import-items", "--check", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "a.yaml：承诺办结时限：承诺（11个工作日）长于法定时限（10个工作日）" in told
    assert "b.yaml" in told


@pytest.mark.parametrize("name", ["missing.yaml", "empty"])
def test_a_file_that_can_not_be_read_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["import-items", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.strip()


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-9")
def test_publish_puts_a_changed_file_into_effect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "item.yaml"
    file.write_bytes(OTHER_PROMISE)
    assert main(["import-items", "--publish", str(file)]) == 0
    assert "食品经营许可（新办）（第 2 版）：已发布" in capsys.readouterr().out
    assert main(["import-items", "--publish", str(file)]) == 0
    assert "没有变化：1 项" in capsys.readouterr().out
    assert ItemVersion.objects.filter(item__code=CODE).count() == 2


@pytest.mark.usefixtures("demo_city")
def test_one_faulty_file_keeps_all_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_bytes(OTHER_PROMISE)
    (tmp_path / "b.yaml").write_bytes(b"name: x\n")
    assert main(["import-items", "--publish", str(tmp_path)]) == 1
    assert "没有导入任何内容" in capsys.readouterr().err
    assert ItemVersion.objects.filter(item__code=CODE).count() == 1


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-29")
def test_what_may_not_be_published_leaves_no_draft_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_bytes(changed(item_text(), "promised_limit: 8wd\n", "promised_limit: 11wd\n"))
    assert main(["import-items", "--publish", str(tmp_path)]) == 1
    assert "长于法定时限" in capsys.readouterr().err
    assert ItemVersion.objects.filter(item__code=CODE).count() == 1
