"""Where a connected payment provider tells of payments; its signature is all that speaks for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from onevisit.cases import payments

STATUS = {
    payments.ACCEPTED: 200,
    payments.REPEATED: 200,
    payments.BAD_SIGNATURE: 403,
    payments.STALE: 403,
    payments.BUSY: 503,
}


@csrf_exempt
@require_POST
def message(request: HttpRequest) -> HttpResponse:
    """200 for what is settled, also when told again; 403 unsigned or stale; 503: tell again; else 409."""
    outcome = payments.receive(
        request.headers.get("Onevisit-Timestamp", ""),
        request.headers.get("Onevisit-Signature", ""),
        request.body,
    )
    return JsonResponse({"outcome": outcome}, status=STATUS.get(outcome, 409))
