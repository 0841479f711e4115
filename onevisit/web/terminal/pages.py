"""The pages of a cabinet's screen: code, confirmation with signature, the open slot.

Nothing personal is shown but a masked name: whoever stands behind may read along.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onevisit.accounts.rate_limit import budget, client_address
from onevisit.cases import deposits, engine
from onevisit.cases.models import Deposit
from onevisit.cases.performers import Performer
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.cabinets import cabinet_of_token
from onevisit.organization.models import Cabinet
from onevisit.people.models import IdentityType
from onevisit.people.queries import find_by_identity
from onevisit.records import access_log, clock
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import posted_key
from onevisit.web.desk.signatures import kept_signature, stored_signature
from onevisit.web.terminal.device import device_required, keep_token
from onevisit.web.terminal.forms import CardForm, CodeForm, TokenForm

SALT = "onevisit.terminal"
CONFIRM_SECONDS = 300
HOME = "/devices/terminal/"
TO_WINDOW = Sentence("请到出件窗口，工作人员帮您办理。")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@enforces("HOUSE-13")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The screen signs in with the token of its cabinet; wrong ones are limited and logged."""
    form = TokenForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method != "POST":
        return render(request, "terminal/sign_in.html", {"form": form})
    if not form.is_valid():
        return render(request, "terminal/sign_in.html", {"form": form}, status=422)
    address = client_address(request)
    decision = budget.spend("terminal-sign-in", address)
    if not decision.allowed:
        form.add_error(None, in_page_language(decision.sentence()))
        return render(request, "terminal/sign_in.html", {"form": form}, status=429)
    token = form.cleaned_data["token"]
    cabinet = cabinet_of_token(token)
    _log(cabinet, "terminal.sign_in", cabinet is not None, address)
    if cabinet is None:
        form.add_error("token", _("口令不对，或者已经更换。"))
        return render(request, "terminal/sign_in.html", {"form": form}, status=422)
    budget.give_back("terminal-sign-in", address)
    response = redirect("terminal:home")
    keep_token(response, token)
    return response


@require_safe
@never_cache
@device_required
def home(request: HttpRequest, cabinet: Cabinet) -> HttpResponseBase:
    """Two ways to begin."""
    return render(request, "terminal/home.html", _page(cabinet))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@device_required
