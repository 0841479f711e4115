"""Work out a due date and explain it day by day, without a database."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from onevisit.law import due_command


def run(arguments: Sequence[str]) -> int:
    """Prints the answer; 2 and a sentence that names the argument when one is wrong."""
    return due_command.run(arguments, sys.stdout, sys.stderr)
