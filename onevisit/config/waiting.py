"""Waiting until a program answers."""

from __future__ import annotations

import contextlib
import time
import urllib.error
import urllib.request
from collections.abc import Callable

LOOK_AGAIN_SECONDS = 0.05


def answers(address: str) -> bool:
    """Whether a page answers with success right now."""
    with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=5):
        return True
    return False


def until(happened: Callable[[], bool], seconds: float) -> bool:
    """Waits until something happened; False when it didn't within so many seconds."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_AGAIN_SECONDS)
    return True
