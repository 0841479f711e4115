"""The materials of a case as rows: scanned into the row, counted, ticked, one key for "as required"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onevisit.cases.actions import at_window, material_files
from onevisit.cases.actions.materials import CHECKABLE, check_material
from onevisit.cases.draft_tasks import answers_of
from onevisit.cases.models import Case, CaseMaterial, MaterialFile
from onevisit.catalog import evaluate
from onevisit.catalog.parts import Material
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import State
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import files
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import worker_required
from onevisit.web.body_size import takes_files
from onevisit.web.window.access import case_at_window
from onevisit.web.window.offered import action_buttons, is_handed_on, proposal_in_words

NUMBERED = 9
OPEN_FOR_FILES = (State.DRAFT, State.SUBMITTED, State.RECEIVED, State.CORRECTING)
AT_THE_WINDOW = frozenset({State.DRAFT.value, *(state.value for state in OPEN_FOR_FILES)})


@dataclass(frozen=True)
class Row:
    """One material as the console shows it; ``refusal`` is what was just not done in it."""

    material: CaseMaterial
    described: Material
    key: str
    files: Sequence[dict[str, Any]]
    points: Sequence[dict[str, Any]]
    may_check: bool
    may_add: bool
    blank_url: str
    refusal: Refusal | None = field(default=None)

    @property
    def shared(self) -> bool:
        """Whether the material is had by sharing and so not to be demanded (JH-31)."""
        return self.material.supply in (CaseMaterial.Supply.SHARED, CaseMaterial.Supply.COMMITTED)

    @property
    def to_settle(self) -> bool:
        """Whether acceptance still waits for this material."""
        return self.material.required and not self.shared and not self.material.checked

    @property
    def state(self) -> str:
        """The name of its state for the style sheet."""
        if self.shared:
            return "shared"
        if self.material.checked:
            return "got"
        if self.material.supply == CaseMaterial.Supply.LATER:
            return "gap"
        return "quiet" if self.material.supply == CaseMaterial.Supply.SUPPLIED else "missing"

    @property
    def state_words(self) -> str:
        """Its state in words."""
        if self.material.supply == CaseMaterial.Supply.COMMITTED:
            return _("已承诺，不得索要")
        if self.shared:
            return _("共享，不得索要")
        if self.material.checked:
            return _("已核对")
        if self.material.supply == CaseMaterial.Supply.SUPPLIED:
            return _("待核对")
        if self.material.supply == CaseMaterial.Supply.LATER:
            return _("容缺后补")
        return _("未收到") if self.material.required else _("未收到（非必要）")


def is_open_for_checks(case: Case) -> bool:
    """Whether the window may still tick materials: until acceptance was decided."""
    return case.state in CHECKABLE and (case.state in AT_THE_WINDOW or case.gap_stage == "open")


def is_open_for_files(case: Case) -> bool:
    """Whether papers may still be scanned into the case."""
    return case.state in {state.value for state in OPEN_FOR_FILES}


def rows_of(case: Case) -> list[Row]:
    """The materials in the order of the list, with files. Two statements."""
    found = CaseMaterial.objects.filter(case=case).prefetch_related("files").order_by("pk")
    rows = []
    number = 0
    for material in found:
        if material.supply != CaseMaterial.Supply.SHARED:
            number += 1
        rows.append(_row(case, material, number))
    return rows


def rows_context(case: Case) -> dict[str, Any]:
    """What the table of materials shows, with how far the form is filled in and what was to be corrected."""
    rows = rows_of(case)
    checked = evaluate.check_answers(case.version.definition, answers_of(case))
    return {
        "rows": rows,
        "unsettled": [row for row in rows if row.to_settle],
        "may_check": is_open_for_checks(case) and case.gap_stage != "open",
        "may_fill": is_open_for_files(case),
        "form_words": _form_words(case, checked),
        "points": list(case.correction.points.all()) if case.correction_stage else [],
    }


def _form_words(case: Case, checked: evaluate.CheckedAnswers) -> str:
    if not checked.faults:
        return _("已填完整")
    typed = sum(1 for value in case.answers.values() if value)
    return _("已填 %(typed)d 项，还差 %(left)d 项") % {"typed": typed, "left": len(checked.faults)}


def _row(case: Case, material: CaseMaterial, number: int, refusal: Refusal | None = None) -> Row:
    described = case.version.definition.material(material.key)
    shared = material.supply in (CaseMaterial.Supply.SHARED, CaseMaterial.Supply.COMMITTED)
    is_for_now = material.promised or case.gap_stage != "open"
    return Row(
        material=material,
        described=described,
        key=f"Alt+{number}" if not shared and number <= NUMBERED else "",
        files=[
            {
                "id": file.pk,
                "name": file.name,
                "size": file.size,
                "url": reverse("window:file", args=[case.pk, file.pk]),
                "remove_url": reverse("window:remove_file", args=[case.pk, file.pk]),
            }
            for file in sorted(material.files.all(), key=lambda one: one.pk)
            if file.removed_at is None
        ],
        points=[
            {"key": point.key, "text": point.text, "checked": point.key in material.ticks}
            for point in described.review_points
        ],
        may_check=is_open_for_checks(case) and not shared and is_for_now,
        may_add=(is_open_for_files(case) or case.gap_stage == "open") and not shared and is_for_now,
        blank_url=_blank_url(case, material.key) if described.paper else "",
        refusal=refusal,
    )


@require_POST
@worker_required(Role.WINDOW_CLERK)
@enforces("JH-23a", "AS-3.1d")
def check(request: HttpRequest, case_id: int, key: str) -> HttpResponseBase:
    """Keeps what was found in one material as it stands in the row."""
    case = case_at_window(request, case_id)
    try:
        check_material(
            case.pk,
            key,
            checked=request.POST.get("checked") == "on",
            original_seen=request.POST.get("original_seen") == "on",
            originals=count_typed(request.POST.get("originals", "")),
            copies=count_typed(request.POST.get("copies", "")),
            ticks=request.POST.getlist("ticks"),
        )
    except Refusal as refusal:
        return _answer_row(request, case, key, refusal)
    return _answer_row(request, case, key)


@require_POST
@worker_required(Role.WINDOW_CLERK)
def check_as_required(request: HttpRequest, case_id: int, key: str) -> HttpResponseBase:
    """One key for a row: everything was found as the item requires it."""
    case = case_at_window(request, case_id)
    try:
        at_window.check_as_required(case.pk, [key])
    except Refusal as refusal:
        return _answer_row(request, case, key, refusal)
    return _answer_row(request, case, key)


@require_POST
@worker_required(Role.WINDOW_CLERK)
def check_all(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """One key for all rows."""
    case = case_at_window(request, case_id)
    refusal: Refusal | None = None
    try:
        at_window.check_as_required(case.pk)
    except Refusal as refused:
        refusal = refused
    return answer_console(request, case, refusal)


@require_POST
@worker_required(Role.WINDOW_CLERK)
@enforces("HOUSE-16", "HOUSE-35")
@takes_files
def upload(request: HttpRequest, case_id: int, key: str) -> HttpResponseBase:
    """A scan, photograph or file straight into the row; its content is looked at, not its name."""
    case = case_at_window(request, case_id)
    sent = request.FILES.getlist("file")
    try:
        if not sent:
            raise Refusal(
                "no_file", Sentence("还没有选择文件。"), next_step=Sentence("请选择 PDF、JPG 或 PNG 文件。")
            )
        for one in sent:
            material_files.add_file(case.pk, key, files.store(one), one.name or "")
    except Refusal as refusal:
        return JsonResponse({"message": in_page_language(refusal)}, status=422)
    return _answer_row(request, case, key)


@require_POST
@worker_required(Role.WINDOW_CLERK)
def remove_file(request: HttpRequest, case_id: int, file_id: int) -> HttpResponseBase:
    """Takes a scan out of the row again."""
    case = case_at_window(request, case_id)
    found = MaterialFile.objects.select_related("material").filter(pk=file_id, material__case=case).first()
    if found is None:
        raise Http404
    refusal: Refusal | None = None
    try:
        if found.removed_at is None:
            material_files.remove_file(case.pk, file_id)
    except Refusal as refused:
        refusal = refused
    return _answer_row(request, case, found.material.key, refusal)


def _answer_row(
    request: HttpRequest, case: Case, key: str, refusal: Refusal | None = None
) -> HttpResponseBase:
    """The row as it is now; with it the actions, because they depend on the materials."""
    if not request.headers.get("HX-Request"):
        return redirect("window:case", case_id=case.pk)
    number = 0
    for material in CaseMaterial.objects.filter(case=case).prefetch_related("files").order_by("pk"):
        if material.supply != CaseMaterial.Supply.SHARED:
            number += 1
        if material.key == key:
            context = {
                **_actions_context(request, case),
                "row": _row(case, material, number, refusal),
            }
            return render(request, "window/parts/row_answer.html", context)
    raise Http404


def answer_console(request: HttpRequest, case: Case, refusal: Refusal | None = None) -> HttpResponseBase:
    """All rows and the actions as they are now."""
    if not request.headers.get("HX-Request"):
        return redirect("window:case", case_id=case.pk)
    context = {**_actions_context(request, case), **rows_context(case), "row_refusal": refusal}
    return render(request, "window/parts/rows_answer.html", context)


def _actions_context(request: HttpRequest, case: Case) -> dict[str, Any]:
    case = case_at_window(request, case.pk)
    return {
        "case": case,
        "actions": action_buttons(request, case),
        "handed_on": is_handed_on(request, case),
        "proposal": proposal_in_words(case),
    }


def count_typed(text: str) -> int:
    """Copies as typed; nothing typed is none, anything but a small number is refused by the act."""
    given = text.strip()
    if not given:
        return 0
    return int(given) if given.isascii() and given.isdigit() and len(given) < 4 else -1


def _blank_url(case: Case, key: str) -> str:
    """The blank form of the version that the case is bound to, also after the item was changed."""
    return f"{reverse('portal:blank_pdf', args=[case.item_code, key])}?version={case.version.number}"
