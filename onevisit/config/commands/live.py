"""Start the live updates only, on the port after PORT; for production behind the same proxy as the pages."""

from __future__ import annotations

import argparse
import os
import sys

from onevisit.config import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Becomes the server of live updates."""
    arguments = ["uvicorn", "--host", "127.0.0.1", "--port", str(environment.port() + 1)]
    arguments += ["--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "1"]
    os.execv(sys.executable, [sys.executable, "-m", *arguments, "onevisit.web.live:application"])
