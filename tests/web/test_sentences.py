"""Faults of answers are said in the language of the page, although the checks below it speak Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import translation

from onevisit.catalog.evaluate import check_answers
from onevisit.law import identifiers, names
from onevisit.law.sentence import InputFault, Sentence, Term
from onevisit.law.text import text_fault
from onevisit.records.page_language import in_page_language
from tests.catalog.test_evaluate import GOOD, RESTAURANT

CHINESE = re.compile(r"[\u3400-\u9fff]")


def sentence_of(check: Callable[[], object]) -> Sentence:
    """What the check says against its input."""
    with pytest.raises(InputFault) as caught:
        check()
    return caught.value.sentence


@pytest.mark.parametrize(
    "check",
    [
        lambda: identifiers.credit_code("123"),
        lambda: identifiers.resident_number("220281198813120021"),
        lambda: identifiers.mobile_phone("123"),
        lambda: names.person_name(""),
        lambda: names.person_name("名" * 500),
    ],
)
def test_what_the_law_says_against_a_number_or_name_is_known(check: Callable[[], object]) -> None:
    with translation.override("en"):
        assert not CHINESE.search(in_page_language(sentence_of(check)))


@pytest.mark.parametrize("text", ["长" * 9, "a\nb", "笑😀", "a\x00b", "\ue000"])
def test_what_the_law_says_against_a_text_is_known(text: str) -> None:
    fault = text_fault(text, 5)
    assert fault is not None
    with translation.override("en"):
        shown = in_page_language(Sentence("“%(question)s”%(fault)s", question="Address", fault=fault))
    assert "Address" in shown
    assert not CHINESE.search(shown.replace(text, ""))


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("operator_name", ""),
        ("warehouse", ""),
        ("operator_name", ["a", "b"]),
        ("warehouse", "nothing"),
        ("catering_projects", ["nothing"]),
        ("premises_area", "many"),
        ("premises_area", "0"),
        ("premises_area", "99999999"),
        ("opening_day", "tomorrow"),
        ("opening_day", "0001-01-01"),
        ("operator_code", "123"),
    ],
)
def test_what_is_wrong_with_an_answer_is_known(key: str, typed: str | list[str]) -> None:
    """Labels and units are catalogue data and stay Chinese."""
    question = RESTAURANT.question(key)
    fault = check_answers(RESTAURANT, {**GOOD, key: typed}).faults[key]
    with translation.override("en"):
        shown = in_page_language(fault)
    assert not CHINESE.search(shown.replace(question.label, "").replace(question.unit, ""))


def test_chinese_pages_show_the_sentence_as_it_was() -> None:
    with translation.override("zh-hans"):
        assert in_page_language(Sentence("请填写“%(question)s”", question="名称")) == "请填写“名称”"


def test_a_term_of_law_is_said_in_english_and_a_name_of_the_same_letters_is_not() -> None:
    """Steps and materials bear names that the city chose; some of them are words of law as well."""
    sentence = Sentence("请先完成“%(step)s”。", step="受理")
    with translation.override("en"):
        assert in_page_language(sentence) == "Complete “受理” first."
        assert (
            in_page_language(Sentence("请先完成“%(step)s”。", step=Term("受理")))
            == "Complete “Accept” first."
        )
        assert in_page_language(Term("某个没有登记的说法")) == "某个没有登记的说法"
