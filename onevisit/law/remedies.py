"""Remedies that a document has to tell: where to apply for reconsideration, which court, within which time.

Rule 23: remedies are data per organ and kind of document. Reconsideration of an act of a department goes to
the people's government of the same level (行政复议法 24), of an organ under vertical leadership to its
superior (27). Failure to act and refused disclosure must go to reconsideration first (23). What is served
online must give the online channel (22). Sixty days (20) or six months (行政诉讼法 46), both from actual
service (rule 30).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

RECONSIDERATION_DAYS = 60
SUIT_MONTHS = 6
SUIT_AFTER_RECONSIDERATION_DAYS = 15


class OrganKind(StrEnum):
    """How an organ stands in the administration, which decides who reconsiders (行政复议法 24, 27, 28)."""

    DEPARTMENT = "department"
    GOVERNMENT = "government"
    STATIONED_SECTION = "stationed_section"
    AUTHORISED_ORGANISATION = "authorised_organisation"
    VERTICAL = "vertical"
    JUSTICE_DEPARTMENT = "justice_department"


class ActKind(StrEnum):
    """What the remedy is directed against; some acts need reconsideration first (行政复议法 23)."""

    DECISION = "decision"
    FAILURE_TO_ACT = "failure_to_act"
    DISCLOSURE_REFUSED = "disclosure_refused"


RECONSIDERATION_FIRST = frozenset({ActKind.FAILURE_TO_ACT, ActKind.DISCLOSURE_REFUSED})

NOTICES = frozenset({DocumentKind.NOT_REQUIRED, DocumentKind.EXTENSION})


@dataclass(frozen=True)
class DepartmentFacts:
    """What has to be known of the organ whose name stands under the document.

    ``government`` is the people's government that reconsiders (of the same level; for an act of a government
    the one above it), ``superior`` the organ above (vertical leadership, justice departments), ``court`` the
    people's court, ``online_channel`` the address where an application for reconsideration can be filed.
    """

    name: str
    kind: OrganKind
    government: str = ""
    superior: str = ""
    court: str = ""
    online_channel: str = ""


@dataclass(frozen=True)
class Remedies:
    """The remedies against one act. Days are calendar days, months calendar months, from actual service."""

    reconsideration_organs: tuple[str, ...]
    court: str
    must_reconsider_first: bool
    online_channel: str | None
    text: str
    reconsideration_days: int = RECONSIDERATION_DAYS
    suit_months: int = SUIT_MONTHS

    @property
    def reconsideration_organ(self) -> str:
        """The organ named first; only acts of a justice department leave a choice (行政复议法 28)."""
        return self.reconsideration_organs[0]


def reconsideration_organs(facts: DepartmentFacts) -> tuple[str, ...]:
    """Who reconsiders an act of the organ (行政复议法 24, 27, 28); ``Refusal`` if not on file."""
    if facts.kind is OrganKind.VERTICAL:
        organs: tuple[str, ...] = (facts.superior,)
    elif facts.kind is OrganKind.JUSTICE_DEPARTMENT:
        organs = (facts.government, facts.superior)
    else:
        organs = (facts.government,)
    if not all(organs):
        raise Refusal(
            "reconsideration_organ_unknown",
            Sentence("%(organ)s没有登记行政复议机关，不能告知救济途径，文书不能制作。", organ=facts.name),
            clauses=("FY-20",),
            next_step=Sentence("请系统管理员在机构资料中补登复议机关后重试。"),
        )
    return organs


@enforces("RULE-23", "XK-38")
def remedies(
    document_kind: DocumentKind,
    facts: DepartmentFacts,
    *,
    act: ActKind = ActKind.DECISION,
    served_online: bool = False,
    reconsideration_first_by: str = "",
) -> Remedies:
    """The remedies to print on a document of this kind made by this organ (rule 23, 行政许可法 38).

    ``reconsideration_first_by`` cites a law that demands reconsideration before a suit for this item
    (行政复议法 23 (5)). Raises ``Refusal`` if an organ that has to be named is not on file.
    """
    organs = reconsideration_organs(facts)
    if not facts.court:
        raise Refusal(
            "court_unknown",
            Sentence("%(organ)s没有登记管辖法院，不能告知救济途径，文书不能制作。", organ=facts.name),
            clauses=("XK-38",),
            next_step=Sentence("请系统管理员在机构资料中补登管辖法院后重试。"),
        )
    if served_online and not facts.online_channel:
        raise Refusal(
            "online_channel_unknown",
            Sentence(
                "%(organ)s没有登记提交行政复议申请书的互联网渠道，文书不能通过互联网送达。", organ=facts.name
            ),
            clauses=("FY-22",),
            next_step=Sentence("请改用其他送达方式，或者请系统管理员补登互联网渠道。"),
        )
    first = act in RECONSIDERATION_FIRST or bool(reconsideration_first_by)
    return Remedies(
        reconsideration_organs=organs,
        court=facts.court,
        must_reconsider_first=first,
        online_channel=facts.online_channel if served_online else None,
        text=_text(document_kind, facts, organs, first, reconsideration_first_by, served_online),
    )


def _text(
    document_kind: DocumentKind,
    facts: DepartmentFacts,
    organs: tuple[str, ...],
    first: bool,
    first_by: str,
    served_online: bool,
) -> str:
    contested = "本告知" if document_kind in NOTICES else "本决定"
    organ_words = "或者".join(organs)
    if first:
        basis = first_by or "《中华人民共和国行政复议法》第二十三条"
        text = (
            f"如不服{contested}，依据{basis}，应当自收到本文书之日起六十日内先向{organ_words}申请行政复议；"
            f"对行政复议决定不服的，可以自收到行政复议决定书之日起十五日内依法向{facts.court}提起行政诉讼。"
        )
    else:
        text = (
            f"如不服{contested}，可以自收到本文书之日起六十日内向{organ_words}申请行政复议，"
            f"也可以自收到本文书之日起六个月内依法向{facts.court}提起行政诉讼。"
        )
    if served_online:
        text += f"提交行政复议申请书的互联网渠道：{facts.online_channel}。"
    return text


class WorkingDays(Protocol):
    """The part of the working calendar needed here."""

    def is_working_day(self, day: date, /) -> bool:
        """True if offices work on that day."""


def reconsideration_until(served_on: date, calendar: WorkingDays) -> date:
    """Last day to apply for reconsideration: 60 calendar days after actual service (行政复议法 20, 88).

    The day of service does not count; a last day off moves to the next working day (民事诉讼法 85).
    """
    return _next_working_day(served_on + timedelta(days=RECONSIDERATION_DAYS), calendar)


def suit_until(served_on: date, calendar: WorkingDays) -> date:
    """Last day to sue: six calendar months after actual service (行政诉讼法 46, 民事诉讼法 85)."""
    months = served_on.month - 1 + SUIT_MONTHS
    year, month = served_on.year + months // 12, months % 12 + 1
    last_of_month = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return _next_working_day(date(year, month, min(served_on.day, last_of_month)), calendar)


def _next_working_day(day: date, calendar: WorkingDays) -> date:
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day
