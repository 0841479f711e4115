"""Demo only: print the codes with which somebody can sign in now."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose codes."""
    parser.add_argument("name", metavar="NAME", help="user name, mobile number or mail address")


def run(options: argparse.Namespace) -> int:
    """Prints each code with its purpose and how long it works; 1 when there is none. Raises Refusal."""
    from onevisit.accounts.demo import current_codes

    found = current_codes(options.name)
    if not found:
        print(
            f"No code works for {options.name} now: enrol an app, or ask for a code on the page.",
            file=sys.stderr,
        )
        return 1
    for code in found:
        print(f"{code.code}  {code.purpose}, {code.seconds_left} s left")
    return 0
