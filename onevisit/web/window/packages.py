"""Packages (一件事) that a hall serves: found by what was typed, or taken by their code."""

from __future__ import annotations

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import PackageVersion
from onevisit.catalog.package_actions import members_of
from onevisit.catalog.package_queries import current_package, packages_in_effect
from onevisit.catalog.search_terms import is_pinyin, normalised, pinyin_initials, without_fillers
from onevisit.law.items import Channel
from onevisit.organization.models import Hall
from onevisit.records import clock

MOST_FOUND = 3


def is_served(definition: ItemDefinition, hall: Hall) -> bool:
    """Whether the hall serves the item at a counter."""
    at_a_counter = {Channel.WINDOW, Channel.SUB_HALL}.intersection(definition.channels)
    return bool(at_a_counter) and any(place.hall == hall.code for place in definition.places)


def found(text: str, hall: Hall) -> list[PackageVersion]:
    """Packages whose name or search words hold what was typed, or its initials; only those of this hall."""
    wanted = normalised(text) if is_pinyin(text) else without_fillers(text)
    if not wanted:
        return []
    written = pinyin_initials if is_pinyin(text) else normalised
    listed = [
        one
        for one in packages_in_effect(clock.now()).defer(None)
        if any(wanted in written(name) for name in (one.name, *one.definition.search_words))
    ]
    return [one for one in listed if _is_served_whole(one, hall)][:MOST_FOUND]


def served(hall: Hall, code: str) -> PackageVersion | None:
    """The package in effect with this code, if the hall serves all its items."""
    version = current_package(code, clock.now())
    return version if version is not None and _is_served_whole(version, hall) else None


def _is_served_whole(version: PackageVersion, hall: Hall) -> bool:
    items = members_of(version.definition, clock.now()).items
    return bool(items) and all(is_served(one, hall) for one in items.values())
