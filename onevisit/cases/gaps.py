"""What may be missing in a case and what was promised: read for guards, papers and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onevisit.cases.models import Case, CaseMaterial, GapPromise
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.parts import Material
from onevisit.law.items import Necessity

NOT_IN_HAND = frozenset({CaseMaterial.Supply.MISSING.value, CaseMaterial.Supply.LATER.value})


@dataclass(frozen=True)
class Unsettled:
    """A required material that is not in order: missing, to come, or not yet checked."""

    key: str
    name: str
    supply: str
    promised: bool
    may_come_later: bool

    @property
    def to_come(self) -> bool:
        """Whether it is missing and may be supplied after acceptance."""
        return self.may_come_later and self.supply in NOT_IN_HAND


def unsettled_of(case: Case, definition: ItemDefinition) -> tuple[Unsettled, ...]:
    """The required materials that are not in order, in the order of the list. One statement."""
    later = {one.key for one in definition.materials if one.necessity is Necessity.SUPPLIED_LATER}
    rows = (
        CaseMaterial.objects.filter(case=case, required=True)
        .exclude(supply__in=(CaseMaterial.Supply.SHARED, CaseMaterial.Supply.COMMITTED))
        .exclude(supply=CaseMaterial.Supply.SUPPLIED, checked=True)
        .order_by("pk")
        .values_list("key", "name", "supply", "promised")
    )
    return tuple(Unsettled(key, name, supply, promised, key in later) for key, name, supply, promised in rows)


def gaps_of(case: Case, definition: ItemDefinition) -> list[Material]:
    """What may still come, as the item describes it. One statement."""
    keys = {one.key for one in unsettled_of(case, definition) if one.to_come}
    return [one for one in definition.materials if one.key in keys]


def promised_materials(case: Case) -> list[CaseMaterial]:
    """The materials with which the case was accepted as missing, with their files."""
    return list(
        CaseMaterial.objects.filter(case=case, promised=True).prefetch_related("files").order_by("pk")
    )


def is_new_in_gap(case: Case, added_at: datetime) -> bool:
    """Whether a file came after what was handed in last, so that its giver may still take it back."""
    signed = promise_of(case)
    handed_in = None if signed is None else signed.supplied_at or signed.accepted_at
    return handed_in is not None and added_at > handed_in


def promise_of(case: Case) -> GapPromise | None:
    """What the applicant signed, if anything."""
    return GapPromise.objects.filter(case=case).first()
