"""What an applicant handed in: his own answers and files, to read and to copy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.cases.models import Case, CaseMaterial
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import State
from onevisit.web.acting import applicant_required, case_of_request
from onevisit.web.apply.pages import materials_of
from onevisit.web.apply.submit import material_words, sections_of


@require_safe
@never_cache
@applicant_required
@enforces("GX-45")
def handed_in(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The answers as they stand now (a correction may have changed them), and every file, each to open."""
    case = case_of_request(request, case_id)
    if case.state == State.DRAFT.value:
        return redirect("apply:draft", case_id=case.pk)
    context = {
        "section": "my",
        "case": case,
        "sections": [
            section for section in sections_of(case) if any(row["value"] for row in section["rows"])
        ],
        "materials": [_material(case, row) for row in materials_of(case)],
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": reverse("apply:case", args=[case.pk])},
            {"label": _("我填写和上传的"), "url": ""},
        ],
    }
    return render(request, "apply/handed_in.html", context)


def _material(case: Case, row: CaseMaterial) -> dict[str, Any]:
    held = [one for one in sorted(row.files.all(), key=lambda one: one.pk) if one.removed_at is None]
    return {
        "label": row.name,
        "words": material_words(case, row)["value"],
        "files": [
            {"name": one.name, "size": one.size, "url": reverse("apply:file", args=[case.pk, one.pk])}
            for one in held
        ],
    }
