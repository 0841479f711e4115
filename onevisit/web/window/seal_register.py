"""The register of seals on screen: the list, one seal with custody and uses, the acts of its keeper."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onevisit.documents import seal_proposals, seal_register
from onevisit.documents.models import Seal, SealEvent, SealMove, SealUse, StandingSealOrder
from onevisit.documents.seal_faces import seal_svg
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind, SealKind
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.records import clock, files
from onevisit.records.clock import SHANGHAI
from onevisit.records.keyset import LARGEST_KEY, key_in
from onevisit.web.acting import posted_key, worker, worker_required
from onevisit.web.body_size import takes_files
from onevisit.web.desk.signatures import kept_signature, stored_signature

READERS = (Role.SEAL_KEEPER, Role.DEPARTMENT_HEAD, Role.HALL_MANAGER, Role.SUPERVISOR)


class HandOverForm(forms.Form):
    """To whom a seal goes, and why."""

    use_required_attribute = False

    taker = forms.ChoiceField(
        label=gettext_lazy("移交给"), error_messages={"required": gettext_lazy("请选择一项。")}
    )
    reason = forms.CharField(label=gettext_lazy("移交原因"), min_length=4, max_length=200)

    def __init__(self, *args: Any, seal: Seal, staff_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taker = self.fields["taker"]
        assert isinstance(taker, forms.ChoiceField)
        possible = seal_register.possible_keepers(seal).exclude(pk=staff_id)
        taker.choices = [(str(one.pk), f"{one.name}（{one.department.short_name}）") for one in possible]


class EndForm(forms.Form):
    """A seal was lost, or is no longer to be used."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=gettext_lazy("情形"),
        choices=[
            (SealEvent.Kind.LOST.value, gettext_lazy("遗失、被盗，挂失")),
            (SealEvent.Kind.REVOKED.value, gettext_lazy("停用、换发，作废")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择一项。")},
    )
    reason = forms.CharField(
        label=gettext_lazy("经过和原因"),
        min_length=4,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_safe
@never_cache
@worker_required(*READERS)
@enforces("JH-32")
def register(request: HttpRequest) -> HttpResponseBase:
    """The seals of the asker's department and those it keeps; what is on its way to him stands first."""
    who = worker(request)
    context = {
        "section": "seal-register",
        "seals": seal_register.in_sight_of(who),
        "to_take": SealMove.objects.filter(
            taken_by_id=who.staff_id, taken_at=None, cancelled_at=None
        ).select_related("seal", "given_by", "from_department"),
        "proposals": seal_proposals.open_proposals(who),
        "may_propose": bool(who.roles.intersection(seal_proposals.PROPOSERS)),
        "today": clock.today(),
    }
    return render(request, "seals/register.html", context)


@require_safe
@never_cache
@worker_required(*READERS)
def seal(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """One seal: face, keeper, certificate, custody, standing orders, the newest uses, what can be done."""
    return render(request, "seals/seal.html", _context(request, _seal_of(request, seal_id)))


def _context(request: HttpRequest, found: Seal) -> dict[str, Any]:
    who = worker(request)
    first, last = _days(request)
    before = request.GET.get("before", "")
    key = key_in(before)
    page = seal_register.uses_of(found, first=first, last=last, before=key)
    kind = SealKind(found.kind)
    asked = {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}
    return {
        "section": "seal-register",
        "seal": found,
        "kind": kind,
        # Drawn by our own code from the registered name; nothing typed reaches it as markup.
        "face": mark_safe(seal_svg(kind, found.face_text, found.number)),
        "by_delegation": found.kept_by_id != found.department_id,
        "moves": found.moves.select_related(
            "given_by", "taken_by", "from_department", "to_department"
        ).order_by("-pk")[:20],
        "events": found.events.select_related("staff").order_by("-pk")[:20],
        "orders": [
            {"order": one, "label": DocumentKind(one.document_kind).label}
            for one in StandingSealOrder.objects.filter(seal=found).select_related("ordered_by")
        ],
        "uses": page.uses,
        "first": asked["first"],
        "last": asked["last"],
        "first_url": _address(found, **asked) if key is not None else "",
        "later_url": _address(found, **asked, before=str(page.before)) if page.before else "",
        "file_url": f"{reverse('seals:uses', args=[found.pk])}?{urlencode(asked)}",
        "is_keeper": seal_register.is_keeper(found, who) and found.ended_at is None,
    }


def _address(found: Seal, **asked: str) -> str:
    wanted = urlencode({key: value for key, value in asked.items() if value})
    return f"{reverse('seals:seal_page', args=[found.pk])}?{wanted}"


def _days(request: HttpRequest) -> tuple[date | None, date | None]:
    """The first and last day asked for; what is no day is left out."""

    def day(name: str) -> date | None:
        try:
            return date.fromisoformat(request.GET.get(name, ""))
        except ValueError:
            return None

    return day("first"), day("last")


def _seal_of(request: HttpRequest, seal_id: int) -> Seal:
    found = None
    if seal_id <= LARGEST_KEY:
        found = seal_register.in_sight_of(worker(request)).filter(pk=seal_id).first()
    if found is None:
        raise Http404
    return found


class _Line:
    """What csv writes to: gives every line back."""

    def write(self, line: str) -> str:
        return line


@require_safe
@worker_required(*READERS)
@enforces("JH-33")
def uses(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """The use log of a seal as a file for a spreadsheet, streamed."""
    found = _seal_of(request, seal_id)
    first, last = _days(request)
    response = StreamingHttpResponse(
        _csv(seal_register.all_uses(found, first, last).iterator(chunk_size=500)),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="seal-{found.pk}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _csv(rows: Iterator[SealUse]) -> Iterator[str]:
    write = csv.writer(_Line()).writerow
    yield "\ufeff"
    yield str(write(["序号", "时间", "文书", "文号", "用印人", "地点", "岗位", "长期用印授权"]))
    for one in rows:
        cells = [
            str(one.number),
            one.used_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            one.document.title,
            one.document.number,
            one.operator.name if one.operator else "",
            one.hall.name if one.hall else "",
            one.post.name if one.post else "",
            one.standing_order.basis if one.standing_order else "",
        ]
        yield str(write([_harmless(cell) for cell in cells]))


def _harmless(cell: str) -> str:
    """A spreadsheet must not take a cell for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


@require_http_methods(["GET", "POST"])
@never_cache
@worker_required(Role.SEAL_KEEPER)
def hand_over(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """The keeper hands the seal to another keeper and signs."""
    found, who = _seal_of(request, seal_id), worker(request)
    form = HandOverForm(request.POST or None, seal=found, staff_id=who.staff_id)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            signature = stored_signature(request.POST, "signature", who.name)
            given = form.cleaned_data
            seal_register.hand_over(
                found.pk, who, posted_key(request), int(given["taker"]), signature, given["reason"]
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("已移交，等待对方签收；签收以前仍由您保管。"))
            return redirect("seals:seal_page", seal_id=found.pk)
    status = 409 if refusal else 422 if request.method == "POST" else 200
    context = {
        "section": "seal-register",
        "seal": found,
        "form": form,
        "signer": who.name,
        "refusal": refusal,
        **kept_signature(request.POST, "signature"),
    }
    return render(request, "seals/hand_over.html", context, status=status)


@require_POST
@worker_required(Role.SEAL_KEEPER)
def take_over(request: HttpRequest, move_id: int) -> HttpResponseBase:
    """The new keeper signs for the seal; the old one may take the handover back."""
    who = worker(request)
    move = SealMove.objects.filter(pk=min(move_id, LARGEST_KEY)).first()
    if move is None or (move.taken_by_id != who.staff_id and move.from_department_id != who.department_id):
        raise Http404
    try:
        if "cancel" in request.POST:
            seal_register.cancel_move(move.pk, who, posted_key(request))
            messages.success(request, _("已撤回移交。"))
        else:
            signature = stored_signature(request.POST, "signature", who.name)
            seal_register.take_over(move.pk, who, posted_key(request), signature)
            messages.success(request, _("已签收，印章由您保管。"))
    except Refusal as refusal:
        return render(
            request, "seals/refused.html", {"section": "seal-register", "refusal": refusal}, status=409
        )
    return redirect("seals:register")


@require_http_methods(["GET", "POST"])
@never_cache
@worker_required(Role.SEAL_KEEPER)
def end(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """Loss or revocation: from now on every use is refused."""
    found = _seal_of(request, seal_id)
    form = EndForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            seal_register.end(found.pk, worker(request), posted_key(request), given["kind"], given["reason"])
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("已登记，这枚印章从现在起不能使用。"))
            return redirect("seals:seal_page", seal_id=found.pk)
    status = 409 if refusal else 422 if request.method == "POST" else 200
    context = {"section": "seal-register", "seal": found, "form": form, "refusal": refusal}
    return render(request, "seals/end.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@takes_files
@worker_required(*READERS)
def imprint(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """The scan of the imprint: shown to those who may look the seal up, kept by its keeper."""
    found = _seal_of(request, seal_id)
    if request.method != "POST":
        if not found.imprint_sha256:
            raise Http404
        stored = files.read(found.imprint_sha256)
        png = stored.startswith(b"\x89PNG")
        response = HttpResponse(stored, content_type="image/png" if png else "image/jpeg")
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
    sent = request.FILES.get("file")
    try:
        seal_register.require_keeper(found, worker(request))
        if sent is None:
            messages.error(request, _("还没有选择文件。"))
            return redirect("seals:seal_page", seal_id=found.pk)
        kept = files.store(sent)
        seal_register.keep_imprint(found.pk, worker(request), posted_key(request), kept.sha256)
    except Refusal as refusal:
        return render(
            request, "seals/refused.html", {"section": "seal-register", "refusal": refusal}, status=409
        )
    messages.success(request, _("印模已登记。"))
    return redirect("seals:seal_page", seal_id=found.pk)
