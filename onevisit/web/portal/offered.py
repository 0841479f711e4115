"""The item that a public address names: the version in effect, and what any rendering of it depends on."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404
from django.utils.translation import get_language

from onevisit.catalog import queries
from onevisit.catalog.models import ItemVersion
from onevisit.catalog.queries import VersionKey
from onevisit.records import clock, installation


@dataclass(frozen=True)
class Offered:
    """An item as offered now, found by one statement; the version is read only when it must be drawn."""

    code: str
    key: VersionKey
    now: datetime

    @property
    def today(self) -> date:
        """The Shanghai day of this moment."""
        return self.now.date()

    def stamp(self, *more: Hashable) -> Hashable:
        """The key of something drawn from this version on this day in this language."""
        return (self.key, self.today, get_language(), installation.facts().mark, *more)

    def version(self) -> ItemVersion:
        """The version with its item and department. Raises Http404 if it went out of effect this moment."""
        found = queries.version_by_key(self.key)
        if found is None:
            raise Http404
        return found


def offered(code: str) -> Offered | None:
    """The item with this code if it is offered now, else None. One statement."""
    now = clock.now()
    key = queries.key_in_effect(code, now)
    return Offered(code, key, now) if key else None


def offered_or_404(code: str) -> Offered:
    """The item with this code; raises Http404 when it is not offered now. One statement."""
    found = offered(code)
    if found is None:
        raise Http404
    return found
