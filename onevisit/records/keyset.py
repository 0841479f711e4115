"""Keys and places in lists as they come back in addresses and forms: text that nobody need trust."""

from __future__ import annotations

from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

LARGEST_KEY = 2**63 - 1
"""No key of the database is larger."""

MOST_DIGITS = len(str(LARGEST_KEY))


def key_in(text: str) -> int | None:
    """The key that the text writes in plain digits; None for anything else and for what no key can be."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return None
    key = int(text)
    return key if key <= LARGEST_KEY else None


def key_of_page(text: str) -> int:
    """The key at which a page of a list begins. Raises Refusal "bad_cursor" for what no list gave."""
    key = key_in(text)
    if key is None:
        raise bad_cursor()
    return key


def bad_cursor() -> Refusal:
    """What is said of an address that no list gave."""
    return Refusal("bad_cursor", Sentence("页码不对。"), next_step=Sentence("请回到第一页。"))
