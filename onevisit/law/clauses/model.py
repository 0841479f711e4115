"""What a clause is: frozen values, read from the data files of this package."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the software answers for a clause."""

    ENFORCED = "enforced"
    """The software refuses or acts by itself: a rule in code and a test prove it."""
    SUPPORTED = "supported"
    """The software gives people what they need for the duty, but only people can fulfil it."""
    ORGANISATIONAL = "organisational"
    """A duty or definition for people and bodies; nothing in the software could fulfil or break it."""

    @property
    def chinese(self) -> str:
        """The word shown on the public page."""
        return {"enforced": "系统强制", "supported": "系统支持", "organisational": "组织事项"}[self.value]


class SourceKind(StrEnum):
    """Where a clause gets its force from."""

    RULE_BOOK = "rule_book"
    STATUTE = "statute"
    READING = "reading"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that clauses belong to, such as the Jiaohe rules or the administrative licence law."""

    key: str
    """The prefix of its clause ids: ``JH``."""
    kind: SourceKind
    full_name: str
    """The name as published: 蛟河市“只跑一次”政务服务运行规则（试行）."""
    short_name: str
    """The name in running text and notices: 蛟河规则."""
    english: str
    published: str
    """Document number or date of the version meant."""
    short_english: str = ""
    """The name in running English text, where ``english`` is too long for it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One duty of a text: an article, a paragraph, a numbered item, or a part of one."""

    id: str
    source: Source
    chapter: str
    """Heading of the chapter as printed; empty where the text has none."""
    place: str
    """The place as printed: 第二十三条第二款."""
    summary: str
    """The duty in our own words, in Chinese."""
    english: str
    """The same in English."""
    kind: Kind
    opening: str = ""
    """The printed opening words, where the printed numbering alone does not find the place (rule 40)."""
    reason: str = ""
    """Why the rule exists, for a rule of our own."""
    rests_on: tuple[str, ...] = ()
    """Ids of the clauses that a reading or a house rule carries out."""


class UnknownClauseError(LookupError):
    """Somebody cites a clause id that the registry does not hold."""

    def __init__(self, clause_id: str, nearest: tuple[str, ...] = ()) -> None:
        self.clause_id = clause_id
        self.nearest = nearest
        hint = f"；是否应为 {'、'.join(nearest)}" if nearest else ""
        super().__init__(f"条款编号“{clause_id}”不在条款登记簿中{hint}")
