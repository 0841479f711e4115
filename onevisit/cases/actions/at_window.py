"""What a clerk does to a draft at the window besides filling it in: who applies, who comes for him."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from onevisit.cases.actions.drafts import locked_draft
from onevisit.cases.actions.materials import CHECKABLE, require_in_hand
from onevisit.cases.models import Case, CaseMaterial
from onevisit.catalog.parts import Material
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people.agents import require_authority
from onevisit.people.models import Applicant, Authorization
from onevisit.records import clock


@enforces("AS-4.2", "XK-29p2")
def name_people(case_id: int, applicant: Applicant, agent: Applicant | None = None) -> Case:
    """Puts the applicant on a draft, and the agent who stands at the window for him.

    Raises Refusal when the draft was received already, or the agent has no authority in force.
    """
    with transaction.atomic():
        case = locked_draft(case_id)
        moment = clock.now()
        if agent is not None:
            require_authority(applicant, agent, Authorization.Act.SUBMIT, case.item_code, moment.date())
        case.applicant = applicant
        case.agent = agent
        case.saved_at = moment
        case.revision += 1
        case.save(update_fields=["applicant", "agent", "saved_at", "revision"])
    return case


@enforces("JH-23a", "AS-3.1d")
def check_as_required(case_id: int, keys: Collection[str] | None = None) -> list[CaseMaterial]:
    """Records that materials were found exactly as the item requires them: copies, originals, every point.

    ``keys`` names them; None means all that are in hand, and the required ones on paper, but no shared one.
    Counts already higher stay. Raises Refusal once the materials can't be changed any more, or for one that
    is not there.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("version").get(pk=case_id)
        if case.state not in CHECKABLE:
            raise Refusal(
                "stage_closed",
                Sentence("办件已进入下一环节，不能再改材料核对情况。"),
                clauses=("JH-24", "AS-4.3"),
                city=case.city,
            )
        definition = case.version.definition
        rows = list(
            CaseMaterial.objects.filter(case=case)
            .exclude(supply__in=(CaseMaterial.Supply.SHARED, CaseMaterial.Supply.COMMITTED))
            .prefetch_related("files")
            .order_by("pk")
        )
        if keys is None:
            chosen = [
                row
                for row in rows
                if _in_hand(row) or (row.required and _on_paper(definition.material(row.key)))
            ]
        else:
            chosen = [row for row in rows if row.key in keys]
        for row in chosen:
            _as_required(case, row, definition.material(row.key))
    return chosen


def _as_required(case: Case, row: CaseMaterial, described: Material) -> None:
    row.originals = max(row.originals, described.originals)
    row.copies = max(row.copies, described.copies)
    row.original_seen = row.original_seen or _on_paper(described)
    row.ticks = sorted(point.key for point in described.review_points)
    row.checked = True
    require_in_hand(case, row, described)
    row.save()


def _on_paper(described: Material) -> bool:
    return described.originals + described.copies > 0


def _in_hand(row: CaseMaterial) -> bool:
    on_paper = row.original_seen or row.originals + row.copies > 0
    return on_paper or any(file.removed_at is None for file in row.files.all())
