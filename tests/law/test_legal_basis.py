"""Citations read as laws and articles: every figure, every order of texts, whom a change touches."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevisit.law.legal_basis import (
    Cited,
    LawState,
    RegisteredLaw,
    article_in_words,
    cited_in,
    in_order,
    is_article,
    pieces,
    plain_name,
    standing,
    touched_keys,
)

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("《中华人民共和国食品安全法》第三十五条第二款", [Cited("中华人民共和国食品安全法", "", "35")]),
        ("《民法典》第一千二百六十条", [Cited("民法典", "", "1260")]),
        ("《刑法》第一百三十三条之一", [Cited("刑法", "", "133-1")]),
        ("《某条例》第35条", [Cited("某条例", "", "35")]),
        ("《某条例》第一百零三条第（三）项", [Cited("某条例", "", "103")]),
        ("《某办法》（某部令第78号）", [Cited("某办法", "某部令第78号")]),
        ("《某法》（2023年修订）第九条", [Cited("某法", "", "9")]),
        ("《某办法》（某部令第78号）第九条", [Cited("某办法", "某部令第78号", "9")]),
        ("《某规则（试行）》第三十二条", [Cited("某规则（试行）", "", "32")]),
        (
            "《甲法》第六条、第二十条第一款和《乙法》第十条",
            [Cited("甲法", "", "6"), Cited("甲法", "", "20"), Cited("乙法", "", "10")],
        ),
        ("没有书名号的话", []),
    ],
)
def test_a_citation_names_laws_and_articles(citation: str, expected: list[Cited]) -> None:
    assert cited_in(citation) == expected
    assert "".join(text for text, _cited in pieces(citation)) == citation


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=0, max_value=99))
def test_every_article_is_read_as_it_is_written(number: int, within: int) -> None:
    article = f"{number}-{within}" if within else str(number)
    assert is_article(article)
    assert cited_in(f"《甲法》{article_in_words(article)}") == [Cited("甲法", "", article)]


@given(st.text(alphabet="《》（）第条款项之、和一十百千号35甲\0堃𠮷", max_size=60))
def test_any_text_is_cut_without_losing_a_character(text: str) -> None:
    assert "".join(piece for piece, _cited in pieces(text)) == text


def test_a_remark_behind_the_name_belongs_to_it() -> None:
    assert pieces("《某法》（2023年修订）") == [("《某法》（2023年修订）", Cited("某法"))]


def test_a_law_is_the_same_with_and_without_the_name_of_the_state() -> None:
    assert plain_name("中华人民共和国食品安全法") == plain_name("食品 安全法")
    assert Cited("中华人民共和国食品安全法").keys == Cited("食品安全法").keys


def test_articles_stand_in_the_order_of_the_law() -> None:
    assert in_order(["100", "9-1", "", "9", "10"]) == ["", "9", "9-1", "10", "100"]


OLD = RegisteredLaw("某办法", "某部令第1号", date(2015, 1, 1), date(2023, 11, 30))
NEW = RegisteredLaw("某办法", "某部令第78号", date(2023, 12, 1))
SOON = RegisteredLaw("某办法", "某部令第99号", date(2027, 1, 1))


@pytest.mark.clause("JH-29")
@pytest.mark.parametrize(
    ("cited", "texts", "state"),
    [
        (Cited("某办法"), [], LawState.UNKNOWN),
        (Cited("某办法"), [OLD, NEW], LawState.IN_FORCE),
        (Cited("某办法", "某部令第1号"), [OLD, NEW], LawState.ENDED),
        (Cited("某办法", "某部令 第78号"), [OLD, NEW], LawState.IN_FORCE),
        (Cited("某办法", "别的令第5号"), [OLD], LawState.ENDED),
        (Cited("某办法"), [SOON], LawState.TO_COME),
        (Cited("某办法"), [OLD, SOON], LawState.TO_COME),
    ],
)
def test_how_a_cited_law_stands(cited: Cited, texts: list[RegisteredLaw], state: LawState) -> None:
    found = standing(cited, texts, DAY)
    assert found.state is state
    assert found.is_doubtful == (state in {LawState.ENDED, LawState.TO_COME, LawState.ENDING})


@pytest.mark.clause("JH-29")
def test_a_law_holds_through_its_last_day() -> None:
    states = [standing(Cited("某办法"), [OLD], day).state for day in (date(2014, 12, 31), date(2015, 1, 1))]
    assert states == [LawState.TO_COME, LawState.ENDING]
    assert standing(Cited("某办法"), [OLD], date(2023, 11, 30)).state is LawState.ENDING
    assert standing(Cited("某办法"), [OLD], date(2023, 12, 1)).state is LawState.ENDED


@pytest.mark.clause("JH-29", "JH-8.3")
def test_a_change_of_some_articles_touches_these_and_citations_of_the_whole_law() -> None:
    touched = set(touched_keys("中华人民共和国甲法", ["6"]))
    assert touched & set(Cited("甲法", "", "6").keys)
    assert touched & set(Cited("甲法").keys)
    assert not touched & set(Cited("甲法", "", "60").keys)
    assert set(touched_keys("甲法", [])) & set(Cited("甲法", "", "60").keys)
