"""Demo only: show the clock of this installation, or move it, for example by +6wd (working days) or +3h."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

from onevisit.records import clock

UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How far to move."""
    parser.add_argument(
        "move",
        nargs="?",
        type=read_move,
        metavar="MOVE",
        help="+6wd six working days, +2d two days, +3h, +30min; without it, only show the clock",
    )


def run(options: argparse.Namespace) -> int:
    """Moves if asked, then prints what time it is for the installation; refused outside demo and test."""
    if options.move is not None:
        working_days, by = options.move
        clock.shift(working_days=working_days, by=by)
    print(clock.now().isoformat(sep=" ", timespec="seconds"))
    return 0


def read_move(text: str) -> tuple[int, timedelta]:
    """`+6wd` as working days, anything else as a duration; raises ArgumentTypeError."""
    parts = re.fullmatch(r"\+([0-9]{1,5})(wd|d|h|min)", text)
    if parts is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no move of the clock, write +6wd, +2d, +3h or +30min")
    count, unit = int(parts.group(1)), parts.group(2)
    return (count, timedelta(0)) if unit == "wd" else (0, count * UNITS[unit])
