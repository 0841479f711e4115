"""The issuing window: results taken over with a signature, handed out against one (JH-25)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onevisit.cases import parcels, queries, unclaimed, window_lists
from onevisit.cases.models import Case, Handover
from onevisit.law import identifiers
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.items import DeliveryWay
from onevisit.law.lifecycle import Action, State
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people.models import Applicant, IdentityType
from onevisit.people.queries import find_by_identity
from onevisit.records.keyset import key_in
from onevisit.web.acting import act, performer_of, worker, worker_required
from onevisit.web.desk.case_page import document_rows
from onevisit.web.desk.post_forms import PostingForm
from onevisit.web.desk.signatures import kept_signature, stored_signature
from onevisit.web.fee_rows import fees_of
from onevisit.web.window.access import log_reading, result_of_request
from onevisit.web.window.collection import CollectionForm, authority_to_collect

LONGEST_SEARCH = 200
SHORTEST_NUMBER = 15
MOST_AT_ONCE = 30
HANDED_OUT = (
    DocumentKind.GRANT,
    DocumentKind.REFUSAL,
    DocumentKind.RESULT,
    DocumentKind.HANDOVER,
    DocumentKind.PROOF_OF_SERVICE,
)
DELIVERIES = (Action.COLLECT, Action.DELIVER_ELECTRONICALLY, Action.ORDER_POST, Action.DELIVER_BY_POST)
ENTERED = (
    Action.PUT_IN_SLOT,
    Action.TAKE_OUT_OF_SLOT,
    Action.CONFIRM_POST_SERVICE,
    Action.RECORD_RETURN,
    Action.DECLARE_LOST,
    Action.REPLACE_LOST,
    Action.CALL_TO_COLLECT,
    Action.CHANGE_DELIVERY,
)
WITHOUT_FORM = (Action.DELIVER_ELECTRONICALLY, Action.ORDER_POST)


@require_safe
@worker_required(Role.ISSUING_CLERK)
def results(request: HttpRequest) -> HttpResponseBase:
    """Results to hand out, the oldest first; or those of one number, one person, one receipt."""
    who = worker(request)
    text = request.GET.get("find", "").strip()[:LONGEST_SEARCH]
    context: dict[str, Any] = {"section": "issuing", "find": text, "tab": "hand"}
    receiver: Applicant | None = None
    number = ""
    if text:
        case, receiver, number, fault = _found(request, text)
        if case is not None:
            return redirect("issuing:result", case_id=case.pk)
        context["fault"] = fault
    page = window_lists.to_hand_out(
        who,
        number=number,
        receiver=receiver,
        after=0 if text else window_lists.key_of(request.GET.get("after", "")),
    )
    if text and not context["fault"] and len(page.cases) == 1:
        return redirect("issuing:result", case_id=page.cases[0].pk)
    if text and not context["fault"] and not page.cases:
        context["fault"] = _where_it_is(request, receiver, number)
    context.update(page=page, chips=chips("hand"), later_url=_later(page))
    return render(request, "issuing/results.html", context)


def _found(request: HttpRequest, text: str) -> tuple[Case | None, Applicant | None, str, str]:
    """What was read or typed: a case by its receipt's code, a person by his number, a case number."""
    code = text.upper()
    if code.isascii() and code.isalnum() and len(code) < SHORTEST_NUMBER:
        return window_lists.with_query_code(worker(request), code), None, "", _("没有找到这个查询码的结果。")
    for kind, check in (
        (IdentityType.RESIDENT_NUMBER, identifiers.resident_number),
        (IdentityType.CREDIT_CODE, identifiers.credit_code),
    ):
        if identifiers.is_valid(check, text):
            receiver = find_by_identity(kind, text)
            return None, receiver, "", "" if receiver else _("没有找到用这个证件申请的结果。")
    try:
        return None, None, identifiers.check_case_number(text), ""
    except identifiers.IdentifierError:
        return (
            None,
            None,
            "",
            _("请输入办件编号、身份证号码、统一社会信用代码或者回执上的查询码，并核对有没有写错。"),
        )


