"""Static files as browsers get them: collected, compressed, named by content; again only after a change."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

from onevisit.config.environment import CHECKOUT, SetupError

COLLECTED = CHECKOUT / "build" / "static"
OPTIONS = ["--noinput", "--clear", "--verbosity", "0", "--settings", "onevisit.config.settings"]


def collect() -> None:
    """Collects static files when a source changed since the last time; raises SetupError when it fails.

    One process collects, others that come meanwhile wait for it: each would clear what the other writes.
    """
    COLLECTED.parent.mkdir(parents=True, exist_ok=True)
    with COLLECTED.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _collect_when_changed(COLLECTED / ".sources", _sources_state())


def _collect_when_changed(stamp: Path, state: str) -> None:
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return
    done = subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", *OPTIONS],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise SetupError(f"The files for browsers could not be collected ({reason[0]}): run `make setup`.")
    stamp.write_text(state, encoding="ascii")


def _sources_state() -> str:
    folders = sorted((CHECKOUT / "onevisit").glob("*/static"))
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                state = path.stat()
                digest.update(f"{_relative(path)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _relative(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))
