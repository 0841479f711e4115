"""What has to be known of a pre-review: what it is for, what was said before, what changed since."""

from __future__ import annotations

from django.utils.translation import gettext as _

from onevisit.cases.models import Case, PreReview
from onevisit.cases.pre_review_contents import ANSWERED, changed_since
from onevisit.law.lifecycle import State
from onevisit.web.templatetags.onevisit import in_words

BEFORE_ACCEPTANCE = (State.DRAFT.value, State.SUBMITTED.value, State.RECEIVED.value)


def pre_review_words(case: Case) -> list[tuple[str, str]]:
    """Title and text of each thing to know; nothing where no pre-review was asked for."""
    if not case.pre_review:
        return []
    last = (
        PreReview.objects.filter(case=case, outcome__in=ANSWERED)
        .prefetch_related("points")
        .order_by("-pk")
        .first()
    )
    found = []
    if case.state == State.PRE_REVIEW.value:
        text = _(
            "要改的请一次列明。预审不是收件，不影响申请人直接提交；以后受理时不应再提预审就能看出的问题。"
        )
        found.append((_("申请人请您先看一遍（网上预审）"), text))
        if last is not None:
            told = "；".join(f"{point.label}：{point.demand}" for point in last.points.all())
            text = _("当时列明：%(points)s。没有改动的内容不能再次作为退回的理由。") % {"points": told}
            found.append((_("%(day)s退回过一次") % {"day": in_words(last.answered_at)}, text))
    elif last is not None and case.state in BEFORE_ACCEPTANCE:
        found.append(_seen_before(case, last))
    return found


def _seen_before(case: Case, last: PreReview) -> tuple[str, str]:
    changed = changed_since(case, last)
    words = {"day": in_words(last.answered_at), "outcome": _(str(last.get_outcome_display()))}
    if not changed:
        return _("%(day)s%(outcome)s") % words, _("内容和预审时看到的一样。")
    labels = "、".join(_label(case, subject) for subject in changed)
    return _("%(day)s%(outcome)s") % words, _("预审以后有改动：%(labels)s。") % {"labels": labels}


def _label(case: Case, subject: str) -> str:
    kind, _colon, key = subject.partition(":")
    definition = case.version.definition
    try:
        if kind == "material":
            return definition.material(key).name
        if kind == "question":
            return definition.question(key).label
    except KeyError:
        return key
    return next((one.text for one in definition.conditions if one.key == key), key)
