"""What went up to the superior organ and what came back, for the page of the case."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.cases.models import Case, CaseAttachment, UpwardReport
from onevisit.law.lifecycle import State
from onevisit.web.templatetags.onevisit import in_words


def upward_rows(case: Case) -> list[dict[str, Any]]:
    """Each sending with its answer and the scans of the answer; nothing on other routes."""
    if case.version.definition.reported_to is None:
        return []
    scans: dict[int | None, list[dict[str, str]]] = {}
    for one in CaseAttachment.objects.filter(case=case, kind=CaseAttachment.Kind.ANSWER_FROM_ABOVE).order_by(
        "pk"
    ):
        url = reverse("desk:attachment", args=[case.pk, one.pk])
        scans.setdefault(one.about, []).append({"name": one.name, "url": url})
    reports = UpwardReport.objects.filter(case=case).select_related("signed_by", "recorded_by").order_by("pk")
    return [{"report": one, "scans": scans.get(one.pk, [])} for one in reports]


def upward_words(case: Case) -> tuple[str, str] | None:
    """What has to be known of the superior's answer: awaited, asked back, or decided."""
    above = case.version.definition.reported_to
    if above is None:
        return None
    if case.state == State.REPORTED_UP.value:
        return _("已报%(organ)s，等答复") % {"organ": above.organ}, _("到期没有答复的，请催办。")
    if case.state != State.IN_REVIEW.value or not case.answer_from_above:
        return None
    last = UpwardReport.objects.filter(case=case).exclude(answer="").order_by("-pk")[0]
    words = {
        "organ": last.organ,
        "day": in_words(last.answered_on),
        "answer": _(str(last.get_answer_display())),
    }
    title = _("%(organ)s%(day)s答复：%(answer)s") % words
    if last.answer == UpwardReport.Answer.QUESTION:
        asked = _("%(text)s 由本部门答复后再报；不得要求申请人重复提供已提交的材料。") % {
            "text": last.answer_text
        }
        return title, asked
    return title, last.answer_text
