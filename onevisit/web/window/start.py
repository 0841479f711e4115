"""The window before a case: who stands there, what he wants, and what is still open at this window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onevisit.cases import window_lists
from onevisit.cases.actions import drafts
from onevisit.cases.joint import drafts as joint_drafts
from onevisit.cases.joint.at_window import parked as parked_joint
from onevisit.cases.models import Case
from onevisit.catalog import queries as catalog
from onevisit.catalog.models import ItemVersion, PackageVersion
from onevisit.law.clauses import enforces
from onevisit.law.items import Channel
from onevisit.law.powers import PowerKind, Role
from onevisit.law.refusal import Refusal
from onevisit.organization.authorization import holds
from onevisit.organization.models import Hall, Window
from onevisit.organization.workers import Worker
from onevisit.people.models import Applicant
from onevisit.records import access_log, clock, idempotency
from onevisit.web.acting import KEY_FIELD, performer_of, posted_key, worker, worker_required
from onevisit.web.window import packages
from onevisit.web.window.access import hall_of
from onevisit.web.window.packages import is_served
from onevisit.web.window.people_forms import ApplicantForm, PersonForm, looked_up

BEGIN = "window.begin"
MOST_FOUND = 7


@dataclass(frozen=True)
class FoundItem:
    """An item that this hall serves, and what the windows may do for it."""

    version: ItemVersion
    powers: str


@dataclass(frozen=True)
class _ItemInHall:
    """The scope values of a case that would be begun here."""

    department_id: int
    hall_id: int
    item_code: str
    received_at: datetime | None = None
    acceptance_delegated: bool = False
    recused: tuple[int, ...] = ()
    decision_delegated: bool = False


@require_http_methods(["GET", "POST"])
@worker_required(Role.WINDOW_CLERK)
def start(request: HttpRequest) -> HttpResponseBase:
    """The empty console; a POST begins a draft for the chosen item and whoever was read or typed."""
    form = ApplicantForm(request.POST or None)
    if request.method != "POST":
        form.fields["identity_number"].widget.attrs["autofocus"] = True
        try:
            return render(request, "window/start.html", _context(request, form))
        except Refusal:
            return redirect("window:start")
    hall = hall_of(request)
    if "package" in request.POST:
        return begin_package(request, hall, form)
    version = _served(hall, request.POST.get("item", ""))
    if version is None:
        messages.error(request, _("这个事项现在不在本大厅办理，请重新选择。您填写的内容都在。"))
        return render(request, "window/start.html", _context(request, form), status=422)
    if not form.is_blank and not form.is_valid():
        return render(request, "window/start.html", _context(request, form, version), status=422)
    try:
        case_id = _begin(request, hall, version, form)
    except Refusal as refusal:
        context = {**_context(request, form, version), "refusal": refusal}
        return render(request, "window/start.html", context, status=409)
    return redirect("window:case", case_id=case_id)


@enforces("JH-18", "AS-3.1e")
def begin_package(request: HttpRequest, hall: Hall, form: ApplicantForm) -> HttpResponseBase:
    """A joint draft for the chosen package; who applies is known first, as items differ for firms."""
    version = packages.served(hall, request.POST["package"])
    refusal: Refusal | None = None
    if version is None:
        messages.error(request, _("这件事现在不在本大厅办理，请重新选择。您填写的内容都在。"))
    elif form.is_blank or not form.is_valid():
        if form.is_blank:
            messages.error(request, _("一件事要先登记申请人。请先读取或者录入申请人，再选这件事。"))
    else:
        try:
            return redirect("window:joint", joint_id=_begin_joint(request, hall, version, form))
        except Refusal as refused:
            refusal = refused
    context = {**_context(request, form), "refusal": refusal, "chosen_package": version}
    return render(request, "window/start.html", context, status=409 if refusal else 422)


def _begin_joint(request: HttpRequest, hall: Hall, version: PackageVersion, form: ApplicantForm) -> int:
    key = posted_key(request)
    sent = {name: request.POST.get(name, "") for name in (*form.fields, "package")}
    actor = performer_of(request).key
    with transaction.atomic():
        before = idempotency.claim(actor, BEGIN, key, idempotency.body_hash(sent))
        if before is not None:
            return int(before.result)
        joint = joint_drafts.begin(
            version,
            hall,
            _channel(hall),
            applicant=_registered(request, form),
            worker=worker(request),
            scenario={},
        )
        idempotency.store(actor, BEGIN, key, joint.pk)
    return int(joint.pk)


def _channel(hall: Hall) -> Channel:
    return Channel.SUB_HALL if hall.kind == Hall.Kind.SUB_HALL else Channel.WINDOW


def _registered(request: HttpRequest, form: ApplicantForm) -> Applicant:
    registration = form.register()
    if registration.account_detached:
        messages.warning(request, _("这个证件号码曾被一个未经核验的网上账号使用，已经解除关联。"))
    return registration.applicant


def _begin(request: HttpRequest, hall: Hall, version: ItemVersion, form: ApplicantForm) -> int:
    """The draft; a form sent twice begins one."""
    key = posted_key(request)
    sent = {name: request.POST.get(name, "") for name in (*form.fields, "item")}
    actor = performer_of(request).key
    with transaction.atomic():
        before = idempotency.claim(actor, BEGIN, key, idempotency.body_hash(sent))
        if before is not None:
            return int(before.result)
        applicant = None if form.is_blank else _registered(request, form)
        case = drafts.begin(version, hall, _channel(hall), applicant=applicant, worker=worker(request))
        idempotency.store(actor, BEGIN, key, case.pk)
    return int(case.pk)


def _context(request: HttpRequest, form: PersonForm, chosen: ItemVersion | None = None) -> dict[str, Any]:
    who = worker(request)
    whole_hall = request.GET.get("parked") == "hall"
    before = request.GET.get("before", "") if request.method == "GET" else ""
    one_more = window_lists.SHORT + 1
    parked = window_lists.parked(who, whole_hall=whole_hall, before=before, size=one_more)
    today = window_lists.taken_in_today(who, size=one_more)
    to_register = window_lists.to_register(who, size=one_more)
    shown = slice(window_lists.SHORT)
    return {
        "section": "window",
        "form": form,
        "chosen": chosen,
        "key_field": KEY_FIELD,
        "parked": parked[shown],
        "parked_joint": [] if before else parked_joint(who, whole_hall=whole_hall),
        "whole_hall": whole_hall,
        "older_url": _older(parked[shown][-1], whole_hall) if len(parked) == one_more else "",
        "today": today[shown],
        "more_today": len(today) == one_more,
        "to_register": to_register[shown],
        "more_to_register": len(to_register) == one_more,
        "window": Window.objects.select_related("hall").filter(pk=who.window_id or 0).first(),
    }


def _older(last: Case, whole_hall: bool) -> str:
    """The address of what was parked before this one."""
    asked = {"parked": "hall" if whole_hall else "window", "before": window_lists.place_of(last)}
    return f"{reverse('window:start')}?{urlencode(asked)}"


@require_POST
@worker_required(Role.WINDOW_CLERK)
@enforces("RULE-35", "HOUSE-35")
def look_up(request: HttpRequest) -> HttpResponseBase:
    """What is known of the number that was read or typed; nothing typed is replaced; logged."""
    form, words = looked_up(ApplicantForm(request.POST))
    _log_look_up(request, found=bool(words) and not form.is_bound)
    context = {"form": form, "words": words, "looked_up": True}
    return render(request, "window/parts/who.html", context)


def _log_look_up(request: HttpRequest, *, found: bool) -> None:
    access_log.log(
        actor_kind="staff",
        actor_id=worker(request).staff_id,
        action="applicant.look_up",
        subject_kind="applicant",
        subject_id=0,
        allowed=True,
        purpose="窗口按证件查找到场的申请人",
        detail={"found": found},
    )


@require_safe
@worker_required(Role.WINDOW_CLERK)
@enforces("JH-12", "JH-13")
def items(request: HttpRequest) -> HttpResponseBase:
    """Items for what was typed: short words, pinyin initials, everyday words; only those of this hall."""
    text = request.GET.get("q", "").strip()[:100]
    hall = hall_of(request)
    who = worker(request)
    found = [
        FoundItem(one.version, _powers_in_words(who, hall, one.version))
        for one in catalog.search(text, clock.now())
        if is_served(one.version.definition, hall)
    ]
    context = {
        "text": text,
        "packages": packages.found(text, hall) if text else [],
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
    }
    return render(request, "window/parts/items.html", context)


def _served(hall: Hall, code: str) -> ItemVersion | None:
    version = catalog.current_version(code, clock.now()) if len(code) <= 40 and code.isalnum() else None
    return version if version is not None and is_served(version.definition, hall) else None


def _powers_in_words(who: Worker, hall: Hall, version: ItemVersion) -> str:
    here = _ItemInHall(version.item.department_id, hall.pk, version.item.code)
    if holds(who, PowerKind.DECIDE_AT_ONCE, here) and version.definition.is_immediate:
        return _("可当场办结")
    if holds(who, PowerKind.ACCEPT, here):
        return _("窗口受理")
    return _("收件转部门")
