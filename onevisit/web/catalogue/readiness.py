"""What an item still lacks so that a window can receive it and somebody can decide it (rules 26, 27)."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import Item
from onevisit.catalog.stationed import needed_of
from onevisit.law.powers import Role
from onevisit.law.stationing import StationedPower, missing_powers
from onevisit.organization import stationing
from onevisit.organization.models import Staff
from onevisit.records import clock

DECIDING = (Role.HANDLER.value, Role.SIGNER.value, Role.DEPARTMENT_HEAD.value)


def lacking(item: Item, definition: ItemDefinition) -> list[dict[str, str]]:
    """Each want in words, with the register in which the department or the hall manager mends it.

    At most three statements.
    """
    today = clock.today()
    places = list(stationing.in_force(today).filter(item_code=item.code).select_related("hall"))
    found = []
    if not places and not stationing.exempt(today).filter(item_code=item.code).exists():
        text = _("没有进驻任何大厅：窗口不能收件。请部门负责人或者大厅管理员登记进驻。")
        found.append({"text": text, "url": reverse("organization:gaps")})
    for one in places:
        missing = missing_powers(needed_of(definition), {StationedPower(power) for power in one.given})
        if missing:
            powers = _("、").join(_(power.label) for power in missing)
            text = _("在%(hall)s授权不到位：%(powers)s。") % {"hall": one.hall.name, "powers": powers}
            url = reverse("organization:stationed_items", args=[item.department_id, one.hall_id])
            found.append({"text": text, "url": url})
    trained = Q(trainings__valid_until__isnull=True) | Q(trainings__valid_until__gte=today)
    people = Staff.objects.filter(
        trained,
        active=True,
        department_id=item.department_id,
        roles__role__in=DECIDING,
        trainings__item_code=item.code,
        trainings__trained_on__lte=today,
    )
    if not people.exists():
        text = _("本部门没有人有这个事项的有效培训记录：不能作出决定。请部门负责人在人员登记册登记培训。")
        found.append({"text": text, "url": reverse("organization:people")})
    return found
