"""The interface is complete in English: every text has one, with the same placeholders."""

from __future__ import annotations

import ast

import pytest
from babel.messages.pofile import read_po
from django.template import Context, Template
from django.utils import translation

from onevisit.law.lifecycle import Action, State
from tools import messages


def test_every_text_in_use_has_english() -> None:
    """Fails with the list of texts that lack English; `make messages` adds them to the file to translate."""
    assert messages.faults(messages.renewed()) == []


def test_the_file_holds_no_text_that_is_no_longer_used() -> None:
    with messages.ENGLISH.open("rb") as stream:
        kept = {message.id for message in read_po(stream, locale="en")}
    assert kept - {message.id for message in messages.renewed()} == set()


def sentences() -> list[tuple[str, ast.Call]]:
    """Every place in the package where a sentence is made."""
    return [
        (f"{path.relative_to(messages.CHECKOUT)}:{node.lineno}", node)
        for path in sorted(messages.PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Sentence"
    ]


@pytest.mark.clause("HOUSE-32")
def test_every_sentence_made_below_the_pages_has_english() -> None:
    """A template that is not written out, or holds other places than values, could not be translated."""
    with messages.ENGLISH.open("rb") as stream:
        english = read_po(stream, locale="en")
    assert len(sentences()) > 250
    for place, made in sentences():
        (template,) = made.args
        assert isinstance(template, ast.Constant) and isinstance(template.value, str), place
        wanted = {f"%({value.arg})s" for value in made.keywords}
        assert wanted == set(messages.PLACEHOLDER.findall(template.value)), place
        known = english.get(template.value)
        assert known is not None and known.string, f"{place}: {template.value}"


@pytest.mark.clause("HOUSE-32")
def test_every_refusal_is_made_of_sentences() -> None:
    """A plain text in a refusal would be Chinese on an English page."""
    for path in messages.PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                told = [*node.args[1:], *(one.value for one in node.keywords if one.arg != "clauses")]
                assert not any(isinstance(one, ast.Constant | ast.JoinedStr) for one in told), path


def test_labels_of_law_are_among_the_texts() -> None:
    """The tables of law mark nothing for translation, so they are read themselves."""
    found = {text for text, _context, _place in messages.texts()}
    assert {state.label for state in State} <= found
    assert {action.label for action in Action} <= found


@pytest.mark.parametrize(
    ("chinese", "english", "fault"),
    [
        (["还没填"], [""], "no English"),
        (["还剩 %(count)d 天", "还剩 %(count)d 天"], ["%(count)d days left"], "no English"),
        (["于%(day)s收到"], ["received"], "placeholders differ"),
        (["于%(day)s收到"], ["received on %(date)s"], "placeholders differ"),
        (["还剩 %(count)d 天", "还剩 %(count)d 天"], ["one day left", "days left"], "placeholders differ"),
        (["收件"], ["Receive 受理"], "Chinese in the English"),
    ],
)
def test_a_broken_translation_is_found(chinese: list[str], english: list[str], fault: str) -> None:
    assert fault in list(messages.faults_of(chinese, english))


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        (["例如：开饭店"], ["For example 开饭店"]),
        (["于%(day)s收到"], ["received on %(day)s"]),
        (["还剩 %(count)d 天", "还剩 %(count)d 天"], ["one day left", "%(count)d days left"]),
    ],
)
def test_a_sound_translation_passes(chinese: list[str], english: list[str]) -> None:
    assert list(messages.faults_of(chinese, english)) == []


def test_texts_of_templates_are_read_whatever_their_indents() -> None:
    source = "    gettext(u'一') BBB\n  gettext(u'二')"
    assert messages.without_indents(source) == "gettext(u'一') BBB\ngettext(u'二')"


def test_labels_of_law_are_shown_in_the_language_of_the_page() -> None:
    shown = Template("{% load onevisit %}{{ state.label|translated }}")
    context = Context({"state": State.ACCEPTED})
    with translation.override("en"):
        assert shown.render(context) == "Accepted, waiting for review"
    with translation.override("zh-hans"):
        assert shown.render(context) == State.ACCEPTED.label


def test_an_unknown_text_is_shown_as_it_is() -> None:
    shown = Template("{% load onevisit %}{{ name|translated }}|{{ none|translated }}")
    with translation.override("en"):
        assert shown.render(Context({"name": "张三", "none": ""})) == "张三|"
