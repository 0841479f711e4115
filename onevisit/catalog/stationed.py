"""Which of the six stationed powers an item calls for, read from its definition (rule 26)."""

from __future__ import annotations

from onevisit.catalog.definition import ItemDefinition
from onevisit.law.items import StepKind
from onevisit.law.stationing import StationedPower, needed_powers


def needed_of(definition: ItemDefinition) -> frozenset[StationedPower]:
    """The powers that a department must give in the hall for this item."""
    return needed_powers(
        definition.route,
        on_site=any(step.kind is StepKind.SITE_VISIT for step in definition.steps),
        with_fees=bool(definition.fees),
    )
