"""Who may open what at a window."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from onevisit.cases import window_lists
from onevisit.cases.models import Case
from onevisit.cases.performers import Performer
from onevisit.organization.models import Hall
from onevisit.records import access_log
from onevisit.web.acting import case_of_request, worker


def case_at_window(request: HttpRequest, case_id: int) -> Case:
    """A draft begun at a window, or a filed case, that the asker may receive; 404 for anything else."""
    return case_of_request(request, case_id, _to_receive)


def result_of_request(request: HttpRequest, case_id: int) -> Case:
    """A case whose result the asker may take over or hand out; 404 for anything else."""
    return case_of_request(request, case_id, _to_issue)


def hall_of(request: HttpRequest) -> Hall:
    """The hall in which the asker serves. Raises PermissionDenied for staff without one."""
    hall_id = worker(request).hall_id
    if hall_id is None:
        raise PermissionDenied
    return Hall.objects.select_related("region").get(pk=hall_id)


def log_reading(request: HttpRequest, case: Case) -> None:
    """Keeps who read names and numbers in clear; the case at hand is the purpose (rule 35)."""
    access_log.log(
        actor_kind="staff",
        actor_id=worker(request).staff_id,
        action="case.read",
        subject_kind="case",
        subject_id=case.pk,
        allowed=True,
        purpose="窗口办理本办件",
    )


def _to_receive(performer: Performer, case_id: int) -> Case:
    assert performer.worker is not None
    return window_lists.case_at_window(performer.worker, case_id)


def _to_issue(performer: Performer, case_id: int) -> Case:
    assert performer.worker is not None
    return window_lists.result_at_window(performer.worker, case_id)
