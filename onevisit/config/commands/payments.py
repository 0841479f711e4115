"""Start the test payment provider only, three ports after PORT: it plays one for demos and tests."""

from __future__ import annotations

import argparse
import os
import sys

from onevisit.config import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Becomes the server of the test payment provider."""
    arguments = ["uvicorn", "--host", "127.0.0.1", "--port", str(environment.payments_port())]
    arguments += ["--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "1"]
    os.execv(
        sys.executable, [sys.executable, "-m", *arguments, "onevisit.exchange.test_payments:application"]
    )
