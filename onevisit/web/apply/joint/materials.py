"""The one material list of a joint draft: each material once, for every item that asks for it (AS-3.1e)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onevisit.accounts.rate_limit import budget
from onevisit.cases.joint import drafts, merged
from onevisit.cases.joint.members import members_of
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import files
from onevisit.records.page_language import in_page_language
from onevisit.web.apply.joint.access import JointPage, crumbs, joint_page
from onevisit.web.apply.joint.pages import next_page
from onevisit.web.body_size import takes_files


def material_rows(page: JointPage) -> list[dict[str, Any]]:
    """The lines of the one list, each with the items it is for and its files."""
    return [_material_row(page, line) for line in page.materials if not line.from_form]


def _material_row(page: JointPage, line: merged.MergedMaterial) -> dict[str, Any]:
    held: dict[str, dict[str, Any]] = {}
    for _member, case, row, _described in line.rows:
        for one in row.files.all():
            if one.removed_at is None:
                held.setdefault(
                    one.sha256,
                    {
                        "name": one.name,
                        "size": one.size,
                        "url": reverse("apply:file", args=[case.pk, one.pk]),
                        "remove_url": reverse(
                            "apply:joint_remove_file", args=[page.joint.pk, line.key, one.sha256]
                        ),
                    },
                )
    state = (
        "shared"
        if line.shared
        else "got"
        if line.supplied and held
        else "missing"
        if line.required
        else "optional"
    )
    said = {
        "shared": _("系统获取，无需提交"),
        "got": _("已上传"),
        "missing": _("还没上传"),
        "optional": _("选交，可以不交"),
    }
    return {
        "key": line.key,
        "name": line.name,
        "required": line.required,
        "state": state,
        "state_words": said[state],
        "for": [case.version.name for _member, case, _row, _described in line.rows],
        "how": " ".join(dict.fromkeys(described.acceptance_standard for _m, _c, _r, described in line.rows)),
        "upload_url": "" if line.shared else reverse("apply:joint_upload", args=[page.joint.pk, line.key]),
        "files": list(held.values()),
    }


def _state(line: merged.MergedMaterial, *, held: bool) -> str:
    if line.shared:
        return "shared"
    if line.supplied and held:
        return "got"
    return "missing" if line.required else "optional"


@require_safe
@joint_page(draft=True)
@enforces("JH-18", "AS-3.1e", "JH-31")
def materials(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """The one material list: each material once, for all items that ask for it."""
    context = {
        "page": page,
        "joint": page.joint,
        "rows": material_rows(page),
        "next_url": next_page(page, reverse("apply:joint_materials", args=[page.joint.pk])),
        "crumbs": crumbs(page, _("上传材料")),
    }
    return render(request, "apply/joint/materials.html", context)


def _line(page: JointPage, key: str) -> merged.MergedMaterial:
    for line in page.materials:
        if line.key == key and not line.from_form and not line.shared:
            return line
    raise Http404


@require_POST
@joint_page(draft=True)
@enforces("HOUSE-16", "HOUSE-35", "AS-3.1e")
@takes_files
def upload(request: HttpRequest, page: JointPage, key: str) -> HttpResponseBase:
    """Takes files for one line of the list, for every item that asks for it."""
    line = _line(page, key)
    sent = request.FILES.getlist("file")
    try:
        if not sent:
            raise Refusal(
                "no_file", Sentence("还没有选择文件。"), next_step=Sentence("请选择 PDF、JPG 或 PNG 文件。")
            )
        budget.spend("upload", str(page.joint.account_id)).require()
        drafts.add_files(line, [(files.store(one), one.name or "") for one in sent])
    except Refusal as refusal:
        return _refused(request, page, refusal)
    return _row_or_page(request, page, key)


@require_POST
@joint_page(draft=True)
def remove_file(request: HttpRequest, page: JointPage, key: str, sha256: str) -> HttpResponseBase:
    """Takes a file out again, from every item that it was for."""
    drafts.remove_file(_line(page, key), sha256)
    return _row_or_page(request, page, key)


def _refused(request: HttpRequest, page: JointPage, refusal: Refusal) -> HttpResponseBase:
    kept = Sentence("%(what)s您已填写和上传的内容都在。", what=refusal.message)
    message = in_page_language(Refusal(refusal.code, kept, next_step=refusal.next_step))
    if request.headers.get("HX-Request"):
        return JsonResponse({"message": message}, status=422)
    messages.error(request, message)
    return redirect("apply:joint_materials", joint_id=page.joint.pk)


def _row_or_page(request: HttpRequest, page: JointPage, key: str) -> HttpResponseBase:
    if not request.headers.get("HX-Request"):
        return redirect("apply:joint_materials", joint_id=page.joint.pk)
    fresh = JointPage(page.joint, members_of(page.joint))
    return render(request, "apply/joint/material_row.html", {"row": _material_row(fresh, _line(fresh, key))})
