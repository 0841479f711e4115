"""Scans of a case at the window, those of drafts among them."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from onevisit.law.powers import Role
from onevisit.web.acting import worker_required
from onevisit.web.attachments import file_of_case
from onevisit.web.window.access import case_at_window


@worker_required(Role.WINDOW_CLERK)
def material_file(request: HttpRequest, case_id: int, file_id: int) -> HttpResponseBase:
    """One scan of a material, shown as what it truly is."""
    return file_of_case(case_at_window(request, case_id), file_id)
