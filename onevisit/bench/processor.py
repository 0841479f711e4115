"""Processor time of the programs under measurement: a busy machine spoils it less than it spoils speed."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

NOISE_SECONDS = 1.0
TICKS = os.sysconf("SC_CLK_TCK")
READER = "onevisit.documents.verification_process"


@dataclass(frozen=True)
class Spent:
    """Processor seconds used so far by the page server with its readers of files, and by the database's
    connections.
    """

    pages: float
    database: float

    def since(self, before: Spent, answers: int) -> dict[str, float]:
        """Milliseconds of processor time for each answer since then."""
        return {
            "page_server_ms": round((self.pages - before.pages) / answers * 1000, 2),
            "database_ms": round((self.database - before.database) / answers * 1000, 2),
        }


def spent(port: int, address: str) -> Spent:
    """What the page server on this port and the connections to this database have used so far."""
    database = urlsplit(address).path.strip("/")
    pages = connections = 0.0
    servers: set[int] = set()
    readers: list[tuple[int, float]] = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if command.startswith("postgres:") and f" {database} " in command:
                connections += _seconds(folder)
            elif "granian" in command and f" {port} " in command:
                servers.add(int(folder.name))
                pages += _seconds(folder, with_ended_children=True)
            elif READER in command:
                readers.append((int(_fields(folder)[1]), _seconds(folder)))
        except OSError:  # the process ended meanwhile
            continue
    pages += sum(seconds for parent, seconds in readers if parent in servers)
    return Spent(pages, connections)


def _seconds(folder: Path, *, with_ended_children: bool = False) -> float:
    times = _fields(folder)[11:15]
    return sum(int(one) for one in times[: 4 if with_ended_children else 2]) / TICKS


def _fields(folder: Path) -> list[str]:
    """What /proc tells of a process, from its state on; the parent stands second (proc_pid_stat(5))."""
    return (folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(") ")[2].split()


def noise() -> float:
    """The share of the machine that is in use right now, while we do nothing."""
    before = _machine_times()
    time.sleep(NOISE_SECONDS)
    passed = [late - early for early, late in zip(before, _machine_times(), strict=True)]
    idle = passed[3] + passed[4]
    return 1 - idle / max(1, sum(passed))


def _machine_times() -> Sequence[int]:
    line = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    return [int(part) for part in line.split()[1:9]]
