"""Acts that are possible on nearly every case and wanted on few: links below the buttons."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from onevisit.cases.models import Case
from onevisit.law.lifecycle import Action, transition_for
from onevisit.law.powers import HOLDING, PowerKind
from onevisit.organization.authorization import holds
from onevisit.organization.workers import Worker

AS_LINKS = (
    (Action.DECLARE_RECUSAL, HOLDING, gettext_noop("与本办件有利害关系？提出本人回避")),
    (Action.REQUEST_RECUSAL, (PowerKind.RECEIVE,), gettext_noop("申请人申请回避")),
)
"""The act, the powers of which one is needed, the words of the link."""
QUIET = tuple(action for action, _powers, _label in AS_LINKS)


def quiet_acts(who: Worker, case: Case) -> list[dict[str, str]]:
    """The acts that stand as links below the buttons."""
    return [
        {"url": reverse("desk:act", args=[case.pk, action.value]), "label": _(label)}
        for action, powers, label in AS_LINKS
        if case.state in transition_for(action).from_states
        and any(holds(who, power, case) for power in powers)
    ]
