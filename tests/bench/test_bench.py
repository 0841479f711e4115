"""`onevisit bench` on small sizes: every row is measured, explains itself and cleans up after itself."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from onevisit.bench.figures import BenchError, Row, quantile, require_no_faults
from onevisit.bench.load import Browser, Generator, Journey, Load, get
from onevisit.bench.names import NAMES
from onevisit.bench.table import line_of
from tests.harness.databases import TestServer, at_database

SMALL = """
import json, sys
from onevisit.bench.workplace import Sizes
from onevisit.config.commands.bench import measure_and_print
if __name__ == "__main__":
    sizes = Sizes(
        rounds=2, clients=2, creates=4, lives=2, steady_seconds=2, steady_lives=1, slow_uploads=1,
        few_cases=(400, 8), many_cases=(4000, 80), page_views=4, guide_views=8, due_dates=100_000,
        documents=2, files=8, items=30,
    )
    sys.exit(measure_and_print(sys.argv[1:], sizes, as_json=True))
"""


@pytest.fixture(scope="module")
def measured(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """All rows on small sizes, on the run's own server."""
    script = tmp_path_factory.mktemp("bench") / "small.py"
    script.write_text(SMALL, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    owner = server.addresses("postgres").owner
    done = subprocess.run(
        [sys.executable, script, *NAMES],
        env={**kept, "DATABASE_URL": owner, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    with psycopg.connect(at_database(owner, "postgres")) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'onevisit_bench%'")
        assert left.fetchall() == []
    return {row["name"]: row for row in json.loads(done.stdout)}


def test_every_row_is_measured(measured: dict[str, dict[str, object]]) -> None:
    assert tuple(measured) == NAMES
    assert all(isinstance(row["ours"], float | int) and row["ours"] > 0 for row in measured.values())


@pytest.mark.parametrize("name", ["case-create", "case-life", "worklist", "guide", "due", "licence-status"])
def test_a_row_is_compared_with_its_limit(measured: dict[str, dict[str, object]], name: str) -> None:
    row = measured[name]
    assert isinstance(row["limit"], float | int) and row["limit"] > 0
    assert row["ratio"] is not None
    assert len(row["rounds"]) == len(row["limit_rounds"]) == 2  # type: ignore[arg-type]


def test_a_life_lists_every_command(measured: dict[str, dict[str, object]]) -> None:
    details = measured["case-life"]["details"]
    assert isinstance(details, dict)
    assert list(details["commands"]) == [
        "file",
        "register",
        "accept",
        "start_review",
        "record_step",
        "appoint_visit",
        "record_visit",
        "draft_decision",
        "sign_decision",
        "make_certificate",
        "offer_handover",
        "take_over",
        "collect",
    ]
    assert details["documents_queued"] > 0


def test_the_worklist_of_a_large_city_reads_the_index_of_open_cases(
    measured: dict[str, dict[str, object]],
) -> None:
    details = measured["worklist"]["details"]
    assert isinstance(details, dict)
    assert "open_by_department" in details["large"]["plan"]
    assert "Sort" not in details["large"]["plan"]


PAGE_AT_MOST = 6
ABOVE = {"record_visit": 22}
"""A visit writes its findings, photos, signatures, step and record in one act, and no more."""
COMMAND_AT_MOST = 19
"""Of the engine at most fifteen; before it a request asks for session, account, worker and the case."""


def test_the_statements_of_every_request_are_pinned(measured: dict[str, dict[str, object]]) -> None:
    counted = measured["statements"]["details"]
    assert isinstance(counted, dict)
    worklist = counted.pop("worklist")
    assert worklist["count"] <= PAGE_AT_MOST, worklist
    over = {name: one for name, one in counted.items() if one["count"] > ABOVE.get(name, COMMAND_AT_MOST)}
    assert not over, over


def test_an_unexpected_answer_voids_the_figure() -> None:
    with pytest.raises(BenchError, match="answered 500"):
        require_no_faults(Load(faults=["file: answered 500"]))


def test_the_ratio_says_how_much_of_the_limit_is_reached() -> None:
    faster = Row("a", "cases/s", (50.0, 40.0, 60.0), "", (100.0,))
    slower = Row("b", "ms", (20.0,), "", (5.0,), higher_is_better=False)
    assert (faster.ours, faster.ratio, slower.ratio) == (50.0, 0.5, 0.25)


def test_a_noisy_machine_is_named() -> None:
    assert "noisy" in line_of(Row("a", "ms", (1.0,), "", noise=0.5))
    assert "noisy" not in line_of(Row("a", "ms", (1.0,), "", noise=0.01))


def test_a_quantile_is_a_value_that_occurred() -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 3.0
    assert quantile([1.0], 0.99) == 1.0


def test_the_generator_waits_for_the_whole_answer_and_names_a_wrong_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        serving = threading.Thread(target=_answer_twice, args=(listening,))
        serving.start()
        browser = Browser(port)
        assert browser.send(get("page", "/")) == 200
        assert browser.send(get("page", "/")) == 404
        browser.close()
        serving.join()


def _answer_twice(listening: socket.socket) -> None:
    connection, _address = listening.accept()
    with connection:
        for head in (b"HTTP/1.1 200 OK", b"HTTP/1.1 404 Not Found"):
            connection.recv(65536)
            connection.sendall(head + b"\r\nContent-Length: 4\r\n\r\nab")
            connection.sendall(b"cd")


def test_nobody_listening_is_a_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        free = listening.getsockname()[1]
    with Generator() as generator:
        load = generator.run(free, [Journey((get("page", "/"),))], 1)
    assert len(load.faults) == 1 and load.faults[0].startswith("page:")
