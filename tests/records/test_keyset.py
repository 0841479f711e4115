"""Keys as they come back in addresses: nothing that somebody types there is an error of the program."""

from __future__ import annotations

import pytest

from onevisit.law.refusal import Refusal
from onevisit.records.keyset import LARGEST_KEY, key_in, key_of_page


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "1.0", " 1", "²", "１２", "9" * 19, "9" * 5000, str(LARGEST_KEY + 1)]
)
def test_what_is_no_key_is_none(text: str) -> None:
    assert key_in(text) is None
    with pytest.raises(Refusal) as raised:
        key_of_page(text)
    assert raised.value.code == "bad_cursor"


@pytest.mark.parametrize("key", [0, 1, LARGEST_KEY])
def test_a_key_in_plain_digits_is_read(key: int) -> None:
    assert key_in(str(key)) == key_of_page(str(key)) == key