def _where_it_is(request: HttpRequest, receiver: Applicant | None, number: str) -> str:
    if receiver is not None:
        return _("这位申请人现在没有在窗口等待领取的结果。")
    found = queries.visible(worker(request)).filter(number=number).first()
    if found is None:
        return _("没有找到这个编号的办件，或者它不在本大厅办理。")
    return _("结果还没有到窗口：办件现在是“%(state)s”。") % {"state": found.get_state_display()}


def chips(current: str) -> list[dict[str, Any]]:
    return [
        {"label": _("待领取"), "url": "/desk/issuing/", "active": current == "hand"},
        {"label": _("待接收（部门移交）"), "url": "/desk/issuing/handovers/", "active": current == "take"},
        {"label": _("待领取超期"), "url": "/desk/issuing/unclaimed/", "active": current == "unclaimed"},
        {"label": _("自助柜"), "url": "/desk/issuing/slots/", "active": current == "slots"},
        {"label": _("邮寄件"), "url": "/desk/issuing/parcels/", "active": current == "post"},
    ]


def _later(page: window_lists.WindowPage) -> str:
    return "" if page.after is None else f"?{urlencode({'after': page.after})}"


@require_http_methods(["GET", "POST"])
@worker_required(Role.ISSUING_CLERK)
@enforces("JH-25a", "AS-4.4")
def handovers(request: HttpRequest) -> HttpResponseBase:
    """Results that departments have signed over; one signature takes over those that are ticked."""
    if request.method != "POST":
        return render(request, "issuing/handovers.html", _handover_context(request, None))
    chosen = [key for text in request.POST.getlist("case") if (key := key_in(text)) is not None]
    try:
        if not 0 < len(chosen) <= MOST_AT_ONCE:
            raise Refusal(
                "nothing_chosen",
                Sentence("还没有勾选要接收的结果。"),
                clauses=("JH-25a", "AS-4.4"),
                next_step=Sentence("请勾选后再签名接收。"),
            )
        signature = stored_signature(request.POST, "signature", worker(request).name)
    except Refusal as refusal:
        return render(request, "issuing/handovers.html", _handover_context(request, refusal), status=409)
    taken = 0
    for case_id in chosen:
        case = result_of_request(request, case_id)
        outcome = act(request, case.pk, Action.TAKE_OVER, {"signature": signature}, key_of_one=f"c{case.pk}")
        if outcome.refusal is not None:
            if taken:
                messages.success(request, _taken(taken))
            context = _handover_context(request, outcome.refusal)
            return render(request, "issuing/handovers.html", context, status=409)
        taken += 1
    messages.success(request, _taken(taken))
    return redirect("issuing:handovers")


def _taken(count: int) -> str:
    return _("已接收 %(count)d 件结果，已通知申请人领取。") % {"count": count}


def _handover_context(request: HttpRequest, refusal: Refusal | None) -> dict[str, Any]:
    after = window_lists.key_of(request.GET.get("after", ""))
    page = window_lists.to_take_over(worker(request), after=after)
    return {
        "section": "issuing",
        "page": page,
        "chips": chips("take"),
        "later_url": _later(page),
        "chosen": [
            case.pk
            for case in page.cases
            if request.method != "POST" or str(case.pk) in request.POST.getlist("case")
        ],
        "signer": worker(request).name,
        **kept_signature(request.POST, "signature"),
        "refusal": refusal,
    }


