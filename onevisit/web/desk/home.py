"""Where staff arrive after signing in."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from onevisit.web.acting import worker, worker_required
from onevisit.web.desk.sections import home_of
from onevisit.web.desk.worklists import worklist


@require_safe
@worker_required()
def home(request: HttpRequest) -> HttpResponseBase:
    """The section in which this person starts: his worklist at once, anything else by its own address."""
    address = home_of(worker(request))
    return worklist(request) if address == reverse("desk:worklist") else redirect(address)
