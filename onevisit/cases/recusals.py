"""Recusals of a case: the open one, whom an applicant may name, who may go on, who has to decide."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from onevisit.cases.models import Case, JointCase, Recusal
from onevisit.law.powers import Role
from onevisit.organization.models import RoleAssignment, Staff

SIGNING = (Role.SIGNER.value, Role.DEPARTMENT_HEAD.value)


def oldest_open(case: Case) -> Recusal | None:
    """The recusal that is decided next."""
    found = Recusal.objects.select_related("person").filter(case=case, state=Recusal.State.OPEN)
    return found.order_by("pk").first()


def challengeable(case: Case) -> QuerySet[Staff]:
    """Whom the applicant may ask to stand back: who handles the case, and who may sign its decision.

    Not who stands back already, nor anybody about whom it was decided before.
    """
    named = [pk for pk in (case.handler_id, case.drafted_by_id, case.refusal_proposed_by_id) if pk]
    signs = Q(roles__role__in=SIGNING, roles__department_id=case.department_id, roles__valid_to__isnull=True)
    before = Recusal.objects.filter(case=case).values("person_id")
    found = Staff.objects.filter(Q(pk__in=named) | signs, active=True).exclude(pk__in=before)
    return found.order_by("employee_number").distinct()


def next_handlers(case: Case, instead_of: int) -> QuerySet[Staff]:
    """Who may handle the case instead: handlers of its department, neither recused nor the applicant."""
    handles = Q(roles__role=Role.HANDLER.value, roles__department_id=case.department_id)
    people = [bytes(one.identity_hash) for one in (case.applicant, case.agent) if one is not None]
    found = Staff.objects.filter(handles, active=True, roles__valid_to__isnull=True)
    found = found.exclude(pk__in=[*case.recused, instead_of])
    # A person without a registered number is not told apart from the applicant and not left out.
    found = found.exclude(identity_hash__isnull=False, identity_hash__in=people)
    return found.order_by("employee_number").distinct()


def head_must_decide(case: Case, today: date) -> bool:
    """Whether the open recusal is that of a chief representative; that of a head another signer decides."""
    one = oldest_open(case)
    return one is not None and _signs_only(case, one.person_id, today)


def somebody_can_decide(case: Case, person: int, today: date) -> bool:
    """Whether anybody in the department, not recused himself, may decide on the recusal of ``person``."""
    roles = [Role.DEPARTMENT_HEAD.value] if _signs_only(case, person, today) else SIGNING
    held = _signing(case, today).filter(role__in=roles, staff__active=True)
    return held.exclude(staff_id__in=[*case.recused, person]).exists()


def _signs_only(case: Case, person: int, today: date) -> bool:
    held = _signing(case, today).filter(staff_id=person)
    return set(held.values_list("role", flat=True)) == {Role.SIGNER.value}


def _signing(case: Case, today: date) -> QuerySet[RoleAssignment]:
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    return RoleAssignment.objects.filter(
        in_force, department_id=case.department_id, role__in=SIGNING, valid_from__lte=today
    )


def keep_from_joint_case(case: Case) -> None:
    """Who stands back from one case of a joint case does not coordinate it either (HOUSE-11)."""
    if case.joint_id is None:
        return
    others = Case.objects.filter(joint_id=case.joint_id).exclude(pk=case.pk)
    recused = {*case.recused, *(one for held in others.values_list("recused", flat=True) for one in held)}
    JointCase.objects.filter(pk=case.joint_id).update(recused=sorted(recused))