@require_safe
@worker_required(Role.ISSUING_CLERK)
def result(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """One result: who may collect it, what is handed out, how it reaches him; the reading is logged."""
    case = result_of_request(request, case_id)
    log_reading(request, case)
    return render(request, "issuing/result.html", _result_context(request, case))


@require_POST
@worker_required(Role.ISSUING_CLERK)
@enforces("JH-25b", "RULE-30")
def deliver(request: HttpRequest, case_id: int, action: str) -> HttpResponseBase:
    """Hands out, sends by courier, or delivers electronically; remedies run from this moment."""
    case = result_of_request(request, case_id)
    chosen = next((one for one in DELIVERIES if one.value == action), None)
    if chosen is None:
        raise Http404
    form: CollectionForm | PostingForm | None = None
    inputs: dict[str, Any] = {}
    try:
        if chosen not in WITHOUT_FORM:
            form_class = CollectionForm if chosen is Action.COLLECT else PostingForm
            form = form_class(request.POST, request.FILES, case=case, worker=worker(request))
            if not form.is_valid():
                context = _result_context(request, case, chosen, form)
                return render(request, "issuing/result.html", context, status=422)
            inputs = form.inputs()
        outcome = act(request, case.pk, chosen, inputs)
        if outcome.refusal is not None:
            raise outcome.refusal
    except Refusal as refusal:
        context = _result_context(request, case, chosen, form, refusal.within(case.city))
        return render(request, "issuing/result.html", context, status=409)
    messages.success(request, _done(chosen))
    return redirect("issuing:result", case_id=case.pk)


def _done(action: Action) -> str:
    if action is Action.ORDER_POST:
        return _("已预约寄件。快递单号到了以后打印面单，贴好交给快递员。")
    if action is Action.DELIVER_BY_POST:
        return _("已交寄，已通知申请人。签收以后自动生成送达回证。")
    return _("已完成：%(act)s，送达回证已生成。") % {"act": _(action.label)}


def _result_context(
    request: HttpRequest,
    case: Case,
    chosen: Action | None = None,
    form: CollectionForm | PostingForm | None = None,
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    who = worker(request)
    offered = {one.action: one.refusal for one in queries.offers(case, performer_of(request))}
    return {
        "section": "issuing",
        "case": case,
        "documents": document_rows(case, "desk:document", HANDED_OUT),
        "unmasked": case.ended_at is None,
        "handover": Handover.objects.select_related("offered_by", "taken_by").filter(case=case).first(),
        "collection": form if chosen is Action.COLLECT and form else CollectionForm(case=case, worker=who),
        "posting": form if chosen is Action.DELIVER_BY_POST and form else PostingForm(case=case, worker=who),
        "may_collect": offered.get(Action.COLLECT) is None and Action.COLLECT in offered,
        "why_not": offered.get(Action.COLLECT),
        "deliveries": _other_deliveries(request, case) if Action.COLLECT in offered else [],
        "authorization": authority_to_collect(case, case.agent),
        "to_take_over": case.state == State.DECIDED.value and case.handover_offered_by_id is not None,
        "delivered": case.state == State.DELIVERED.value,
        "fees": fees_of(case),
        "fee_url": _fee_url(case, offered),
        "parcels": parcels.of_case(case) if case.delivery_way == DeliveryWay.POST.value else [],
        "parcel_acts": _parcel_acts(case, offered),
        "calls": unclaimed.calls_of(case) if case.waits_since else [],
        "posted": case.state == State.POSTED.value,
        "refusal": refusal,
        **kept_signature(request.POST, "signature"),
    }


def _fee_url(case: Case, offered: dict[Action, Refusal | None]) -> str:
    """Where the fee is entered that is paid before the result is handed out; "" where nothing is owed."""
    for action in (Action.ASSESS_FEE, Action.RECORD_PAYMENT):
        if action in offered and offered[action] is None:
            return f"{reverse('desk:act', args=[case.pk, action.value])}?back=issuing"
    return ""


def _parcel_acts(case: Case, offered: dict[Action, Refusal | None]) -> list[dict[str, str]]:
    """What may be entered of a parcel, and the change of the way, each with its own page."""
    return [
        {
            "label": _(action.label),
            "url": f"{reverse('desk:act', args=[case.pk, action.value])}?back=issuing",
        }
        for action in ENTERED
        if action in offered and offered[action] is None
    ]


def _other_deliveries(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """The ways beside collection; one that the applicant did not choose or agree to says so."""
    ways = []
    for action in (Action.DELIVER_ELECTRONICALLY, Action.ORDER_POST, Action.DELIVER_BY_POST):
        if action is Action.ORDER_POST and case.delivery_way != DeliveryWay.POST.value:
            continue
        refusal = queries.refusal_of(case, action, performer_of(request))
        ways.append(
            {
                "label": _(action.label),
                "name": action.value,
                "value": "1",
                "allowed": refusal is None,
                "refusal": refusal,
                "style": "secondary",
            }
        )
    return ways
