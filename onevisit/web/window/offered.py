"""The acts of the console: which make sense now, their keys, and why the others can't be done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.cases import queries
from onevisit.cases.models import Case
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action, State
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.authorization import holds
from onevisit.web.acting import performer_of, worker

KEYS = {
    Action.RECEIVE: "F8",
    Action.REGISTER: "F8",
    Action.SUPPLY_CORRECTION: "F8",
    Action.PASS_PRE_REVIEW: "F9",
    Action.RETURN_PRE_REVIEW: "F7",
    Action.ACCEPT: "F9",
    Action.ACCEPT_WITH_GAPS: "Alt+Q",
    Action.SUPPLY_GAPS: "F8",
    Action.DECIDE_AT_ONCE: "Alt+J",
    Action.REQUEST_CORRECTION: "F7",
    Action.CORRECT_ON_THE_SPOT: "Alt+G",
}
BUSY = {
    Action.RECEIVE: gettext_lazy("正在收件…"),
    Action.REGISTER: gettext_lazy("正在登记…"),
    Action.ACCEPT: gettext_lazy("正在受理…"),
    Action.DECIDE_AT_ONCE: gettext_lazy("正在办结…"),
}
ORDER = (
    Action.PASS_PRE_REVIEW,
    Action.RETURN_PRE_REVIEW,
    Action.REGISTER,
    Action.RECEIVE,
    Action.ACCEPT,
    Action.DECIDE_AT_ONCE,
    Action.ACCEPT_WITH_GAPS,
    Action.SUPPLY_CORRECTION,
    Action.SUPPLY_GAPS,
    Action.REQUEST_CORRECTION,
    Action.REMIND_OF_POINT,
    Action.RECORD_SERVICE,
    Action.MAKE_STATEMENT,
    Action.REQUEST_HEARING,
    Action.WAIVE_HEARING,
    Action.WITHDRAW_HEARING_REQUEST,
    Action.CHALLENGE_CHAIR,
    Action.CORRECT_ON_THE_SPOT,
    Action.ANSWER_NOT_REQUIRED,
    Action.PROPOSE_REFUSAL_OF_ACCEPTANCE,
    Action.REFUSE_ACCEPTANCE,
    Action.TERMINATE,
    Action.WITHDRAW,
)
AT_ONCE = (
    Action.RECEIVE,
    Action.REGISTER,
    Action.ACCEPT,
    Action.DECIDE_AT_ONCE,
    Action.SUPPLY_GAPS,
)
"""Acts that need nothing but the decision: one key performs them."""
AFTER_RECEIPT = (
    Action.ACCEPT,
    Action.DECIDE_AT_ONCE,
    Action.ACCEPT_WITH_GAPS,
    Action.REQUEST_CORRECTION,
    Action.ANSWER_NOT_REQUIRED,
    Action.PROPOSE_REFUSAL_OF_ACCEPTANCE,
)
"""What a draft offers beyond its receipt: the key receives first and then does this, two acts on record."""
MAIN = (
    Action.PASS_PRE_REVIEW,
    Action.RECEIVE,
    Action.REGISTER,
    Action.ACCEPT,
    Action.DECIDE_AT_ONCE,
    Action.SUPPLY_CORRECTION,
    Action.SUPPLY_GAPS,
)
DANGEROUS = (Action.ANSWER_NOT_REQUIRED, Action.REFUSE_ACCEPTANCE, Action.TERMINATE, Action.WITHDRAW)


@enforces("JH-13", "JH-23a")
def action_buttons(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """What can be done now with its key; what can't says why and who could (JH-13)."""
    performer = performer_of(request)
    offered = {one.action: one.refusal for one in queries.offers(case, performer)}
    if case.state == State.DRAFT.value:
        later = queries.offers_after_receipt(case, performer)
        offered = {Action.RECEIVE: offered.get(Action.RECEIVE)} | {
            action: later[action] for action in AFTER_RECEIPT
        }
        if case.applicant_id is None:
            offered = dict.fromkeys(offered, _nobody_named())
    shown = [action for action in ORDER if action in offered]
    return [_button(case, action, offered[action]) for action in shown if _makes_sense(action, offered)]


def _makes_sense(action: Action, offered: dict[Action, Refusal | None]) -> bool:
    """Leaves out the second of two that exclude each other: a refusal is proposed, then confirmed."""
    if action is Action.REFUSE_ACCEPTANCE:
        refusal = offered[action]
        return refusal is None or refusal.code == "same_person"
    if action is Action.ACCEPT_WITH_GAPS:
        refusal = offered[action]
        return refusal is None or refusal.code not in ("no_gap_rule", "no_gap")
    if action in (Action.REMIND_OF_POINT, Action.TERMINATE):
        return offered[action] is None
    return True


def is_handed_on(request: HttpRequest, case: Case) -> bool:
    """Whether the papers are in and the department decides on acceptance, because it has not delegated it."""
    return case.state == State.RECEIVED.value and not holds(worker(request), PowerKind.ACCEPT, case)


def proposal_in_words(case: Case) -> str:
    """Who proposed to refuse acceptance, while it still waits for a second person (rule 5)."""
    if case.refusal_proposed_by is None or case.state not in (State.SUBMITTED.value, State.RECEIVED.value):
        return ""
    return _("%(name)s提出不予受理，等另一人确认") % {"name": case.refusal_proposed_by.name}


def _nobody_named() -> Refusal:
    return Refusal(
        "no_applicant",
        Sentence("还没有登记申请人。"),
        clauses=("XK-29",),
        next_step=Sentence("请先在左边读取或者录入申请人。"),
    )


def _button(case: Case, action: Action, refusal: Refusal | None) -> dict[str, Any]:
    button: dict[str, Any] = {
        "label": _(action.label),
        "id": f"act-{action.value}",
        "name": "act",
        "value": action.value,
        "key": KEYS.get(action, ""),
        "allowed": refusal is None,
        "refusal": refusal,
        "style": "danger" if action in DANGEROUS else "" if action in MAIN else "secondary",
        "busy": BUSY.get(action, ""),
    }
    if refusal is not None:
        button["name"] = action.value
    elif action in (Action.CORRECT_ON_THE_SPOT, Action.SUPPLY_CORRECTION) and _needs_form(case, action):
        button["url"] = reverse("window:form", args=[case.pk])
    elif action not in (*AT_ONCE, Action.SUPPLY_CORRECTION) and case.state != State.DRAFT.value:
        button["url"] = act_address(case, action)
    return button


def _needs_form(case: Case, action: Action) -> bool:
    """A correction of the form is given on the form's own page."""
    if action is Action.CORRECT_ON_THE_SPOT:
        return True
    return any(point.subject.startswith("question:") for point in case.correction.points.all())


def act_address(case: Case, action: Action) -> str:
    """The page of an act that needs words; it leads back to the console."""
    address = reverse("desk:act", args=[case.pk, action.value])
    return f"{address}?{urlencode({'back': 'window'})}"
