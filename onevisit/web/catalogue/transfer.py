"""The whole catalogue in and out: a file sent and imported by the worker, what was wrong in it, exports."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.catalog import exporting, importing
from onevisit.catalog.archives import LARGEST_ARCHIVE
from onevisit.catalog.authority import item_scope
from onevisit.catalog.bundles import BundleFormat, write_bundle
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import CatalogueImport, Item
from onevisit.law.catalogue_changes import LONGEST_REASON
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Department
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import posted_key, worker
from onevisit.web.body_size import takes_files
from onevisit.web.catalogue.access import directory_keepers_only, keepers_only
from onevisit.web.catalogue.items import SECTION, desk_tabs
from onevisit.web.catalogue.words_form import BASIS_HELP, StepForm

SHOWN = 20
MOST_ON_SCREEN = 2000
ITEMS, TEMPLATE = "onevisit-items", "onevisit-template"
CONTENT_TYPES = {
    BundleFormat.ITEM_FILES: "application/zip",
    BundleFormat.SPREADSHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ImportForm(StepForm):
    """A file of items, why they change, and the rule behind it."""

    file = forms.FileField(
        label=gettext_lazy("事项文件"),
        help_text=gettext_lazy("电子表格（xlsx）或者事项文件包（zip），最大 30 MB。"),
    )
    reason = forms.CharField(
        label=gettext_lazy("变更理由"),
        help_text=gettext_lazy("写在每一项变更里，发布时向社会公告。"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    basis = forms.CharField(
        label=gettext_lazy("变更依据"), help_text=BASIS_HELP, max_length=200, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_file(self) -> bytes:
        """The content of the file."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_ARCHIVE:
            raise forms.ValidationError(_("文件超过 30 MB，请分成几个。"))
        content: bytes = sent.read()
        return content


@takes_files
@directory_keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
@enforces("JH-9")
def imports_page(request: HttpRequest) -> HttpResponseBase:
    """Asks for a file; a POST queues its import. Below: the last imports, and what can be downloaded."""
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    context: dict[str, Any] = {
        "section": SECTION,
        "tabs": desk_tabs(request, "transfer"),
        "form": form,
        "imports": CatalogueImport.objects.select_related("by").defer("content").order_by("-id")[:SHOWN],
        **_downloads(request),
    }
    if not posted:
        return render(request, "catalogue/imports.html", context)
    if not form.is_valid():
        return render(request, "catalogue/imports.html", context, status=422)
    try:
        asked = importing.ask_for_import(
            worker(request), form.cleaned_data["file"], form.words(), posted_key(request)
        )
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "catalogue/imports.html", context, status=409)
    return redirect("catalogue:import", import_id=asked.pk)


@directory_keepers_only
@require_safe
def import_page(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """How far one import has come, and every fault of its file."""
    if import_id > LARGEST_KEY:
        raise Http404
    found = get_object_or_404(CatalogueImport.objects.select_related("by").defer("content"), pk=import_id)
    context = {"section": SECTION, "tabs": desk_tabs(request, "transfer"), "one": found}
    return render(request, "catalogue/import.html", context)


@keepers_only
@require_safe
def exports_page(request: HttpRequest) -> HttpResponseBase:
    """What can be downloaded: the items of one's scope, and the template."""
    context = {"section": SECTION, "tabs": desk_tabs(request, "transfer"), **_downloads(request)}
    return render(request, "catalogue/exports.html", context)


def _downloads(request: HttpRequest) -> dict[str, Any]:
    scope = item_scope(worker(request))
    departments = Department.objects.filter(pk__in=Item.objects.filter(scope).values("department"))
    return {
        "departments": departments.order_by("code"),
        "formats": [
            (BundleFormat.SPREADSHEET.value, _("电子表格（xlsx）")),
            (BundleFormat.ITEM_FILES.value, _("事项文件包（zip）")),
        ],
    }


@keepers_only
@require_safe
@enforces("JH-9")
def export_file(request: HttpRequest) -> HttpResponseBase:
    """The items in effect of the keeper's scope, or of one department of it, as one file."""
    form = _format_asked(request)
    department = request.GET.get("department", "").replace("\0", "")[:40]
    scope = item_scope(worker(request))
    if exporting.versions_in_effect(scope, department=department).count() > MOST_ON_SCREEN:
        refusal = Refusal(
            "too_many_items",
            Sentence("超过 %(most)s 个事项，网页上导出太慢。", most=MOST_ON_SCREEN),
            next_step=Sentence("请按部门导出，或者请系统管理员用命令 onevisit export-items 导出。"),
        )
        context = {"section": SECTION, "tabs": desk_tabs(request, "transfer"), "refusal": refusal}
        return render(request, "catalogue/exports.html", {**context, **_downloads(request)}, status=409)
    return _file(exporting.definitions_in_effect(scope, department=department), form, ITEMS)


@keepers_only
@require_safe
def template_file(request: HttpRequest) -> HttpResponseBase:
    """The empty spreadsheet to fill in."""
    return _file([], BundleFormat.SPREADSHEET, TEMPLATE)


def _format_asked(request: HttpRequest) -> BundleFormat:
    try:
        return BundleFormat(request.GET.get("format", BundleFormat.SPREADSHEET.value))
    except ValueError:
        raise Http404 from None


def _file(definitions: Iterable[ItemDefinition], form: BundleFormat, name: str) -> FileResponse:
    target = io.BytesIO()
    write_bundle(definitions, form, target)
    target.seek(0)
    day = clock.today().isoformat()
    return FileResponse(
        target, as_attachment=True, filename=f"{name}-{day}.{form.value}", content_type=CONTENT_TYPES[form]
    )
