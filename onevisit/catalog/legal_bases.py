"""What rests on a law: the laws cited, their standing, the items on each article, what a change touches.

``scope`` is a filter on items; a law is named by its plain name (``law.legal_basis.plain_name``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import Q, QuerySet

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import Item, ItemVersion, LawChange, LawText
from onevisit.catalog.queries import in_effect
from onevisit.catalog.resting import Rest, rests
from onevisit.law.clauses import enforces
from onevisit.law.legal_basis import (
    Cited,
    LawState,
    RegisteredLaw,
    Standing,
    article_key,
    articles_among,
    law_key,
    plain_name,
    standing,
)
from onevisit.law.sentence import Sentence
from onevisit.records import clock

PAGE = 20


class LawBook:
    """The register as the rules read it, for one moment: two statements however much is asked."""

    @cached_property
    def texts(self) -> Mapping[str, Sequence[RegisteredLaw]]:
        """The registered texts by the plain name of the law."""
        found: dict[str, list[RegisteredLaw]] = defaultdict(list)
        for text in LawText.objects.order_by("begins", "pk"):
            found[text.key].append(text.registered)
        return found

    def standing(self, cited: Cited, day: date) -> Standing:
        """How what is cited stands on a day."""
        return standing(cited, self.texts.get(plain_name(cited.law), ()), day)

    def state(self, name: str, day: date) -> LawState:
        """How a law stands on a day."""
        return self.standing(Cited(name), day).state


@dataclass(frozen=True)
class Doubt:
    """A basis on which nothing should rest as it is: where it is cited, and how it stands."""

    rest: Rest
    cited: Cited
    standing: Standing

    @property
    def sentence(self) -> Sentence:
        """What the publish check says: a warning, since the register may be behind the law."""
        text = self.standing.text
        assert text is not None
        law, where = f"《{text.name}》{text.number}", self.rest.where
        if self.standing.state is LawState.TO_COME:
            return Sentence(
                "%(where)s：%(law)s自 %(day)s 起才施行。", where=where, law=law, day=text.begins.isoformat()
            )
        assert text.ends is not None
        if self.standing.state is LawState.ENDED:
            return Sentence(
                "%(where)s：%(law)s已失效，最后一天是 %(day)s。",
                where=where,
                law=law,
                day=text.ends.isoformat(),
            )
        return Sentence(
            "%(where)s：%(law)s将失效，最后一天是 %(day)s。", where=where, law=law, day=text.ends.isoformat()
        )


@enforces("JH-29")
def doubts(definition: ItemDefinition, book: LawBook, day: date) -> list[Doubt]:
    """Every basis of an item that does not hold on ``day``, or is about to end; unregistered ones are not
    among them, since nothing is known against them."""
    judged = (
        Doubt(rest, cited, book.standing(cited, day)) for rest in rests(definition) for cited in rest.cited
    )
    return [one for one in judged if one.standing.is_doubtful]


@dataclass(frozen=True)
class LawLine:
    """One law of the list: by which name it is found, its newest text, how it stands, items resting on it."""

    name: str
    text: LawText | None
    state: LawState
    items: int


_CITED = """
SELECT substr(law, 2, length(law) - 2), count(*)
  FROM catalog_itemversion AS version JOIN catalog_item AS item ON item.id = version.item_id,
       unnest(version.cited) AS law
 WHERE version.state <> 'draft' AND version.valid_from <= %(now)s
   AND (version.valid_to IS NULL OR version.valid_to > %(now)s)
   AND law LIKE %(whole)s AND (%(everything)s OR item.department_id = ANY(%(departments)s))
 GROUP BY law
"""


@enforces("JH-29", "JH-8.3")
def laws(departments: Sequence[int] | None, *, find: str = "") -> list[LawLine]:
    """The registered laws and those that items of these departments (None: of all) cite, by name.

    Two statements; a catalogue cites some hundreds of laws.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CITED,
            {
                "now": clock.now(),
                "whole": "%》",
                "everything": departments is None,
                "departments": list(departments or ()),
            },
        )
        cited: dict[str, int] = dict(cursor.fetchall())
    texts: dict[str, LawText] = {text.key: text for text in LawText.objects.order_by("begins", "pk")}
    book, today = LawBook(), clock.today()
    wanted = plain_name(find)
    return [
        LawLine(name, texts.get(name), book.state(name, today), cited.get(name, 0))
        for name in sorted({*cited, *texts})
        if wanted in name or (name in texts and wanted in plain_name(texts[name].number))
    ]


def texts_of(name: str) -> list[LawText]:
    """The registered texts of a law, the newest first."""
    return list(LawText.objects.filter(key=plain_name(name)).order_by("-begins", "-pk"))


def _citing(key: str) -> QuerySet[ItemVersion]:
    return ItemVersion.objects.exclude(state=ItemVersion.State.DRAFT).filter(cited__contains=[key])


@dataclass(frozen=True)
class CitingVersion:
    """A version ever put into effect that cites a law, by which articles, and whether it is offered now."""

    pk: int
    item_id: int
    articles: tuple[str, ...]
    offered: bool


def citing_versions(scope: Q, name: str) -> list[CitingVersion]:
    """Every version that cites the law, those that ended too: cases still run on them. One statement."""
    key, now = law_key(name), clock.now()
    found = _citing(key).filter(item__in=Item.objects.filter(scope))
    rows = found.values_list("pk", "item_id", "cited", "valid_from", "valid_to")
    return [
        CitingVersion(
            pk,
            item,
            tuple(articles_among(name, cited)),
            begins is not None and begins <= now and (ends is None or ends > now),
        )
        for pk, item, cited, begins, ends in rows
    ]


def citing_now(name: str) -> QuerySet[ItemVersion]:
    """The versions in effect that cite the law."""
    return in_effect(clock.now()).filter(cited__contains=[law_key(name)])


@dataclass(frozen=True)
class Resting:
    """An item in effect and what of it rests on the law or article asked for."""

    version: ItemVersion
    rests: tuple[Rest, ...]


@dataclass(frozen=True)
class RestingPage:
    """A page of items by code; ``after`` is the code to go on from, empty on the last."""

    rows: Sequence[Resting]
    after: str


@enforces("JH-29", "JH-30a")
def resting_on(
    name: str, article: str | None = None, *, scope: Q | None = None, after: str = ""
) -> RestingPage:
    """The items in effect that rest on a law, or on one of its articles, with every place. Two statements."""
    key = law_key(name) if article is None else article_key(name, article)
    found = in_effect(clock.now()).filter(cited__contains=[key])
    if scope is not None:
        found = found.filter(item__in=Item.objects.filter(scope))
    if after:
        found = found.filter(item__code__gt=after)
    versions = list(found.order_by("item__code").defer(None)[: PAGE + 1])
    rows = [
        Resting(version, tuple(one for one in rests(version.definition) if one.rests_on(key)))
        for version in versions[:PAGE]
    ]
    return RestingPage(rows, rows[-1].version.item.code if len(versions) > PAGE else "")


def changes_of(texts: Sequence[LawText]) -> list[LawChange]:
    """What became of these texts, the newest first."""
    found = LawChange.objects.filter(law__in=texts).select_related("law", "recorded_by")
    return list(found.order_by("-effective_on", "-pk"))


@enforces("JH-29", "JH-8.3")
def touched_by(change: LawChange) -> QuerySet[ItemVersion]:
    """The versions in effect that cite what a change of a law touches."""
    return in_effect(clock.now()).filter(cited__overlap=change.touched)
