"""Show for every clause the code that enforces it and the tests that prove it.

Every id cited in code and tests must be registered; an unknown one is named with its file and line, and the
command ends with code 1.
"""

import argparse
import json
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, TextIO

from onevisit.law.clauses.citing import cite, clause
from onevisit.law.clauses.marking import enforces
from onevisit.law.clauses.matrix import MatrixRow, Standing, names, standing
from onevisit.law.clauses.model import UnknownClauseError
from onevisit.law.clauses.scanning import unknown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``onevisit clauses``."""
    parser.add_argument("--json", action="store_true", help="print the matrix as JSON")
    parser.add_argument(
        "--missing",
        action="store_true",
        help="list only the clauses of kind enforced that no code or no test answers for",
    )


def run(argv: Sequence[str], out: TextIO, err: TextIO) -> int:
    """``onevisit clauses [--json] [--missing]``: 0 done, 1 an unknown id is cited, 2 wrong arguments."""
    parser = argparse.ArgumentParser(prog="onevisit clauses", description=__doc__)
    add_arguments(parser)
    with redirect_stdout(out), redirect_stderr(err):
        try:
            options = parser.parse_args(list(argv))
        except SystemExit as leaving:
            return int(leaving.code or 0)
    return report(standing(), options, out, err)


@enforces("HOUSE-27")
def report(found: Standing, options: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Print the matrix, or refuse it with every unknown id by file and line."""
    faults = unknown([*found.code, *found.tests])
    for citation in faults:
        print(f"{citation.place}: {explain_unknown(citation.clause_id)}", file=err)
    if faults:
        return 1
    rows = [row for row in found.rows if row.gaps] if options.missing else list(found.rows)
    if options.json:
        json.dump([as_json(row) for row in rows], out, ensure_ascii=False, indent=1)
        print(file=out)
    else:
        print_rows(rows, out)
    if not found.tests_present:
        print("此安装不含测试目录，测试一栏为空。", file=err)
    return 0


def explain_unknown(clause_id: str) -> str:
    """The sentence about an id that is not registered, with the nearest ones."""
    try:
        clause(clause_id)
    except UnknownClauseError as error:
        return str(error)
    raise ValueError(f"{clause_id} is registered")


def as_json(row: MatrixRow) -> dict[str, Any]:
    """One clause as JSON: id, summary, kind, enforced_by and tests, with its source and printed place."""
    return {
        "id": row.clause.id,
        "source": row.clause.source.full_name,
        "place": row.clause.place,
        "citation": cite(row.clause.id),
        "summary": row.clause.summary,
        "summary_en": row.clause.english,
        "kind": row.clause.kind.value,
        "enforced_by": names(row.enforced_by),
        "tests": names(row.tests),
        "missing": list(row.gaps),
    }


def print_rows(rows: Sequence[MatrixRow], out: TextIO) -> None:
    """The matrix for a terminal: text, clause, what answers for it."""
    source = ""
    for row in rows:
        if row.clause.source.full_name != source:
            source = row.clause.source.full_name
            print(f"\n《{source}》", file=out)
        gaps = f"  [missing: {', '.join(row.gaps)}]" if row.gaps else ""
        print(f"{row.clause.id}  {row.clause.place}  {row.clause.kind.chinese}{gaps}", file=out)
        print(f"    {row.clause.summary}", file=out)
        for answer in row.enforced_by:
            print(f"    + {answer.name}  {answer.what}".rstrip(), file=out)
        for answer in row.tests:
            print(f"    = {answer.name}", file=out)
    lacking = sum(bool(row.gaps) for row in rows)
    print(f"\n{len(rows)} clauses; {lacking} of kind enforced lack code or test.", file=out)
