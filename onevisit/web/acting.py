"""From a request to an act: who asks, the idempotency key, and a refusal as a value the page can show.

Every page that changes a case goes through ``act``; every page of staff through ``worker_required``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from onevisit.accounts.models import Account
from onevisit.cases import engine, queries
from onevisit.cases.models import Case
from onevisit.cases.performers import Performer
from onevisit.law.lifecycle import Action
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.workers import Worker, worker_of
from onevisit.records import access_log, clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.kept_form import to_sign_in

KEY_FIELD = "idempotency_key"
LONGEST_KEY = 64

View = Callable[..., HttpResponseBase]
FindCase = Callable[[Performer, int], Case]


def account_of(request: HttpRequest) -> Account | None:
    """The signed-in account, or None."""
    return request.user if isinstance(request.user, Account) else None


def worker_or_none(request: HttpRequest) -> Worker | None:
    """The worker behind the request, read once per request; None for anybody who is not active staff."""
    if not hasattr(request, "onevisit_worker"):
        account = account_of(request)
        found = worker_of(account.pk, clock.today()) if account and account.is_staff_member else None
        request.onevisit_worker = found  # type: ignore[attr-defined]
    worker: Worker | None = request.onevisit_worker  # type: ignore[attr-defined]
    return worker


def worker(request: HttpRequest) -> Worker:
    """The worker behind the request. Raises PermissionDenied for anybody else."""
    found = worker_or_none(request)
    if found is None:
        raise PermissionDenied
    return found


def worker_required(*roles: Role) -> Callable[[View], View]:
    """A page of staff; with ``roles`` only for those who hold one of them. Strangers are sent to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if account_of(request) is None:
                return to_sign_in(request)
            found = worker(request)
            if roles and not found.roles.intersection(roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def applicant_required(view: View) -> View:
    """A page of a signed-in applicant."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account = account_of(request)
        if account is None:
            return to_sign_in(request)
        if not account.is_applicant:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def performer_of(request: HttpRequest) -> Performer:
    """Who performs the acts of this request."""
    found = worker_or_none(request)
    if found is not None:
        return Performer(worker=found)
    account = account_of(request)
    if account is None:
        raise PermissionDenied
    return Performer(account_id=account.pk)


def case_of_request(request: HttpRequest, case_id: int, find: FindCase | None = None) -> Case:
    """The case, brought up to date with what the law has made of it, if the asker may see it; else 404.

    ``find`` narrows what the page is for: it answers the case or raises Case.DoesNotExist.
    """
    if case_id > LARGEST_KEY:
        raise Http404
    performer = performer_of(request)
    wanted = find or _visible
    try:
        found = wanted(performer, case_id)
        if found.lapse_on is not None and found.lapse_on <= clock.today():
            engine.bring_up_to_date(case_id)
            found = wanted(performer, case_id)
    except Case.DoesNotExist:
        _log_refused(performer, "case.open", case_id, "not_visible")
        raise Http404 from None
    return found


def _visible(performer: Performer, case_id: int) -> Case:
    if performer.worker is not None:
        return queries.case_for(performer.worker, case_id)
    assert performer.account_id is not None
    return queries.case_of_account(performer.account_id, case_id)


@dataclass(frozen=True)
class Outcome:
    """What became of an act: its result, or the refusal with everything typed still in the request."""

    result: dict[str, Any] | None = None
    refusal: Refusal | None = None


def posted_key(request: HttpRequest) -> str:
    """The idempotency key that the page sent with its form. Raises Refusal when there is none."""
    key = request.POST.get(KEY_FIELD, "")
    if not 8 <= len(key) <= LONGEST_KEY or not key.isalnum():
        raise Refusal(
            "no_key", Sentence("这个页面已经过期。"), next_step=Sentence("请刷新页面再试，您填写的内容都在。")
        )
    return key


def seen_revision(request: HttpRequest) -> int | None:
    """The revision of the case that a form was filled over; None for a form that does not say."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def act(
    request: HttpRequest,
    case_id: int,
    action: Action,
    inputs: Mapping[str, Any] | None = None,
    *,
    key_of_one: str = "",
) -> Outcome:
    """Performs one act for the asker under the page's idempotency key; refusals come back as values.

    ``key_of_one`` tells the cases apart where one page acts on several.
    """
    performer = performer_of(request)
    try:
        key = posted_key(request) + key_of_one
        return Outcome(
            result=engine.perform(case_id, action, performer, key, inputs, seen=seen_revision(request))
        )
    except Case.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        _log_refused(performer, f"case.{action.value}", case_id, refusal.code)
        return Outcome(refusal=refusal)


def _log_refused(performer: Performer, action: str, case_id: int, code: str) -> None:
    access_log.log(
        actor_kind="staff" if performer.worker else "applicant",
        actor_id=performer.staff_id or performer.account_id or 0,
        action=action,
        subject_kind="case",
        subject_id=case_id,
        allowed=False,
        detail={"code": code},
    )


def staff_header(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the hall, window and name in the header of the desk; nothing for the public."""
    found = getattr(request, "onevisit_worker", None)
    if found is None:
        return {}
    return {
        "worker": found,
        "staff_header": {"hall": found.department_name, "window": "", "post": "", "name": found.name},
    }
