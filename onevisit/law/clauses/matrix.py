"""The clause matrix: for every clause, the code that carries it out and the tests that prove it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import onevisit
from onevisit.law.clauses.loading import registry
from onevisit.law.clauses.marking import enforces
from onevisit.law.clauses.model import Clause, Kind, Source
from onevisit.law.clauses.scanning import Citation, citations_in_code, citations_in_tests

#: What follows a whole's id in the id of a part of it: JH-23 and JH-23b, XK-32 and XK-32.4 or XK-32p2.
PART_MARKS = frozenset("abcdefghijklmnopqrstuvwxyz.")


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """A function, class, table or test that answers for a clause."""

    name: str
    """``onevisit.law.limits:due_date`` or ``tests/law/test_limits.py::test_pause``."""
    what: str
    """First line of its docstring."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One clause with its answers. What answers for a part (JH-23b) also stands at the whole (JH-23)."""

    clause: Clause
    enforced_by: tuple[Answer, ...]
    tests: tuple[Answer, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What an enforced clause still lacks: ``code``, ``test``, both or nothing."""
        if self.clause.kind is not Kind.ENFORCED:
            return ()
        return (() if self.enforced_by else ("code",)) + (() if self.tests else ("test",))


@dataclass(frozen=True, slots=True)
class MatrixChapter:
    """The clauses of one chapter, in the order of printing."""

    title: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class MatrixSource:
    """One text with its chapters."""

    source: Source
    chapters: tuple[MatrixChapter, ...]


@enforces("HOUSE-27")
def clause_matrix(
    clauses: Mapping[str, Clause], code: Iterable[Citation], tests: Iterable[Citation]
) -> tuple[MatrixSource, ...]:
    """Every clause grouped by text and chapter, with the code and the tests that cite it.

    Pure: give it the registry and the citations that ``scanning`` found. Citations of unknown ids and mere
    mentions are left out; the command and its test report the former.
    """
    enforcing = _answers_by_clause(clauses, code)
    proving = _answers_by_clause(clauses, tests)
    rows = [MatrixRow(entry, enforcing[entry.id], proving[entry.id]) for entry in clauses.values()]
    return tuple(
        MatrixSource(
            source,
            tuple(
                MatrixChapter(title, tuple(in_chapter))
                for title, in_chapter in groupby(of_source, key=lambda row: row.clause.chapter)
            ),
        )
        for source, of_source in groupby(rows, key=lambda row: row.clause.source)
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What the installed program says of itself."""

    code: tuple[Citation, ...]
    tests: tuple[Citation, ...]
    tests_present: bool
    """False where the program was installed without its tests: then no clause shows a test."""
    sources: tuple[MatrixSource, ...]

    @property
    def rows(self) -> tuple[MatrixRow, ...]:
        """All clauses in order."""
        return tuple(row for text in self.sources for chapter in text.chapters for row in chapter.rows)


@cache
def standing() -> Standing:
    """The matrix of the program that is running, read once per process from its own files."""
    package = Path(onevisit.__file__).parent
    return standing_of(package, package.parent / "tests")


def standing_of(package: Path, tests: Path) -> Standing:
    """The matrix of the package and the tests in these directories; the tests may be absent."""
    present = tests.is_dir()
    code = citations_in_code(package)
    proofs = citations_in_tests(tests) if present else []
    return Standing(tuple(code), tuple(proofs), present, clause_matrix(registry(), code, proofs))


def whole_of(clause_id: str, clauses: Mapping[str, Clause]) -> str:
    """The registered clause of which this one is a part (JH-23 for JH-23b), empty if there is none."""
    for length in range(len(clause_id) - 1, 0, -1):
        if clause_id[length] in PART_MARKS and clause_id[:length] in clauses:
            return clause_id[:length]
    return ""


def _answers_by_clause(
    clauses: Mapping[str, Clause], citations: Iterable[Citation]
) -> Mapping[str, tuple[Answer, ...]]:
    found: defaultdict[str, set[Answer]] = defaultdict(set)
    for citation in citations:
        clause_id = citation.clause_id
        while citation.answers and clause_id in clauses:
            found[clause_id].add(Answer(citation.name, citation.what))
            clause_id = whole_of(clause_id, clauses)
    return defaultdict(tuple, {clause_id: _sorted(answers) for clause_id, answers in found.items()})


def _sorted(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    return tuple(sorted(answers))


def names(answers: Sequence[Answer]) -> list[str]:
    """The names alone, as lists and JSON show them."""
    return [answer.name for answer in answers]
