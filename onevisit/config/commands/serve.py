"""Start the pages only, on PORT; for production behind a proxy."""

from __future__ import annotations

import argparse
import os
import sys

from onevisit.config import environment

WORKERS = 2
THREADS = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Becomes the page server: several processes, each with threads that share a pool of connections."""
    arguments = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(environment.port())]
    arguments += [
        "--workers",
        str(WORKERS),
        "--blocking-threads",
        str(THREADS),
        "--workers-kill-timeout",
        "5",
    ]
    arguments += ["--respawn-failed-workers", "--no-ws", "onevisit.config.wsgi:application"]
    os.execv(sys.executable, [sys.executable, "-m", *arguments])
