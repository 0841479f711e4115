"""Load the demo city into this database and mark the database as a demo; loading again changes nothing."""

from __future__ import annotations

import argparse

from onevisit.records import installation
from onevisit.records.models import InstallationMark


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which of the demo cities."""
    parser.add_argument(
        "--city", choices=("jiaohe", "anshan"), default="jiaohe", help="whose rules apply (default: jiaohe)"
    )


def run(options: argparse.Namespace) -> int:
    """Marks, then loads through the product's own import format."""
    from onevisit import demo

    installation.initialise(InstallationMark.DEMO, "演示市政务服务")
    demo.load(options.city)
    return 0
