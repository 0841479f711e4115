"""Folders of a test run that every user of the machine can enter."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.settings import RUN_FOLDER


def make_open_folder() -> Path:
    """A fresh folder; removed with the run's other folders."""
    folder = Path(tempfile.mkdtemp(dir=RUN_FOLDER))
    folder.chmod(0o711)
    return folder
