"""Legal bases as objects: which law and article a citation names, whether it holds, whom a change touches.

An item cites in words, 《食品安全法》第三十五条第二款. The words stay; here they are read. A law is known by
its name without 中华人民共和国, an article by its figure: "35", "35-1" for 第三十五条之一, "" where none is
named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from onevisit.law.clauses import enforces

WHOLE_LAW = ""
LONGEST_NAME = 80
_STATE = "中华人民共和国"
_DIGITS = "零一二三四五六七八九"
_UNITS = (("千", 1000), ("百", 100), ("十", 10))
_FIGURE = r"[0-9零〇一二三四五六七八九十百千]{1,9}"
_LAW = re.compile(r"《([^《》]+)》(?:（([^（）]*)）)?")
_ARTICLE = re.compile(
    rf"第({_FIGURE})条(?:之({_FIGURE}))?(?:第{_FIGURE}[款项目]|[（(][0-9一二三四五六七八九十]{{1,3}}[）)]项?)*"
)
_KEPT_ARTICLE = re.compile(r"[1-9][0-9]{0,3}(-[1-9][0-9]?)?")


@dataclass(frozen=True)
class Cited:
    """One law, or one article of it, as a citation names it; ``number`` is that of its document, if given."""

    law: str
    number: str = ""
    article: str = WHOLE_LAW

    @property
    def keys(self) -> tuple[str, str]:
        """What it is found by: the law, and the article (or the law cited as a whole)."""
        return law_key(self.law), article_key(self.law, self.article)


def law_key(name: str) -> str:
    """How a law is found whatever the form of its name: 《食品安全法》."""
    return f"《{plain_name(name)}》"


def article_key(name: str, article: str) -> str:
    """How an article is found: 《食品安全法》35; 《食品安全法》* for the law cited without an article."""
    return f"{law_key(name)}{article or '*'}"


def articles_among(name: str, keys: Iterable[str]) -> list[str]:
    """The articles of a law among the keys of what an item cites; "" where it is cited as a whole."""
    law = law_key(name)
    found = [key.removeprefix(law) for key in keys if key.startswith(law) and key != law]
    return [WHOLE_LAW if one == "*" else one for one in found]


def plain_name(name: str) -> str:
    """The name of a law without blanks and without 中华人民共和国."""
    return "".join(name.split()).removeprefix(_STATE)


def is_article(text: str) -> bool:
    """Whether ``text`` is the figure of an article: 35, 35-1."""
    return _KEPT_ARTICLE.fullmatch(text) is not None


def pieces(citation: str) -> list[tuple[str, Cited | None]]:
    """The citation cut into what names a law or an article, and what stands between; joined, it is whole."""
    found: list[tuple[str, Cited | None]] = []
    laws = list(_LAW.finditer(citation))
    at = 0
    for following, law in enumerate(laws, start=1):
        ends = laws[following].start() if following < len(laws) else len(citation)
        note = law[2] or ""
        # What stands in brackets behind the name is its number (某部令第78号), or a remark (2023年修订).
        named = Cited(law[1], note if note.endswith("号") else "")
        places = list(_ARTICLE.finditer(citation, law.end(), ends))
        first, *others = places or [law]
        found += [(citation[at : law.start()], None), (citation[law.start() : first.end()], named)]
        if places:
            found[-1] = (found[-1][0], _of_article(named, first))
        at = first.end()
        for place in others:
            found += [(citation[at : place.start()], None), (place[0], _of_article(named, place))]
            at = place.end()
    found.append((citation[at:], None))
    return [piece for piece in found if piece[0]]


def cited_in(citation: str) -> list[Cited]:
    """The laws and articles that a citation names, in its order."""
    return [cited for _text, cited in pieces(citation) if cited is not None]


def _of_article(law: Cited, place: re.Match[str]) -> Cited:
    within = f"-{_number(place[2])}" if place[2] else ""
    article = f"{_number(place[1])}{within}"
    return Cited(law.law, law.number, article if is_article(article) else WHOLE_LAW)


def _number(text: str) -> int:
    """A number below ten thousand, in figures or written out: 一千二百六十, 一百零三, 十五."""
    if text.isdecimal():
        return int(text)
    total, rest = 0, text.replace("〇", "零")
    for unit, worth in _UNITS:
        before, found, after = rest.partition(unit)
        if found:
            total += worth * (_DIGITS.find(before.lstrip("零")) if before.lstrip("零") else 1)
            rest = after
    ones = rest.lstrip("零")
    return total + (max(_DIGITS.find(ones), 0) if ones else 0)


def article_in_words(article: str) -> str:
    """第三十五条, 第三十五条之一; empty for the law as a whole."""
    if not article:
        return ""
    number, _, within = article.partition("-")
    return f"第{_written(int(number))}条" + (f"之{_written(int(within))}" if within else "")


def _written(number: int) -> str:
    words, rest, skipped = "", number, False
    for unit, worth in (*_UNITS, ("", 1)):
        digit, rest = divmod(rest, worth)
        if digit:
            words += ("零" if skipped and words else "") + _DIGITS[digit] + unit
        skipped = not digit
        if not rest:
            break
    return words.removeprefix("一") if words.startswith("一十") else words


def in_order(articles: Iterable[str]) -> list[str]:
    """Articles in the order of the law; the law as a whole first."""
    return sorted(articles, key=lambda one: [int(figure) for figure in one.split("-") if figure])


class LawState(StrEnum):
    """How a law stands on a day."""

    IN_FORCE = "in_force"
    ENDING = "ending"
    TO_COME = "to_come"
    ENDED = "ended"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _STATE_LABELS[self]


_STATE_LABELS = MappingProxyType(
    {
        LawState.IN_FORCE: "现行有效",
        LawState.ENDING: "将失效",
        LawState.TO_COME: "尚未施行",
        LawState.ENDED: "已失效",
        LawState.UNKNOWN: "未登记",
    }
)


@dataclass(frozen=True)
class RegisteredLaw:
    """One text of a law in the register: in force from ``begins`` to ``ends``, both days included."""

    name: str
    number: str
    begins: date
    ends: date | None = None

    def state_on(self, day: date) -> LawState:
        """How this text stands on ``day``."""
        if day < self.begins:
            return LawState.TO_COME
        if self.ends is None:
            return LawState.IN_FORCE
        return LawState.ENDING if day <= self.ends else LawState.ENDED


@dataclass(frozen=True)
class Standing:
    """How what is cited stands, and the text that decides it (None: the register holds none)."""

    state: LawState
    text: RegisteredLaw | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether nothing should rest on it as it is: ended, about to end, or not yet in force."""
        return self.state in {LawState.ENDED, LawState.ENDING, LawState.TO_COME}


