"""Handing in materials: a row for each, files checked by their content, nothing asked for that is shared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onevisit.accounts.rate_limit import budget
from onevisit.cases.actions import drafts, material_files
from onevisit.cases.draft_tasks import TaskKind
from onevisit.cases.gaps import is_new_in_gap, unsettled_of
from onevisit.cases.models import Case, CaseMaterial, MaterialFile
from onevisit.catalog.parts import Material
from onevisit.law.clauses import enforces
from onevisit.law.items import Necessity
from onevisit.law.lifecycle import State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import files
from onevisit.records.files import StoredFile
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import applicant_required, case_of_request
from onevisit.web.apply.drafts import crumbs, draft_page
from onevisit.web.apply.pages import materials_of, next_page
from onevisit.web.body_size import takes_files


@require_safe
@draft_page
@enforces("JH-31")
def materials(request: HttpRequest, case: Case) -> HttpResponseBase:
    """The materials of the draft; what data sharing supplies is shown as got, never demanded."""
    rows = [material_row(case, row) for row in materials_of(case)]
    context = {
        "case": case,
        "rows": rows,
        "missing": [row["name"] for row in rows if row["state"] == "missing" and row["required"]],
        "next_url": next_page(case, TaskKind.MATERIALS),
        "may_declare": bool(case.version.definition.commitment and case.version.definition.commitment.points),
        "may_ask_for_gaps": case.version.definition.gap_acceptance is not None
        and any(one.to_come for one in unsettled_of(case, case.version.definition)),
        "crumbs": crumbs(case, _("上传材料")),
    }
    return render(request, "apply/materials.html", context)


def material_row(case: Case, row: CaseMaterial) -> dict[str, Any]:
    """One material as its row shows it, with what can be done about it."""
    described = _described(case, row.key)
    from_form = described is not None and drafts.is_made_from_form(case, described)
    has_paper = described is not None and described.paper is not None and not from_form
    draft = case.state == State.DRAFT.value
    held = [one for one in sorted(row.files.all(), key=lambda one: one.pk) if one.removed_at is None]
    supplied = any(_is_new(case, one) for one in held)
    return {
        "key": row.key,
        "name": row.name,
        "required": row.required,
        "state": _state(row) if draft else "got" if supplied else "missing",
        "state_words": _state_words(row, described, from_form=from_form)
        if draft
        else _("已补传")
        if supplied
        else _("还没补传"),
        "correcting": case.state == State.CORRECTING.value,
        "may_come_later": draft and described is not None and described.necessity is Necessity.SUPPLIED_LATER,
        "how": _how(described, from_form=from_form),
        "blank_url": _paper_url(case, row.key, "blank") if has_paper else "",
        "sample_url": _paper_url(case, row.key, "sample") if has_paper else "",
        "upload_url": ""
        if from_form or row.supply == CaseMaterial.Supply.SHARED or described is None
        else reverse("apply:upload", args=[case.pk, row.key]),
        "files": [
            {
                "id": one.pk,
                "name": one.name,
                "size": one.size,
                "earlier": not draft and not _is_new(case, one),
                "url": reverse("apply:file", args=[case.pk, one.pk]),
                "remove_url": reverse("apply:remove_file", args=[case.pk, one.pk])
                if draft or _is_new(case, one)
                else "",
            }
            for one in held
        ],
    }


def _is_new(case: Case, file: MaterialFile) -> bool:
    """Whether the file was added as a correction, so that its giver may still take it back."""
    if case.gap_stage == "open":
        return is_new_in_gap(case, file.added_at)
    return case.state == State.CORRECTING.value and file.added_at > case.correction.issued_at


def _described(case: Case, key: str) -> Material | None:
    try:
        return case.version.definition.material(key)
    except KeyError:
        return None


def _state(row: CaseMaterial) -> str:
    if row.supply in (CaseMaterial.Supply.SHARED, CaseMaterial.Supply.COMMITTED):
        return "shared"
    if row.supply == CaseMaterial.Supply.SUPPLIED:
        return "got"
    if row.supply == CaseMaterial.Supply.LATER:
        return "later"
    return "missing" if row.required else "optional"


def _state_words(row: CaseMaterial, described: Material | None, *, from_form: bool) -> str:
    if described is None:
        return _("新版指南不再需要，提交时不会带上")
    if row.supply == CaseMaterial.Supply.SHARED:
        return _("系统获取，无需提交")
    if from_form:
        return _("填好的申请表就是它，无需上传")
    if row.supply == CaseMaterial.Supply.SUPPLIED:
        return _("已上传")
    if row.supply == CaseMaterial.Supply.COMMITTED:
        return _("已承诺，不用交")
    if row.supply == CaseMaterial.Supply.LATER:
        return _("承诺后补（容缺受理）")
    return _("还没上传") if row.required else _("选交，可以不交")


def _how(described: Material | None, *, from_form: bool) -> str:
    """What to pay attention to: the acceptance standard, as the guide prints it."""
    if described is None or from_form:
        return ""
    if described.shared:
        return described.source_note
    return " ".join(part for part in (described.filling_notes, described.acceptance_standard) if part)


def _paper_url(case: Case, key: str, kind: str) -> str:
    """The paper of the version that the case is bound to, also after the item was changed."""
    return f"{reverse(f'portal:{kind}_pdf', args=[case.item_code, key])}?version={case.version.number}"


@require_POST
@applicant_required
@enforces("HOUSE-16", "HOUSE-35")
@takes_files
def upload(request: HttpRequest, case_id: int, key: str) -> HttpResponseBase:
    """Takes one file or several for a material; answers the row, or says in one sentence why not."""
    case = case_of_request(request, case_id)
    sent = request.FILES.getlist("file")
    try:
        if not sent:
            raise Refusal(
                "no_file", Sentence("还没有选择文件。"), next_step=Sentence("请选择 PDF、JPG 或 PNG 文件。")
            )
        material_files.require_open_for_applicant(case, key)
        budget.spend("upload", str(case.account_id)).require()
        stored = [(_stored(one, several=len(sent) > 1), one.name or "") for one in sent]
        material_files.add_files(case.pk, key, stored, by_applicant=True)
    except Refusal as refusal:
        return _refused(request, case, refusal)
    return _row_or_page(request, case, key)


def _stored(sent: UploadedFile[bytes], *, several: bool) -> StoredFile:
    """The file, taken in. Of several files the refusal names the one that is wrong."""
    try:
        return files.store(sent)
    except Refusal as refusal:
        if not several:
            raise
        raise Refusal(
            refusal.code,
            Sentence("“%(name)s”：%(why)s这几个文件都没有上传。", name=sent.name or "", why=refusal.message),
        ) from refusal


@require_POST
@applicant_required
def remove_file(request: HttpRequest, case_id: int, file_id: int) -> HttpResponseBase:
    """Takes a file out again."""
    case = case_of_request(request, case_id)
    found = MaterialFile.objects.select_related("material").filter(pk=file_id, material__case=case).first()
    if found is None:
        raise Http404
    try:
        if found.removed_at is None:
            material_files.remove_file(case.pk, file_id, by_applicant=True)
    except Refusal as refusal:
        return _refused(request, case, refusal, status=409)
    return _row_or_page(request, case, found.material.key)


def _fetched(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _refused(request: HttpRequest, case: Case, refusal: Refusal, *, status: int = 422) -> HttpResponseBase:
    kept = Sentence("%(what)s您已填写和上传的内容都在。", what=refusal.message)
    message = in_page_language(Refusal(refusal.code, kept, next_step=refusal.next_step))
    if _fetched(request):
        return JsonResponse({"message": message}, status=status)
    messages.error(request, message)
    return _page_of(case)


def _row_or_page(request: HttpRequest, case: Case, key: str) -> HttpResponseBase:
    if not _fetched(request):
        return _page_of(case)
    row = CaseMaterial.objects.filter(case=case, key=key).prefetch_related("files").first()
    if row is None:
        return HttpResponse("")
    context = {"case": case, "row": material_row(case, row)}
    return render(request, "apply/material_row.html", context)


def _page_of(case: Case) -> HttpResponseBase:
    name = "apply:materials" if case.state == State.DRAFT.value else "apply:correction"
    return redirect("apply:supply_gaps" if case.gap_stage == "open" else name, case_id=case.pk)
