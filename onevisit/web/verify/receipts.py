"""Is this act in the ledger, unchanged? And the published anchors that anybody may keep and compare."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.accounts.rate_limit import budget, client_address
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.records import anchors as published
from onevisit.records import receipts
from onevisit.web.body_size import takes_files
from onevisit.web.portal.answers import too_many_tries

LARGEST_RECEIPT = 200_000
ANCHORS_AT_ONCE = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
@enforces("HOUSE-7")
@takes_files
def upload(request: HttpRequest) -> HttpResponse:
    """A form for ``receipt.json``; the answer says what the receipt proves."""
    if request.method != "POST":
        return render(request, "verify/receipt.html", {"section": "verify"})
    allowed = budget.spend("receipt-check", client_address(request))
    if not allowed.allowed:
        return too_many_tries(request, allowed)
    sent = request.FILES.get("file")
    receipt = _read(sent.read(LARGEST_RECEIPT + 1)) if sent is not None else None
    if receipt is None:
        fault = _("这份文件不是凭证文件（receipt.json），读不了。请选择从办件进度页下载的凭证。")
        return render(request, "verify/receipt.html", {"section": "verify", "fault": fault}, status=422)
    check = receipts.verify_receipt(receipt)
    context: dict[str, Any] = {"section": "verify", "check": check, "act": _act(check.act)}
    return render(request, "verify/receipt.html", context)


def _read(content: bytes) -> object | None:
    if len(content) > LARGEST_RECEIPT:
        return None
    try:
        found: object = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return None
    return found


def _act(act: Any) -> list[dict[str, str]]:
    if not act:
        return []
    names = {action.value: _(action.label) for action in Action}
    return [
        {"label": _("行为"), "value": names.get(str(act.get("action")), str(act.get("action")))},
        {"label": _("发生时间"), "value": str(act.get("acted_at", ""))[:19].replace("T", " ")},
        {"label": _("记录时间"), "value": str(act.get("recorded_at", ""))[:19].replace("T", " ")},
        {"label": _("序号"), "value": str(act.get("sequence", ""))},
    ]


@require_safe
def anchors(request: HttpRequest) -> JsonResponse:
    """The published anchors from ``?from=`` on, a thousand at a time."""
    text = request.GET.get("from", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 1
    return JsonResponse(published.publication(max(1, number), ANCHORS_AT_ONCE))
