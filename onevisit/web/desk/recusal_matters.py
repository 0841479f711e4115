"""What has to be known about recusals: who stands back, what waits for its decision (HOUSE-11)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from onevisit.cases.models import Case, Recusal
from onevisit.web.desk.matters import Matter
from onevisit.web.templatetags.onevisit import in_words


def recusal_matters(case: Case) -> list[Matter]:
    """The open and the granted recusals of a case; why, stands on the page of the decision only."""
    if not case.recused or case.ended_at is not None:
        return []
    found = Recusal.objects.filter(case=case).exclude(state=Recusal.State.REJECTED)
    return [_matter(one) for one in found.select_related("person", "successor").order_by("pk")]


def _matter(one: Recusal) -> Matter:
    names = {"name": one.person.name, "day": in_words(one.asked_at)}
    if one.state == Recusal.State.OPEN:
        title = _("%(name)s%(day)s提出本人回避，等首席代表或者负责人决定") % names
        if not one.declared:
            title = _("申请人%(day)s申请%(name)s回避，等首席代表或者负责人决定") % names
        return Matter("warning", title, _("决定以前他暂停办理；时限照常计算，不能先作出决定。"))
    if one.successor is None:
        return Matter("info", _("%(name)s已回避，不办理这个办件") % names)
    successor = {**names, "successor": one.successor.name}
    return Matter("info", _("%(name)s已回避，由%(successor)s接着办理") % successor)