def code(request: HttpRequest, cabinet: Cabinet) -> HttpResponseBase:
    """The pick-up code alone."""
    return _identify(request, cabinet, CodeForm, _("请输入取件码"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@device_required
def card(request: HttpRequest, cabinet: Cabinet) -> HttpResponseBase:
    """The resident number with the code."""
    return _identify(request, cabinet, CardForm, _("请刷身份证，再输入取件码"))


@enforces("JH-25b", "AS-4.4", "HOUSE-13")
def _identify(
    request: HttpRequest, cabinet: Cabinet, form_class: type[CodeForm], title: str
) -> HttpResponseBase:
    """Finds the slot; every wrong code or number is logged and spends from the budget of this cabinet."""
    form = form_class(request.POST if request.method == "POST" else None, label_suffix="")
    context = {**_page(cabinet), "form": form, "title": title}
    if request.method != "POST":
        return render(request, "terminal/code.html", context)
    if not form.is_valid():
        return render(request, "terminal/code.html", context, status=422)
    decision = budget.spend("pickup-code", str(cabinet.pk))
    if not decision.allowed:
        form.add_error(None, in_page_language(decision.sentence()))
        return render(request, "terminal/code.html", context, status=429)
    deposit = deposits.with_code(cabinet, form.cleaned_data["code"])
    if deposit is None:
        _log(cabinet, "terminal.code", False)
        form.add_error("code", _("取件码不对，请对照短信再输一次；过期或者取过的码也不能用。"))
        return render(request, "terminal/code.html", context, status=422)
    number = form.cleaned_data.get("number")
    if number is not None and not _is_applicant(deposit, number):
        _log(cabinet, "terminal.card", False, subject_id=deposit.case_id)
        refusal = Refusal(
            "not_the_applicant",
            Sentence("自助柜只能由申请人本人领取。"),
            clauses=("JH-25b", "AS-4.4"),
            next_step=Sentence("由他人代领的，请带授权委托书和双方身份证件到出件窗口。"),
        )
        return _refused(request, cabinet, deposit, refusal)
    budget.give_back("pickup-code", str(cabinet.pk))
    if deposit.ended_at is not None or deposit.last_day < clock.today():
        engine.bring_up_to_date(deposit.case_id)
        words = Sentence("这份结果已经不能自助领取。")
        return _refused(request, cabinet, deposit, Refusal("code_over", words, next_step=TO_WINDOW))
    return render(request, "terminal/confirm.html", _confirming(request, cabinet, deposit, card=bool(number)))


def _is_applicant(deposit: Deposit, number: str) -> bool:
    found = find_by_identity(IdentityType.RESIDENT_NUMBER, number)
    return found is not None and found.pk == deposit.case.applicant_id


def _confirming(request: HttpRequest, cabinet: Cabinet, deposit: Deposit, *, card: bool) -> dict[str, Any]:
    """What the confirmation shows: a masked name, the end of the number, nothing else."""
    assert deposit.case.applicant is not None
    return {
        **_page(cabinet),
        "name": deposit.case.applicant.masked_name,
        "ending": str(deposit.case.number)[-4:],
        "mark": signing.dumps({"deposit": deposit.pk, "cabinet": cabinet.pk, "card": card}, salt=SALT),
        **kept_signature(request.POST, "signature"),
    }


@require_POST
@never_cache
@device_required
@enforces("JH-25b", "AS-4.4", "RULE-30")
def take(request: HttpRequest, cabinet: Cabinet) -> HttpResponseBase:
    """Opens the slot: the act is the service, and the code is used up."""
    try:
        mark = signing.loads(request.POST.get("mark", ""), salt=SALT, max_age=CONFIRM_SECONDS)
    except signing.BadSignature:
        return redirect("terminal:home")
    found = Deposit.objects.filter(pk=mark["deposit"], cabinet=cabinet).select_related("case__applicant")
    deposit = found.first()
    if deposit is None or mark["cabinet"] != cabinet.pk or deposit.case.applicant is None:
        return redirect("terminal:home")
    try:
        signature = stored_signature(request.POST, "signature", deposit.case.applicant.name)
        inputs = {"deposit": deposit.pk, "signature": signature, "with_card": bool(mark["card"])}
        performer = Performer(cabinet_id=cabinet.pk)
        done = engine.perform(
            deposit.case_id, Action.DELIVER_AT_TERMINAL, performer, posted_key(request), inputs
        )
    except Refusal as refusal:
        if refusal.code in ("no_signature", "wrong_signer"):
            context = _confirming(request, cabinet, deposit, card=bool(mark["card"]))
            # Never the words of the refusal: they would tell the name.
            context["fault"] = _("请领取人签名，或者输入本人姓名。")
            return render(request, "terminal/confirm.html", context, status=422)
        _log(cabinet, "terminal.take", False, subject_id=deposit.case_id)
        words = Sentence("这份结果已经不能自助领取。")
        told = refusal if refusal.code == "busy" else Refusal("code_over", words, next_step=TO_WINDOW)
        return _refused(request, cabinet, deposit, told)
    _log(cabinet, "terminal.take", True, subject_id=deposit.case_id)
    return render(request, "terminal/open.html", {**_page(cabinet), "slot": cabinet.slot_name(done["slot"])})


def _refused(request: HttpRequest, cabinet: Cabinet, deposit: Deposit, refusal: Refusal) -> HttpResponseBase:
    refusal.within(cabinet.hall.region.city)
    return render(request, "terminal/refused.html", {**_page(cabinet), "refusal": refusal}, status=409)


def _page(cabinet: Cabinet) -> dict[str, Any]:
    return {"cabinet": cabinet, "idle_url": HOME, "idle_seconds": 60}


def _log(
    cabinet: Cabinet | None,
    action: str,
    allowed: bool,
    address: str | None = None,
    *,
    subject_id: int | None = None,
) -> None:
    access_log.log(
        actor_kind="cabinet",
        actor_id=cabinet.pk if cabinet else 0,
        action=action,
        subject_kind="case",
        subject_id=subject_id,
        allowed=allowed,
        source_address=address,
    )
