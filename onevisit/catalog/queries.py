"""Reading the catalogue: the version in effect, search, browsing, the change log. Each is one statement.

Every function takes ``on``, an aware Asia/Shanghai time, and sees what is in effect then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection
from django.db.models import Q, QuerySet

from onevisit.catalog.models import ItemVersion
from onevisit.catalog.search_terms import bigrams, is_pinyin, normalised, without_fillers
from onevisit.law.clauses import enforces

Audience = Literal["person", "organization"]

PAGE_SIZE = 30
SHARE_OF_BEST = 0.3


@enforces("JH-30a", "JH-9")
def in_effect(on: datetime) -> QuerySet[ItemVersion]:
    """The versions in effect at ``on``, with item and department, without the heavy content column."""
    return (
        ItemVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
        .exclude(state=ItemVersion.State.DRAFT)
        .select_related("item__department")
        .defer("content")
    )


def current_version(code: str, on: datetime) -> ItemVersion | None:
    """The version of the item ``code`` in effect at ``on``, or None when the item isn't offered then."""
    return in_effect(on).filter(item__code=code).first()


@dataclass(frozen=True)
class VersionKey:
    """What tells one state of an offer from another: a page drawn from it holds while this stays the same.

    ``valid_to`` changes when a later version is announced or the item is retired.
    """

    id: int
    digest: str
    valid_to: datetime | None


_KEY_IN_EFFECT = """
SELECT version.id, version.digest, version.valid_to
  FROM catalog_itemversion AS version JOIN catalog_item AS item ON item.id = version.item_id
 WHERE item.code = %(code)s AND version.state <> 'draft' AND version.valid_from <= %(on)s
   AND (version.valid_to IS NULL OR version.valid_to > %(on)s)
"""


def key_in_effect(code: str, on: datetime) -> VersionKey | None:
    """The key of the version of the item ``code`` in effect at ``on``, or None; cheap: for drawn pages."""
    with connection.cursor() as cursor:
        cursor.execute(_KEY_IN_EFFECT, {"code": code, "on": on})
        row = cursor.fetchone()
    return VersionKey(*row) if row else None


def version_by_key(key: VersionKey) -> ItemVersion | None:
    """The version of a key, with item and department, without the heavy content column."""
    return ItemVersion.objects.filter(id=key.id).select_related("item__department").defer("content").first()


def version(code: str, number: int) -> ItemVersion | None:
    """One published version by its number, whatever its time: for running cases and the history."""
    return (
        ItemVersion.objects.filter(item__code=code, number=number)
        .exclude(state=ItemVersion.State.DRAFT)
        .select_related("item__department")
        .defer("content")
        .first()
    )


@dataclass(frozen=True)
class Found:
    """A search result: the version and how well it fits (larger is better)."""

    version: ItemVersion
    score: float


_SEARCH = """
SELECT version.id,
       (CASE WHEN lower(version.name) LIKE %(pattern)s THEN 400 ELSE 0 END)
     + (CASE WHEN %(text)s = ANY(version.search_words) THEN 800 ELSE 0 END)
     + (SELECT coalesce(max(CASE WHEN %(text)s LIKE '%%' || word || '%%' THEN 500
                                 WHEN word LIKE %(pattern)s THEN 300 ELSE 0 END), 0)
          FROM unnest(version.search_words) AS word)
     + 200.0 * (SELECT count(*) FROM unnest(%(terms)s::text[]) AS term
                 WHERE term = ANY(version.search_bigrams)) / greatest(cardinality(%(terms)s::text[]), 1)
       AS score
  FROM catalog_itemversion AS version
 WHERE version.state <> 'draft' AND version.valid_from <= %(on)s
   AND (version.valid_to IS NULL OR version.valid_to > %(on)s)
   AND version.search_bigrams && %(terms)s::varchar[]
 ORDER BY score DESC, version.sort_key, version.id
 LIMIT %(limit)s
"""

_SEARCH_PINYIN = """
SELECT version.id,
       (CASE WHEN version.pinyin_initials LIKE %(text)s || '%%' THEN 500 ELSE 0 END)
     + (CASE WHEN ' ' || version.pinyin_initials LIKE '%% ' || %(text)s || '%%' THEN 400 ELSE 0 END)
     + (CASE WHEN lower(version.name) LIKE %(pattern)s THEN 300 ELSE 0 END) + 100
     - length(version.name)
       AS score
  FROM catalog_itemversion AS version
 WHERE version.state <> 'draft' AND version.valid_from <= %(on)s
   AND (version.valid_to IS NULL OR version.valid_to > %(on)s)
   AND (version.pinyin_initials LIKE %(pattern)s OR lower(version.name) LIKE %(pattern)s)
 ORDER BY score DESC, version.sort_key, version.id
 LIMIT %(limit)s
"""


