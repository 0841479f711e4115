"""The tab 听证与陈述 of the case page: whom the case concerns, what they were told and said, its hearings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from onevisit.cases.hearings import hearing_required, last_hearing, rights_waiting
from onevisit.cases.models import (
    Case,
    ChairChallenge,
    Hearing,
    HearingInvitation,
    InterestedParty,
    ToldRight,
)
from onevisit.law.hearings import HearingStage
from onevisit.law.lifecycle import State
from onevisit.web.templatetags.onevisit import in_words, moment_in_words


def is_heard(case: Case) -> bool:
    """Whether the tab has anything to show."""
    return case.heard or hearing_required(case)


def heard_of(case: Case) -> dict[str, Any]:
    """What the tab shows. Five statements; none for a case in which nobody has to be heard."""
    if not case.heard:
        return {"required": hearing_required(case)}
    hearings = list(Hearing.objects.filter(case=case).select_related("chair", "recorded_by").order_by("-pk"))
    invitations = list(
        HearingInvitation.objects.filter(hearing__case=case).select_related("party").order_by("pk")
    )
    challenges = list(
        ChairChallenge.objects.filter(hearing__case=case)
        .select_related("chair", "party", "decided_by")
        .order_by("pk")
    )
    return {
        "required": hearing_required(case),
        "parties": list(InterestedParty.objects.filter(case=case).order_by("pk")),
        "told": list(ToldRight.objects.filter(case=case).select_related("party").order_by("pk")),
        "hearings": [
            {
                "hearing": one,
                "invitations": [
                    each for each in invitations if (each.hearing_id, each.round) == (one.pk, one.round)
                ],
                "challenges": [each for each in challenges if each.hearing_id == one.pk],
            }
            for one in hearings
        ],
    }


def heard_words(case: Case) -> list[tuple[str, str, str]]:
    """Kind, title and text of what is open about hearings, at the top of the page. At most two statements."""
    if case.state != State.IN_REVIEW.value:
        return []
    found = []
    hearing = last_hearing(case)
    if hearing_required(case) and hearing is None:
        found.append(("warning", _("本事项依法应当听证"), _("请决定依职权听证，公告并举行后再拟定决定。")))
    if hearing is not None and hearing.stage == HearingStage.TO_NOTICE:
        title = _("%(kind)s：等待发出听证通知") % {"kind": _(hearing.get_kind_display())}
        found.append(("warning", title, _("通知要在举行的七个工作日前送达全部当事人。")))
    if hearing is not None and hearing.stage == HearingStage.NOTICED and hearing.chair is not None:
        words = {"moment": moment_in_words(hearing.starts_at), "place": hearing.place}
        title = _("听证定于%(moment)s在%(place)s举行") % words
        found.append(("info", title, _("主持人：%(name)s") % {"name": hearing.chair.name}))
    waiting = rights_waiting(case)
    if waiting:
        title = _("等待申请人、利害关系人答复，最晚%(day)s") % {"day": in_words(max(waiting))}
        text = _("期满，或者都已答复后，再拟定决定。等待期间时限照常计算。")
        found.append(("info", title, text))
    return found
