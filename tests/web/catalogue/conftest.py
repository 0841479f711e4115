"""Pages name their style sheets and scripts by the list of collected files, so these are collected once."""

from __future__ import annotations

import pytest

from onevisit.config import static_files


@pytest.fixture(scope="session", autouse=True)
def collected_files() -> None:
    """The files for browsers, as the program collects them when it starts."""
    static_files.collect()
