"""The registry holds every clause, tells it apart from every other, and cites it as printed."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from onevisit.law.clauses import (
    Clause,
    Kind,
    SourceKind,
    UnknownClauseError,
    cite,
    cite_in_full,
    clause,
    enforces,
    registry,
)
from onevisit.law.clauses.loading import TEXTS, read_text
from onevisit.law.profiles import ANSHAN, JIAOHE

DIGITS = "零一二三四五六七八九"

#: The ids that requirements and rules use, beyond the plain articles.
JIAOHE_PARTS = [
    *(f"JH-7.{item}" for item in range(1, 11)),
    *(f"JH-8.{item}" for item in range(1, 9)),
    *(f"JH-8.2.{item}" for item in range(1, 7)),
    *(f"JH-14.{item}" for item in range(1, 6)),
    *(f"JH-40.{item}" for item in range(1, 9)),
    *(f"JH-41.{item}" for item in range(1, 7)),
    *("JH-10a", "JH-10b", "JH-10c", "JH-17a", "JH-30a", "JH-30b"),
    *("JH-23a", "JH-23b", "JH-23c", "JH-25a", "JH-25b", "JH-25c"),
]
ANSHAN_CLAUSES = [
    *(f"AS-{part}" for part in range(1, 6)),
    *(f"AS-2.{part}" for part in range(1, 5)),
    *(f"AS-3.{part}" for part in range(1, 6)),
    *(f"AS-3.1{part}" for part in "abcde"),
    "AS-3.2a",
    *(f"AS-3.3{part}" for part in "abcdef"),
    *(f"AS-3.4.{part}" for part in range(1, 6)),
    *(f"AS-4.{part}" for part in range(1, 5)),
]
LICENCE_LAW_ARTICLES = [7, 8, 24, 25, 26, *range(29, 51), *range(55, 60), 69, 70, *range(72, 76), 78, 79, 82]
OTHER_STATUTES = ["FY-20", "FY-22", "FY-23", "FY-24", "FY-27", "DZ-11", "DZ-13", "XXGK-33", "FJ-2"]


def chinese_number(number: int) -> str:
    """1 to 99 as Chinese statutes print it."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return ten + (DIGITS[ones] if ones or not tens else "")


def printed_place(clause_id: str) -> str:
    """The place that an id names by its form: JH-23b, XK-32p2 paragraphs, JH-8.2.5 an item of an item."""
    article, paragraph, letter, items = re.fullmatch(
        r"[A-Z]+-(\d+)(?:p(\d))?([a-z])?((?:\.\d+)*)", clause_id
    ).groups()  # type: ignore[union-attr]
    place = f"第{chinese_number(int(article))}条"
    if paragraph:
        place += f"第{chinese_number(int(paragraph))}款"
    if letter:
        place += f"第{chinese_number(ord(letter) - ord('a') + 1)}款"
    numbers = [int(number) for number in items.split(".") if number]
    if numbers:
        place += f"第{chinese_number(numbers[0])}项"
    if len(numbers) == 2:
        place += f"第{numbers[1]}目"
    return place


@pytest.mark.clause("HOUSE-27")
@pytest.mark.parametrize(
    "clause_id",
    [
        *(f"JH-{article}" for article in range(1, 45)),
        *JIAOHE_PARTS,
        *ANSHAN_CLAUSES,
        *(f"XK-{article}" for article in LICENCE_LAW_ARTICLES),
        *(f"XK-32.{item}" for item in range(1, 6)),
        "XK-32p2",
        *OTHER_STATUTES,
        *(f"RULE-{number}" for number in range(1, 41)),
    ],
)
def test_every_clause_in_use_is_registered(clause_id: str) -> None:
    assert clause(clause_id).id == clause_id


@pytest.mark.clause("HOUSE-27")
def test_an_unknown_id_is_refused_with_the_nearest_ones() -> None:
    with pytest.raises(UnknownClauseError) as caught:
        clause("JH-23d")
    assert caught.value.clause_id == "JH-23d"
    assert "JH-23" in "".join(caught.value.nearest)
    assert "JH-23d" in str(caught.value)


@pytest.mark.clause("HOUSE-27")
def test_every_clause_says_what_it_asks_in_both_languages() -> None:
    for entry in registry().values():
        assert entry.place and entry.chapter, entry.id
        assert re.search(r"[一-鿿]", entry.summary) and entry.summary.endswith("。"), entry.id
        assert re.search(r"[a-z]", entry.english) and not re.search(r"[一-鿿]", entry.english), entry.id


@pytest.mark.clause("RULE-40")
def test_the_printed_place_is_the_one_the_id_names() -> None:
    uneven = {"JH-10a", "JH-10b", "JH-10c", "JH-17a"}  # several duties in one printed paragraph
    for entry in registry().values():
        if entry.source.key == "AS" or entry.id in uneven:
            continue
        unnumbered_paragraph = entry.place.replace("条第一款第", "条第")
        assert printed_place(entry.id) in (entry.place, unnumbered_paragraph), entry.id