def search(text: str, on: datetime, *, limit: int = PAGE_SIZE) -> list[Found]:
    """Items for what somebody typed, best first: short words, phrases, pinyin initials, everyday words.

    Two statements. An empty list for text without a searchable character.
    """
    wanted = normalised(text[:100])
    if not wanted:
        return []
    statement = _SEARCH_PINYIN if is_pinyin(wanted) else _SEARCH
    if statement is _SEARCH:
        wanted = without_fillers(wanted)
    parameters: dict[str, str | int | datetime | list[str]] = {
        "text": wanted,
        "pattern": f"%{wanted}%",
        "terms": bigrams(wanted),
        "on": on,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        scores = {key: float(score) for key, score in cursor.fetchall()}
    if not scores:
        return []
    best = max(scores.values())
    kept = [key for key, score in scores.items() if score >= SHARE_OF_BEST * best]
    versions = (
        ItemVersion.objects.filter(id__in=kept).select_related("item__department").defer("content").in_bulk()
    )
    return [Found(versions[key], scores[key]) for key in kept]


@dataclass(frozen=True)
class Page:
    """A page of versions by pinyin; ``after`` is the key for the next page, None on the last."""

    versions: Sequence[ItemVersion]
    after: tuple[str, int] | None


def browse(
    on: datetime,
    *,
    audience: Audience | None = None,
    theme: str | None = None,
    department_code: str | None = None,
    after: tuple[str, int] | None = None,
    limit: int = PAGE_SIZE,
) -> Page:
    """Items by person or organisation, theme, department; sorted by pinyin, paged by key."""
    found = in_effect(on)
    if audience == "person":
        found = found.filter(for_people=True)
    elif audience == "organization":
        found = found.filter(for_organizations=True)
    if theme and audience == "person":
        found = found.filter(person_themes__contains=[theme])
    elif theme and audience == "organization":
        found = found.filter(organization_themes__contains=[theme])
    elif theme:
        found = found.filter(Q(person_themes__contains=[theme]) | Q(organization_themes__contains=[theme]))
    if department_code:
        found = found.filter(item__department__code=department_code)
    if after:
        found = found.filter(Q(sort_key__gt=after[0]) | Q(sort_key=after[0], id__gt=after[1]))
    rows = list(found.order_by("sort_key", "id")[: limit + 1])
    shown = rows[:limit]
    return Page(shown, (shown[-1].sort_key, shown[-1].pk) if len(rows) > limit else None)


@dataclass(frozen=True)
class ThemeCount:
    """A theme and how many items it has."""

    theme: str
    items: int


_THEMES = """
SELECT theme, count(*)
  FROM catalog_itemversion AS version, unnest(version.{column}) AS theme
 WHERE version.state <> 'draft' AND version.valid_from <= %(on)s
   AND (version.valid_to IS NULL OR version.valid_to > %(on)s)
 GROUP BY theme
 ORDER BY count(*) DESC, theme
"""
_THEMES_OF = {
    "person": _THEMES.format(column="person_themes"),
    "organization": _THEMES.format(column="organization_themes"),
}


def themes(audience: Audience, on: datetime) -> list[ThemeCount]:
    """The themes of one audience with their number of items, the fullest first."""
    with connection.cursor() as cursor:
        cursor.execute(_THEMES_OF[audience], {"on": on})
        return [ThemeCount(theme, items) for theme, items in cursor.fetchall()]


@dataclass(frozen=True)
class DepartmentCount:
    """A department that offers items, and how many."""

    code: str
    short_name: str
    items: int


_DEPARTMENTS = """
SELECT department.code, department.short_name, count(*)
  FROM catalog_itemversion AS version
  JOIN catalog_item AS item ON item.id = version.item_id
  JOIN organization_department AS department ON department.id = item.department_id
 WHERE version.state <> 'draft' AND version.valid_from <= %(on)s
   AND (version.valid_to IS NULL OR version.valid_to > %(on)s)
 GROUP BY department.id
 ORDER BY count(*) DESC, department.code
"""


def departments(on: datetime) -> list[DepartmentCount]:
    """The departments that offer items, with their number, the fullest first."""
    with connection.cursor() as cursor:
        cursor.execute(_DEPARTMENTS, {"on": on})
        return [DepartmentCount(*row) for row in cursor.fetchall()]


def history(code: str) -> list[ItemVersion]:
    """All published versions of an item, the newest first (JH-9)."""
    return list(
        ItemVersion.objects.filter(item__code=code)
        .exclude(state=ItemVersion.State.DRAFT)
        .select_related("item__department")
        .defer("content")
        .order_by("-number")
    )
