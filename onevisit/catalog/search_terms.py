"""Search terms of Chinese text: pairs of characters, single characters, pinyin initials. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_KEPT = re.compile(r"[0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_ROMAN = re.compile(r"[a-z]{2,}")
_FILLERS = re.compile(
    "我们|我|想要|想|需要|要|怎么样|怎么|怎样|如何|请问|可以|能不能|在哪里|在哪儿|哪里|办理|一下|一个|一家|一张|"
    "应该|什么|手续|流程|材料|吗|呢|吧|的|了"
)


def normalised(text: str) -> str:
    """Half-width, lower case, without what nobody would type twice the same way (spaces, brackets, stops)."""
    return "".join(_KEPT.findall(unicodedata.normalize("NFKC", text).lower()))


def without_fillers(text: str) -> str:
    """A question without its filler words; the text itself where nothing else would be left."""
    cleaned = normalised(text)
    return normalised(_FILLERS.sub(" ", cleaned)) or cleaned


def bigrams(text: str) -> list[str]:
    """The distinct pairs of neighbouring characters, in order; the one character of a text of one."""
    cleaned = normalised(text)
    if len(cleaned) == 1:
        return [cleaned]
    return list(dict.fromkeys(cleaned[place : place + 2] for place in range(len(cleaned) - 1)))


def indexed_terms(texts: Iterable[str]) -> list[str]:
    """All pairs and all single characters of some texts, distinct and sorted: what a search column holds."""
    terms: set[str] = set()
    for text in texts:
        terms.update(bigrams(text))
        terms.update(normalised(text))
    return sorted(terms)


def pinyin_initials(text: str) -> str:
    """First letters of the syllables: 食品经营许可 → spjyxk."""
    from pypinyin import Style, lazy_pinyin  # half a second of reading that most processes never need

    return "".join(lazy_pinyin(normalised(text), style=Style.FIRST_LETTER, errors="default"))


def pinyin_sort_key(text: str) -> str:
    """Full pinyin with spaces between syllables, for sorting where the database has no Chinese collation."""
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(normalised(text), style=Style.TONE3, errors="default"))


def is_pinyin(text: str) -> bool:
    """True if a query consists of Latin letters only and so may be pinyin initials."""
    return _ROMAN.fullmatch(normalised(text)) is not None