@pytest.mark.clause("RULE-40")
def test_duties_that_share_a_printed_place_are_told_apart_by_their_opening_words() -> None:
    seen: dict[str, str] = {}
    for entry in registry().values():
        citation = cite(entry.id) if entry.source.kind is not SourceKind.READING else entry.id
        assert citation not in seen, f"{entry.id} and {seen.get(citation)} are cited alike"
        seen[citation] = entry.id


@pytest.mark.clause("RULE-40")
@pytest.mark.parametrize(
    ("clause_id", "citation"),
    [
        ("JH-23b", "蛟河规则第二十三条第二款"),
        ("JH-8.2.5", "蛟河规则第八条第二项第5目"),
        ("JH-10b", "蛟河规则第十条第一款（“依法需要审批服务部门集体讨论决定……”）"),
        ("AS-3.3b", "鞍山规范三、管理机制（“一次性告知制。……”）"),
        ("XK-32.4", "行政许可法第三十二条第一款第四项"),
        ("RULE-11", "行政许可法第四十五条、蛟河规则第十七条"),
        ("RULE-16", "行政许可法第四十六条、第四十七条、第四十八条、第五十五条第二款"),
        ("HOUSE-3", "平台自订规则第三条"),
    ],
)
def test_citations_read_as_printed(clause_id: str, citation: str) -> None:
    assert cite(clause_id) == citation


@pytest.mark.clause("RULE-40")
def test_a_citation_never_shows_an_internal_id() -> None:
    pattern = re.compile(r"[A-Z]{2,5}-\d")
    for clause_id in registry():
        assert not pattern.search(cite(clause_id))
        assert not pattern.search(cite_in_full(clause_id))


@pytest.mark.clause("RULE-40", "XK-38p2")
def test_a_formal_decision_cites_the_full_name() -> None:
    assert cite_in_full("XK-38p2") == "《中华人民共和国行政许可法》第三十八条第二款"


@pytest.mark.clause("RULE-40")
@pytest.mark.parametrize(("profile", "foreign"), [(JIAOHE, "鞍山"), (ANSHAN, "蛟河")])
def test_a_city_does_not_cite_the_rule_book_of_another(profile: object, foreign: str) -> None:
    rule_book = profile.rule_book  # type: ignore[attr-defined]
    assert rule_book in {entry.source.full_name for entry in registry().values()}
    for number in range(1, 41):
        assert foreign not in cite(f"RULE-{number}", rule_book)
        assert cite(f"RULE-{number}", rule_book)


@pytest.mark.clause("HOUSE-27")
def test_every_rule_of_our_own_rests_on_clauses_or_gives_its_reason() -> None:
    for entry in registry().values():
        for base in entry.rests_on:
            assert base in registry(), f"{entry.id} rests on {base}"
        if entry.source.kind is SourceKind.READING:
            assert entry.rests_on, entry.id
        if entry.source.kind is SourceKind.HOUSE:
            assert entry.reason, entry.id


@pytest.mark.clause("HOUSE-27")
@pytest.mark.parametrize("key", ["RULE", "HOUSE"])
def test_our_own_rules_are_numbered_without_gaps(key: str) -> None:
    numbers = [int(entry.id.split("-")[1]) for entry in registry().values() if entry.source.key == key]
    assert numbers == list(range(1, len(numbers) + 1))


def test_definitions_and_purposes_are_organisational() -> None:
    assert {clause(name).kind for name in ("JH-1", "JH-2", "JH-44")} == {Kind.ORGANISATIONAL}


def test_a_clause_can_not_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        clause("JH-1").kind = Kind.ENFORCED  # type: ignore[misc]
    with pytest.raises(TypeError):
        registry()["JH-1"] = clause("JH-2")  # type: ignore[index]


def test_marking_changes_nothing() -> None:
    def plain() -> None:
        """Does nothing."""

    assert enforces("JH-23b")(plain) is plain
    assert enforces("JH-23b")(Clause) is Clause


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('place = "第一条"\nkind = "wished"\nsummary = "x"\nenglish = "x"', "wished"),
        ('place = "第一条"\nkind = "enforced"\nenglish = "x"', "summary"),
        ('place = "第一条"\nkind = "enforced"\nsummary = "x"\nenglish = "x"\nplaec = "x"', "plaec"),
    ],
)
def test_a_malformed_entry_is_named(tmp_path: Path, entry: str, complaint: str) -> None:
    names = "".join(f'{name} = "x"\n' for name in ("full_name", "short_name", "english", "published"))
    source = f'[source]\nkey = "JH"\nkind = "rule_book"\n{names}'
    path = tmp_path / "jiaohe.toml"
    path.write_text(f'{source}[[chapter]]\ntitle = "x"\n[chapter.clause."JH-1"]\n{entry}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=complaint) as caught:
        read_text(path)
    assert "jiaohe.toml: JH-1" in str(caught.value)


def test_every_data_file_is_read() -> None:
    directory = Path(__file__).parents[2] / "onevisit" / "law" / "clauses" / "data"
    assert sorted(path.stem for path in directory.iterdir()) == sorted(TEXTS)
