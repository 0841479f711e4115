"""Checking materials at the window or the department: ticks, originals seen, counts (AS-3.1d, JH-23a)."""

from __future__ import annotations

from django.db import transaction

from onevisit.cases.actions import drafts
from onevisit.cases.models import Case, CaseMaterial
from onevisit.catalog.parts import Material
from onevisit.law.lifecycle import State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

CHECKABLE = frozenset(
    {
        State.DRAFT.value,
        State.SUBMITTED.value,
        State.RECEIVED.value,
        State.CORRECTING.value,
        State.ACCEPTED.value,
        State.IN_REVIEW.value,
    }
)


NOTHING_IN_HAND = (
    CaseMaterial.Supply.MISSING,
    CaseMaterial.Supply.LATER,
    CaseMaterial.Supply.COMMITTED,
)


def check_material(
    case_id: int,
    key: str,
    *,
    checked: bool,
    original_seen: bool,
    originals: int,
    copies: int,
    ticks: list[str],
) -> CaseMaterial:
    """Records what was found in one material. A material on paper counts as supplied once it is in hand.

    The caller has asked ``case_for`` and the power to receive or to review. Raises Refusal for a material
    that is not on the list and for unknown review points.
    """
    if not (0 <= originals <= 99 and 0 <= copies <= 99):
        raise Refusal(
            "bad_count", Sentence("份数应在 0 到 99 之间。"), next_step=Sentence("请改正后再保存。")
        )
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("version").get(pk=case_id)
        if case.state not in CHECKABLE:
            raise Refusal(
                "not_checkable",
                Sentence("办件已进入下一环节，不能再改材料核对情况。"),
                clauses=("JH-24", "AS-4.3"),
                city=case.city,
            )
        material = next((row for row in CaseMaterial.objects.filter(case=case) if row.key == key), None)
        if material is None:
            raise Refusal("material_not_listed", Sentence("本事项不需要这份材料。"), clauses=("XK-31",))
        described = case.version.definition.material(key)
        known = {point.key for point in described.review_points}
        if not set(ticks) <= known:
            raise Refusal(
                "unknown_point",
                Sentence("审查要点与本事项不符。"),
                clauses=("AS-3.1d", "JH-8.3"),
                city=case.city,
                next_step=Sentence("请刷新页面。"),
            )
        material.checked = checked
        material.original_seen = original_seen
        material.originals = originals
        material.copies = copies
        material.ticks = sorted(ticks)
        require_in_hand(case, material, described)
        material.save()
    return material


def require_in_hand(case: Case, row: CaseMaterial, described: Material) -> None:
    """Sets whether the material is supplied: by a file, on paper, or as the form on the site.

    Raises Refusal when it is ticked as checked and nothing is there.
    """
    has_file = row.files.filter(removed_at__isnull=True).exists()
    on_paper = row.original_seen or row.originals + row.copies > 0
    in_hand = has_file or on_paper or drafts.is_made_from_form(case, described)
    if row.supply != CaseMaterial.Supply.SHARED:
        awaited = row.promised or row.supply == CaseMaterial.Supply.LATER
        absent = CaseMaterial.Supply.LATER if awaited else CaseMaterial.Supply.MISSING
        if row.supply == CaseMaterial.Supply.COMMITTED:
            absent = CaseMaterial.Supply.COMMITTED
        row.supply = CaseMaterial.Supply.SUPPLIED if in_hand else absent
    if row.checked and row.supply in NOTHING_IN_HAND:
        raise Refusal(
            "nothing_in_hand",
            Sentence("“%(material)s”还没有收到，不能标记为已核对。", material=row.name),
            clauses=("XK-32.4",),
            next_step=Sentence("请先扫描或登记原件、复印件份数。"),
        )
