"""Canonical JSON: the published vectors of RFC 8785 and its properties."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevisit.law.canonical import LARGEST_INTEGER, CanonicalError, canonical_text

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def test_keys_are_sorted_as_in_the_example_of_the_rfc() -> None:
    given_keys = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical_text(given_keys))) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_strings_are_written_as_in_the_example_of_the_rfc() -> None:
    text = '\u20ac$\u000f\nA\'B"\\\\"/'
    assert canonical_text(text) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


def test_the_exact_text_of_an_object() -> None:
    value = {"b": [1, True, None, "蛟河"], "a": {"z": -5, "y": False}}
    assert canonical_text(value) == '{"a":{"y":false,"z":-5},"b":[1,true,null,"蛟河"]}'


@given(values)
def test_a_text_reads_back_to_its_value_and_is_its_own_canonical_text(value: object) -> None:
    text = canonical_text(value)
    assert json.loads(text) == value
    assert canonical_text(json.loads(text)) == text


@given(st.dictionaries(texts, st.integers(-9, 9), min_size=2, max_size=6))
def test_the_order_of_entry_does_not_matter(value: dict[str, int]) -> None:
    assert canonical_text(dict(reversed(value.items()))) == canonical_text(value)


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), 2**53, -(2**53), {1: "a"}, b"bytes", {"a": {2, 3}}, "\ud800", {"\udfff": 1}]
)
def test_what_has_no_single_text_is_refused(value: object) -> None:
    with pytest.raises(CanonicalError):
        canonical_text(value)
