"""A joint draft at the window: who applies, what was found in each material, what lies parked."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from onevisit.cases.actions import at_window, materials
from onevisit.cases.joint import drafts
from onevisit.cases.joint.members import members_of
from onevisit.cases.joint.merged import MergedMaterial
from onevisit.cases.models import AT_A_WINDOW, Case, CaseMaterial, JointCase
from onevisit.catalog.parts import Material
from onevisit.law.clauses import enforces
from onevisit.law.powers import PowerKind
from onevisit.organization.authorization import scope
from onevisit.organization.workers import Worker
from onevisit.people.models import Applicant

SHORT = 12


def joint_at_window(worker: Worker, joint_id: int) -> JointCase:
    """A joint case that was begun at a window and that ``worker`` may receive.

    Raises JointCase.DoesNotExist for anything else, drafts of the web among them.
    """
    return _receivable(worker).get(pk=joint_id)


def parked(worker: Worker, *, whole_hall: bool = False) -> list[JointCase]:
    """The latest joint drafts begun at the worker's window, or at any of the hall. One statement."""
    found = _receivable(worker).filter(received_at__isnull=True)
    if not whole_hall:
        found = found.filter(window_id=worker.window_id or 0)
    return list(found.order_by("-pk")[:SHORT])


def _receivable(worker: Worker) -> QuerySet[JointCase]:
    held = scope(worker, PowerKind.RECEIVE) & Q(channel__in=AT_A_WINDOW)
    return JointCase.objects.filter(held).select_related(
        "version__package", "department", "hall__region", "applicant", "agent", "window"
    )


@enforces("AS-4.2", "XK-29p2", "JH-18")
def name_people(joint_id: int, applicant: Applicant, agent: Applicant | None = None) -> None:
    """Puts the applicant, and the agent who comes for him, on the whole and on every member.

    Raises Refusal when it was received already, an item is not for such an applicant, or the agent has no
    authority for one of the items.
    """
    with transaction.atomic():
        joint = drafts.locked_draft(joint_id)
        for member in members_of(joint):
            drafts.require_for_applicant(applicant, member.case.version)
            at_window.name_people(member.case_id, applicant, agent)
        joint.applicant = applicant
        joint.agent = agent
        joint.save(update_fields=["applicant", "agent"])


@enforces("JH-18", "AS-3.1d", "AS-3.1e")
def check_as_required(lines: Sequence[MergedMaterial]) -> None:
    """Records that the materials of these lines were found as every item that asks for them requires.

    Raises Refusal as the single check does; then none is recorded.
    """
    with transaction.atomic():
        for line in lines:
            for _member, case, row, _described in _on_hand(line):
                at_window.check_as_required(case.pk, [row.key])


@enforces("JH-18", "AS-3.1d", "AS-3.1e")
def check_line(
    line: MergedMaterial, *, checked: bool, original_seen: bool, originals: int, copies: int, ticks: list[str]
) -> None:
    """Records what was found in one line: the same papers for every item, and each item's own review points.

    ``ticks`` are written ``member.point``. Raises Refusal as the single check does.
    """
    with transaction.atomic():
        for member, case, row, _described in _on_hand(line):
            own = [tick.partition(".")[2] for tick in ticks if tick.partition(".")[0] == member]
            materials.check_material(
                case.pk,
                row.key,
                checked=checked,
                original_seen=original_seen,
                originals=originals,
                copies=copies,
                ticks=own,
            )


def _on_hand(line: MergedMaterial) -> list[tuple[str, Case, CaseMaterial, Material]]:
    return [one for one in line.rows if one[2].supply != CaseMaterial.Supply.SHARED]
