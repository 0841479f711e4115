"""Help somebody who can't sign in any more: a temporary password, or second factors to be enrolled anew."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose account, and what to do."""
    parser.add_argument("name", metavar="NAME", help="user name, mobile number or mail address")
    parser.add_argument(
        "--temporary-password",
        action="store_true",
        help="print a new password, to be changed at the next sign-in",
    )
    parser.add_argument(
        "--forget-second-factor",
        action="store_true",
        help="remove the lost app and keys; new ones are enrolled at the next sign-in",
    )


def run(options: argparse.Namespace) -> int:
    """Does what was asked and unlocks the account; 1: no such account, 2: nothing was asked."""
    from onevisit.accounts import actions, audit
    from onevisit.accounts.sign_in import find_account

    if not (options.temporary_password or options.forget_second_factor):
        print("Say what to do: --temporary-password, --forget-second-factor, or both.", file=sys.stderr)
        return 2
    account = find_account(options.name)
    if account is None:
        print(f"No open account is called {options.name}.", file=sys.stderr)
        return 1
    if options.forget_second_factor:
        print(f"{actions.forget_second_factors(account)} second factors removed.")
        audit.helped_by_command(account, "forget-second-factors")
    if options.temporary_password:
        print(f"Temporary password: {actions.give_temporary_password(account)}")
        audit.helped_by_command(account, "give-temporary-password")
    return 0
