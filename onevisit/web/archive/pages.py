"""The archive: what waits to be archived, what lies in it, and the package of one case."""

from __future__ import annotations

import json
import tempfile
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.cases import archive, archived
from onevisit.cases.archived import ArchivePage
from onevisit.cases.models import Case
from onevisit.law.lifecycle import Action
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.records import access_log
from onevisit.records.files import StoredFileError
from onevisit.records.keyset import LARGEST_KEY, key_in
from onevisit.web.acting import act, worker, worker_required

LONGEST_NUMBER = 60


@never_cache
@worker_required(Role.ARCHIVIST)
def waiting_page(request: HttpRequest) -> HttpResponseBase:
    """Ended cases that are not archived yet; a POST archives the chosen ones, each for itself."""
    refused: list[tuple[Case, Refusal]] = []
    if request.method == "POST":
        refused = _archive_chosen(request)
        if not refused:
            return redirect("archive:waiting")
    try:
        page = archived.waiting(worker(request), request.GET.get("after", ""))
    except Refusal:
        return redirect("archive:waiting")
    context = {**_context(request, page, "archive:waiting"), "refused": refused}
    return render(request, "archive/waiting.html", context, status=409 if refused else 200)


def _archive_chosen(request: HttpRequest) -> list[tuple[Case, Refusal]]:
    """Archives what was ticked among the cases this archivist may archive; what was refused, with why."""
    chosen = {key for text in request.POST.getlist("case") if (key := key_in(text)) is not None}
    cases = archived.chosen(worker(request), chosen)
    refused, done = [], 0
    for case in cases:
        outcome = act(request, case.pk, Action.ARCHIVE, key_of_one=str(case.pk))
        if outcome.refusal is None:
            done += 1
        else:
            refused.append((case, outcome.refusal))
    if done:
        messages.success(
            request, ngettext("已归档 %(count)s 件。", "已归档 %(count)s 件。", done) % {"count": done}
        )
    elif not cases:
        messages.info(request, _("没有选择办件，或者所选办件已经归档。"))
    return refused


@require_safe
@worker_required(Role.ARCHIVIST)
def files_page(request: HttpRequest) -> HttpResponseBase:
    """What lies in the archive, the newest first."""
    number = request.GET.get("number", "").replace("\0", "").strip()[:LONGEST_NUMBER]
    try:
        page = archived.archived(worker(request), number, request.GET.get("after", ""))
    except Refusal:
        return redirect("archive:files")
    return render(
        request, "archive/files.html", {**_context(request, page, "archive:files"), "number": number}
    )


def _context(request: HttpRequest, page: ArchivePage, view: str) -> dict[str, Any]:
    address = reverse(view)
    return {
        "section": "archive",
        "cases": page.cases,
        "chips": [
            {"label": _("待归档"), "url": reverse("archive:waiting"), "active": view == "archive:waiting"},
            {"label": _("已归档"), "url": reverse("archive:files"), "active": view == "archive:files"},
        ],
        "first_url": address if request.GET.get("after") else "",
        "later_url": f"{address}?{urlencode({'after': page.after})}" if page.after else "",
    }


@never_cache
@require_safe
@worker_required(Role.ARCHIVIST)
def file_page(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The archive file of one case: what it holds and how to check it."""
    case = _archived_case(request, case_id)
    manifest = json.loads(case.archive_file.manifest)
    context = {
        "section": "archive",
        "case": case,
        "file": case.archive_file,
        "parts": manifest["files"],
        "manifest_hash": bytes(case.archive_file.manifest_hash).hex(),
        "steps": manifest["ledger"]["rows"] + 1,
    }
    return render(request, "archive/file.html", context)


@never_cache
@require_safe
@worker_required(Role.ARCHIVIST)
def package(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The package to hand to the archive department; who took it is logged."""
    case = _archived_case(request, case_id)
    access_log.log(
        actor_kind="staff",
        actor_id=worker(request).staff_id,
        action="archive.package",
        subject_kind="case",
        subject_id=case.pk,
        allowed=True,
        purpose=case.number or "",
    )
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        archive.write_package(case, target)
    except StoredFileError:
        target.close()
        messages.error(
            request, _("档案里有文件缺失或者被改动过，没有生成档案包。请系统管理员从备份恢复文件后再试。")
        )
        return redirect("archive:file", case_id=case.pk)
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=f"{case.number}.zip", content_type="application/zip"
    )


def _archived_case(request: HttpRequest, case_id: int) -> Case:
    if case_id > LARGEST_KEY:
        raise Http404
    try:
        return archived.archived_case(worker(request), case_id)
    except Case.DoesNotExist:
        raise Http404 from None
