"""Citations are found in source text, by who cites them, without importing anything."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from onevisit.law.clauses import registry
from onevisit.law.clauses.matrix import MatrixRow, clause_matrix, names, standing_of
from onevisit.law.clauses.scanning import Citation, citations_in_code, citations_in_tests, unknown

pytestmark = pytest.mark.clause("HOUSE-27")


def code(tmp_path: Path, text: str, name: str = "law/limits.py") -> list[Citation]:
    """The citations of one module of a package called onevisit."""
    path = tmp_path / "onevisit" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return citations_in_code(tmp_path / "onevisit")


def proofs(tmp_path: Path, text: str) -> list[Citation]:
    """The citations of one test module."""
    path = tmp_path / "tests" / "law" / "test_limits.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return citations_in_tests(tmp_path / "tests")


def answering(citations: list[Citation]) -> list[tuple[str, str]]:
    """Clause and name of the citations that answer for their clause."""
    return [(citation.clause_id, citation.name) for citation in citations if citation.answers]


def test_a_marked_function_answers_with_its_name_line_and_first_docstring_line(tmp_path: Path) -> None:
    found = code(
        tmp_path,
        '''
        @enforces("JH-23b", "XK-32.4")
        def decide():
            """Decide in two days.

            More words.
            """
        ''',
    )
    assert answering(found) == [
        ("JH-23b", "onevisit.law.limits:decide"),
        ("XK-32.4", "onevisit.law.limits:decide"),
    ]
    assert {citation.what for citation in found} == {"Decide in two days."}
    assert str(found[0].place) == "onevisit/law/limits.py:2"


def test_classes_methods_and_nested_functions_are_named_in_full(tmp_path: Path) -> None:
    found = code(
        tmp_path,
        """
        @enforces("JH-13")
        class Delegation:
            @clauses.enforces("JH-14")
            async def use(self):
                @enforces("JH-16")
                def inner(): ...
        """,
    )
    assert answering(found) == [
        ("JH-13", "onevisit.law.limits:Delegation"),
        ("JH-14", "onevisit.law.limits:Delegation.use"),
        ("JH-16", "onevisit.law.limits:Delegation.use.inner"),
    ]


def test_rows_of_a_table_answer_under_the_name_of_the_table(tmp_path: Path) -> None:
    found = code(
        tmp_path,
        '''
        """Which procedure stops which clock."""
        ROWS: tuple = (row("hearing", clause="XK-45"), row(clauses=("JH-17", "RULE-11")), row("JH-24"))
        def refuse():
            raise Refusal("late", "…", clauses=("JH-41.3",))
        ''',
    )
    assert answering(found) == [
        ("JH-17", "onevisit.law.limits:ROWS"),
        ("JH-24", "onevisit.law.limits:ROWS"),
        ("JH-41.3", "onevisit.law.limits:refuse"),
        ("RULE-11", "onevisit.law.limits:ROWS"),
        ("XK-45", "onevisit.law.limits:ROWS"),
    ]
    assert {citation.what for citation in found} == {"Which procedure stops which clock."}


def test_citing_and_mentioning_answer_for_nothing(tmp_path: Path) -> None:
    found = code(
        tmp_path,
        '''
        def notice():
            """The notice of JH-22."""
            return cite("JH-23b")  # see JH-24
        ''',
    )
    assert answering(found) == []
    assert sorted(citation.clause_id for citation in found) == ["JH-22", "JH-23b", "JH-24"]


@pytest.mark.parametrize(
    ("text", "wrong", "line"),
    [
        ('@enforces("JH-99")\ndef decide(): ...\n', "JH-99", 1),
        ('@enforces("XK-32-4")\ndef decide(): ...\n', "XK-32-4", 1),
        ("@enforces(NAME)\ndef decide(): ...\n", "NAME", 1),
        ('def decide():\n    return row(clause="JH23b")\n', "JH23b", 2),
        ('ROWS = [\n    row(clauses=("JH-13", "JH-13z")),\n]\n', "JH-13z", 2),
        ('text = cite("FY-999")\n', "FY-999", 1),
        ("x = 1  # because of AS-7\n", "AS-7", 1),
    ],
)
def test_an_unknown_id_is_found_wherever_code_cites_it(
    tmp_path: Path, text: str, wrong: str, line: int
) -> None:
    faults = unknown(code(tmp_path, text))
    assert {citation.clause_id for citation in faults} == {wrong}
    assert {str(citation.place) for citation in faults} == {f"onevisit/law/limits.py:{line}"}


def test_page_templates_are_checked_too(tmp_path: Path) -> None:
    found = code(tmp_path, "<p>\n{% cite 'JH-99' %}</p>\n", "web/templates/guide.html")
    assert [str(citation.place) for citation in unknown(found)] == ["onevisit/web/templates/guide.html:2"]


def test_printed_places_and_other_numbers_are_no_clause_ids(tmp_path: Path) -> None:
    found = code(
        tmp_path,
        'basis = Basis(law="食品安全法", clause="第三十五条")\ncase = "JH-20260101-0001"\nx = "GB-1"\n',
    )
    assert found == []


def test_a_mark_on_a_test_a_class_and_a_module(tmp_path: Path) -> None:
    found = proofs(
        tmp_path,
        '''
        pytestmark = [pytest.mark.clause("XK-82")]

        @pytest.mark.clause("JH-23b", "RULE-6")
        def test_pause():
            """A pause gives its days back."""

        @pytest.mark.clause("XK-42")
        class TestExtension:
            def test_once(self): ...
            @pytest.mark.clause("XK-42p1")
            async def test_reason(self): ...
            def helper(self): ...
        ''',
    )
    extension = "tests/law/test_limits.py::TestExtension"
    assert answering(found) == [
        ("JH-23b", "tests/law/test_limits.py::test_pause"),
        ("RULE-6", "tests/law/test_limits.py::test_pause"),
        ("XK-42", f"{extension}::test_once"),
        ("XK-42", f"{extension}::test_reason"),
        ("XK-42p1", f"{extension}::test_reason"),
        ("XK-82", f"{extension}::test_once"),
        ("XK-82", f"{extension}::test_reason"),
        ("XK-82", "tests/law/test_limits.py::test_pause"),
    ]
    assert found[0].what == "A pause gives its days back."


def test_a_mark_on_one_set_of_parameters_belongs_to_the_test(tmp_path: Path) -> None:
    found = proofs(
        tmp_path,
        """
        @pytest.mark.parametrize("days", [pytest.param(2, marks=pytest.mark.clause("JH-23b"))])
        def test_days(days): ...
        CASES = [pytest.param(5, marks=pytest.mark.clause("XK-32.4"))]
        """,
    )
    assert answering(found) == [
        ("JH-23b", "tests/law/test_limits.py::test_days"),
        ("XK-32.4", "tests/law/test_limits.py"),
    ]


def test_an_unknown_id_in_a_mark_is_found(tmp_path: Path) -> None:
    found = proofs(tmp_path, '@pytest.mark.clause("JH-23x")\ndef test_pause(): ...\n')
    assert [(fault.clause_id, str(fault.place)) for fault in unknown(found)] == [
        ("JH-23x", "tests/law/test_limits.py:1")
    ]


def rows_by_id(tmp_path: Path) -> dict[str, MatrixRow]:
    """The rows of the matrix of what the test wrote."""
    found = standing_of(tmp_path / "onevisit", tmp_path / "tests")
    return {row.clause.id: row for row in found.rows}


def test_the_matrix_has_every_clause_once_in_the_order_of_the_registry() -> None:
    sources = clause_matrix(registry(), (), ())
    ids = [row.clause.id for text in sources for chapter in text.chapters for row in chapter.rows]
    assert ids == list(registry())
    for text in sources:
        assert len({chapter.title for chapter in text.chapters}) == len(text.chapters)


def test_what_answers_for_a_part_stands_at_the_whole_but_not_the_other_way(tmp_path: Path) -> None:
    code(tmp_path, '@enforces("JH-8.2.5")\ndef visit(): ...\n@enforces("XK-42")\ndef decide(): ...\n')
    proofs(tmp_path, '@pytest.mark.clause("JH-23b")\ndef test_two_days(): ...\n')
    rows = rows_by_id(tmp_path)
    for whole in ("JH-8.2.5", "JH-8.2", "JH-8"):
        assert names(rows[whole].enforced_by) == ["onevisit.law.limits:visit"]
    assert names(rows["JH-23"].tests) == ["tests/law/test_limits.py::test_two_days"]
    assert names(rows["XK-42p1"].enforced_by) == []
    assert names(rows["JH-2"].tests) == []


def test_the_gaps_of_a_clause_are_those_of_enforced_ones_only(tmp_path: Path) -> None:
    code(tmp_path, '@enforces("JH-13")\ndef use(): ...\n')
    proofs(tmp_path, '@pytest.mark.clause("JH-13", "JH-24")\ndef test_use(): ...\n')
    rows = rows_by_id(tmp_path)
    assert rows["JH-13"].gaps == ()
    assert rows["JH-24"].gaps == ("code",)
    assert rows["JH-25"].gaps == ("code", "test")
    assert rows["JH-26"].gaps == ()


def test_an_installation_without_tests_says_so(tmp_path: Path) -> None:
    code(tmp_path, "")
    found = standing_of(tmp_path / "onevisit", tmp_path / "tests")
    assert not found.tests_present
    assert not any(row.tests for row in found.rows)
