"""The command `onevisit`: one parser, one line per command, code imported only when it runs."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from onevisit.config.environment import SetupError
from onevisit.law.refusal import Refusal


@dataclass(frozen=True)
class Command:
    """A command: its name, what it does in one line, and the module with `add_arguments` and `run`.

    `needs_settings` is False for commands that work without a database. With `own_arguments` the module has
    no `add_arguments`, and its `run` is given the arguments as they were typed.
    """

    name: str
    summary: str
    module: str
    needs_settings: bool = True
    own_arguments: bool = False


COMMANDS = (
    Command("due", "work out a due date, day by day", "due", needs_settings=False, own_arguments=True),
    Command("clauses", "show what enforces and what proves each clause", "clauses", needs_settings=False),
    Command(
        "verify", "check a receipt or an archive package: unchanged, proved?", "verify", needs_settings=False
    ),
    Command("ledger", "check the whole ledger and name the first broken row", "ledger"),
    Command("run", "start a demo city: database, pages, live updates, worker", "run", needs_settings=False),
    Command("serve", "start the pages only", "serve", needs_settings=False),
    Command("live", "start the live updates only", "live", needs_settings=False),
    Command("worker", "start the worker only: documents, messages, periodic work", "worker"),
    Command("courier", "demo only: start the test courier only", "courier", needs_settings=False),
    Command("payments", "demo only: start the test payment provider only", "payments", needs_settings=False),
    Command("migrate", "bring the database to this version", "migrate"),
    Command("load-demo", "load the demo city", "load_demo"),
    Command("import-items", "take in item files: all of them or, with a fault in any, none", "import_items"),
    Command("export-items", "write the catalogue in effect to a package or spreadsheet", "export_items"),
    Command("check-catalogue", "check every item for publishing, and say what is wrong", "check_catalogue"),
    Command("import-packages", "take in package files (一件事), all or none", "import_packages"),
    Command("account", "help somebody who can't sign in: temporary password, new second factor", "account"),
    Command("code", "demo only: print somebody's current sign-in codes", "code"),
    Command("clock", "demo only: show or move the clock, for example +6wd", "clock"),
    Command("bench", "measure the speed of this installation", "bench", needs_settings=False),
    Command("check", "check settings, fonts, keys and database, and say what is missing", "check"),
)


def build_parser() -> argparse.ArgumentParser:
    """The parser with every command's name and summary; a command adds its arguments when it is chosen."""
    parser = argparse.ArgumentParser(
        prog="onevisit",
        description="onevisit runs a city's government service halls. `onevisit run` starts a demo city.",
        epilog="`onevisit COMMAND --help` explains a command. Folders and addresses come from the "
        "environment variables DATABASE_URL, DATABASE_OWNER_URL, DATA_ROOT, SECRETS_ROOT, FILE_ROOT, "
        "PORT, PUBLIC_URL, COURIER_URL, PAYMENT_URL.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in COMMANDS:
        commands.add_parser(command.name, help=command.summary, description=command.summary, add_help=False)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0 done, 1 refused or failed, 2 wrong arguments."""
    use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = build_parser()
    if not given:
        parser.print_help()
        return 2
    chosen, rest = parser.parse_known_args(given[:1])[0], given[1:]
    command = next(command for command in COMMANDS if command.name == chosen.command)
    try:
        return run_command(command, rest)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run_command(command: Command, arguments: Sequence[str]) -> int:
    """Imports the command's module, reads its arguments and runs it; a refusal becomes exit code 1."""
    if command.needs_settings:
        set_up_django()
    module = importlib.import_module(f"onevisit.config.commands.{command.module}")
    given: Sequence[str] | argparse.Namespace = arguments
    if not command.own_arguments:
        parser = argparse.ArgumentParser(prog=f"onevisit {command.name}", description=module.__doc__)
        module.add_arguments(parser)
        given = parser.parse_args(arguments)
    try:
        code: int = module.run(given)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except Exception as error:
        sentence = database_fault(error)
        if sentence is None:
            raise
        raise SetupError(sentence) from error
    return code


def database_fault(error: Exception) -> str | None:
    """What to tell when a command failed because its database can't be used; None for any other error."""
    if not type(error).__module__.startswith(("django.db", "psycopg")):
        return None
    from django.db import OperationalError, ProgrammingError

    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    if isinstance(error, OperationalError) or type(error).__name__ in {"OperationalError", "PoolTimeout"}:
        return f"The database can't be used ({reason}): start it, or correct DATABASE_URL."
    if isinstance(error, ProgrammingError) and "does not exist" in str(error):
        return f"The database is not at this version ({reason}): run `onevisit migrate` first."
    return None


def set_up_django() -> None:
    """Loads settings and apps, for commands that use the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onevisit.config.settings")
    import django

    django.setup()


def use_utf8() -> None:
    """Makes this program and those it starts write UTF-8 whatever the locale."""
    os.environ["PYTHONUTF8"] = "1"
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
