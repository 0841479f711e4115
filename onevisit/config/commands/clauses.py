"""Show for every clause the code that enforces it and the tests that prove it.

Every id cited in code and tests must be registered; an unknown one is named with its file and line, and the
command ends with code 1.
"""

from __future__ import annotations

import argparse
import sys

from onevisit.law.clauses import command
from onevisit.law.clauses.matrix import standing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--json` and `--missing`."""
    command.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Prints the matrix; 1 when an unknown clause is cited."""
    return command.report(standing(), options, sys.stdout, sys.stderr)
