"""Find out, from the source text alone, which code and which tests cite which clauses.

Nothing is imported: the files are parsed, so the answer is the same whatever is installed or configured.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from onevisit.law.clauses.loading import registry

#: Calls that put a clause on paper; they name a clause without carrying it out.
NAMING_CALLS = frozenset({"cite", "cite_in_full", "clause"})

#: Files of this package show ids as examples and hold the registry itself.
THIS_PACKAGE = ("onevisit", "law", "clauses")

#: Keyword arguments by which a row of a table names its clauses.
CLAUSE_COLUMNS = frozenset({"clause", "clauses"})

#: What somebody meant as a clause id, well written or not; legal bases of items are printed places instead.
LIKE_AN_ID = re.compile(r"[A-Z]{2,5}-?\d[\w.–-]*")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, the file given relative to the checkout: ``onevisit/law/limits.py:40``."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """One clause id at one place."""

    clause_id: str
    place: Place
    name: str
    """What cites it: ``onevisit.law.limits:due_date`` or ``tests/law/test_limits.py::test_pause``."""
    what: str = ""
    """First line of its docstring."""
    answers: bool = True
    """True if it carries the clause out (code) or proves it (tests); False if it only mentions the id."""


def clause_id_pattern() -> re.Pattern[str]:
    """Matches anything that looks like a clause id of a registered text, known or not."""
    prefixes = "|".join(sorted({entry.source.key for entry in registry().values()}))
    return re.compile(rf"(?<![\w-])(?:{prefixes})-\d{{1,3}}(?:p\d)?(?:\.\d+)*[a-z]?(?![\w-])")


def citations_in_code(package: Path) -> list[Citation]:
    """Every clause id cited in the Python files and page templates of the package directory."""
    pattern = clause_id_pattern()
    found: list[Citation] = []
    for path in _files(package, (".py", ".html")):
        relative = path.relative_to(package.parent)
        if relative.parts[: len(THIS_PACKAGE)] == THIS_PACKAGE and path.suffix != ".py":
            continue
        text = path.read_text(encoding="utf-8")
        if not (pattern.search(text) or "clause" in text or "enforces" in text):
            continue
        answering: list[Citation] = []
        if path.suffix == ".py":
            reader = _CodeReader(relative, pattern)
            reader.read(ast.parse(text, filename=str(path)))
            answering = reader.found
        found += answering
        if relative.parts[: len(THIS_PACKAGE)] != THIS_PACKAGE:
            found += _mentions(relative, text, pattern, answering)
    return sorted(set(found))


def citations_in_tests(tests: Path) -> list[Citation]:
    """Every clause id in a ``pytest.mark.clause(...)`` of the tests directory, by the test it marks."""
    found: list[Citation] = []
    for path in _files(tests, (".py",)):
        text = path.read_text(encoding="utf-8")
        if "mark.clause" not in text:
            continue
        found += _marks(path.relative_to(tests.parent), ast.parse(text, filename=str(path)))
    return sorted(set(found))


def unknown(citations: Sequence[Citation]) -> list[Citation]:
    """The citations of ids that the registry does not hold."""
    return [citation for citation in citations if citation.clause_id not in registry()]


def _files(directory: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(directory.rglob("*")):
        if path.suffix in suffixes and path.is_file() and "node_modules" not in path.parts:
            yield path


def _mentions(
    relative: Path, text: str, pattern: re.Pattern[str], answering: Sequence[Citation]
) -> Iterator[Citation]:
    """Ids in docstrings, comments and templates: they must exist, but answer for nothing."""
    taken = {(citation.clause_id, citation.place.line) for citation in answering}
    for number, line in enumerate(text.splitlines(), start=1):
        for match in pattern.finditer(line):
            if (match.group(), number) not in taken:
                yield Citation(
                    match.group(), Place(relative.as_posix(), number), relative.as_posix(), "", answers=False
                )


class _CodeReader:
    """Walks one module, knowing at every node which function, class or table it stands in."""

    def __init__(self, relative: Path, pattern: re.Pattern[str]) -> None:
        self.file = relative.as_posix()
        parts = relative.with_suffix("").parts
        self.module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.pattern = pattern
        self.found: list[Citation] = []

    def read(self, module: ast.Module) -> None:
        what = _first_line(module)
        for statement in module.body:
            self._visit(statement, _table_name(statement), what)

    def _visit(self, node: ast.AST, name: str, what: str) -> None:
        if isinstance(node, FunctionNode | ast.ClassDef):
            name, what = f"{name}.{node.name}" if name else node.name, _first_line(node) or what
        if isinstance(node, ast.Call):
            called = _called(node)
            if called in NAMING_CALLS:
                self._add_all(node, LIKE_AN_ID, name, what, answers=False)
                return
            if called == "enforces":
                for argument in node.args:
                    self._add_literal(argument, name, what)
                return
        if isinstance(node, ast.keyword) and node.arg in CLAUSE_COLUMNS:
            self._add_all(node, LIKE_AN_ID, name, what)
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if self.pattern.fullmatch(node.value):
                self._add(node.value, node, name, what)
            return
        for child in ast.iter_child_nodes(node):
            self._visit(child, name, what)

    def _add_literal(self, argument: ast.expr, name: str, what: str) -> None:
        self._add(_literal(argument) or ast.unparse(argument), argument, name, what)

    def _add_all(
        self, node: ast.AST, pattern: re.Pattern[str], name: str, what: str, answers: bool = True
    ) -> None:
        for child in ast.walk(node):
            clause_id = _literal(child)
            if isinstance(child, ast.Constant) and pattern.fullmatch(clause_id):
                self._add(clause_id, child, name, what, answers)

    def _add(self, clause_id: str, node: ast.expr, name: str, what: str, answers: bool = True) -> None:
        full_name = f"{self.module}:{name}" if name else self.module
        self.found.append(Citation(clause_id, Place(self.file, node.lineno), full_name, what, answers))


def _marks(relative: Path, module: ast.Module) -> Iterator[Citation]:
    """The marks of one test module: on a test, a class, the whole module, or one set of parameters."""
    for statement in module.body:
        if isinstance(statement, ast.ClassDef):
            yield from _marks_of_class(relative, statement)
        elif isinstance(statement, FunctionNode):
            yield from _cited(relative, statement, [statement], statement.name)
        elif _table_name(statement) == "pytestmark":
            for name, test in _tests_of(module.body):
                yield from _cited(relative, test, [statement], name)
        else:
            yield from _cited(relative, module, [statement], "")


def _marks_of_class(relative: Path, owner: ast.ClassDef) -> Iterator[Citation]:
    for name, test in _tests_of([owner]):
        yield from _cited(relative, test, [*owner.decorator_list, test], name)


def _tests_of(statements: Sequence[ast.stmt]) -> Iterator[tuple[str, FunctionNode]]:
    for statement in statements:
        if isinstance(statement, FunctionNode) and statement.name.startswith("test"):
            yield statement.name, statement
        elif isinstance(statement, ast.ClassDef):
            for name, test in _tests_of(statement.body):
                yield f"{statement.name}::{name}", test


def _cited(
    relative: Path, described: FunctionNode | ast.Module, nodes: Sequence[ast.AST], name: str
) -> Iterator[Citation]:
    node_id = f"{relative}::{name}" if name else relative.as_posix()
    for root in nodes:
        for node in ast.walk(root):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.clause")):
                continue
            for argument in node.args:
                clause_id = _literal(argument) or ast.unparse(argument)
                place = Place(relative.as_posix(), argument.lineno)
                yield Citation(clause_id, place, node_id, _first_line(described))


def _literal(node: ast.AST) -> str:
    """The text of a string constant, empty for every other node."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _first_line(node: FunctionNode | ast.ClassDef | ast.Module) -> str:
    lines = (ast.get_docstring(node) or "").splitlines()
    return lines[0] if lines else ""


def _table_name(statement: ast.stmt) -> str:
    """The name that a statement at the top of a module gives a value to, empty if it gives none."""
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return ""


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""