_BEST_FIRST = (LawState.IN_FORCE, LawState.ENDING, LawState.TO_COME, LawState.ENDED)


@enforces("JH-29")
def standing(cited: Cited, texts: Sequence[RegisteredLaw], day: date) -> Standing:
    """How a cited law stands on ``day`` among the registered ``texts`` of that name.

    Several texts may bear one name, one after the other. A citation that gives the number of one of them
    means that one; any other means whichever is in force.
    """
    meant = [one for one in texts if cited.number and _same_number(one.number, cited.number)] or list(texts)
    if not meant:
        return Standing(LawState.UNKNOWN)
    best = min(meant, key=lambda one: (_BEST_FIRST.index(one.state_on(day)), -one.begins.toordinal()))
    return Standing(best.state_on(day), best)


def _same_number(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


class LawChangeKind(StrEnum):
    """What became of a law after it was in force."""

    AMENDED = "amended"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _CHANGE_LABELS[self]


_CHANGE_LABELS = MappingProxyType({LawChangeKind.AMENDED: "修改", LawChangeKind.REPEALED: "废止"})


@enforces("JH-29", "JH-8.3")
def touched_keys(name: str, articles: Sequence[str]) -> list[str]:
    """By which keys the items are found that a change of a law touches: all that cite the law, or those that
    cite one of its ``articles`` or the law as a whole."""
    if not articles:
        return [law_key(name)]
    return [article_key(name, article) for article in (*articles, WHOLE_LAW)]
