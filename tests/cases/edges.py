"""What the tests of the edges of the law share."""

from __future__ import annotations

import pytest
from django.db import connection

from onevisit.cases.actions import material_files
from onevisit.cases.models import Case
from onevisit.cases.performers import Performer
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.records.files import StoredFile
from tests.cases import world

APPLICATION = "material:application"
WRONG_ORGAN = {
    "ground": "wrong_organ",
    "competent_organ": "蛟河市住房和城乡建设局",
    "reasons": ["申请的事项由住房和城乡建设部门办理"],
    "legal_basis": ["《中华人民共和国行政许可法》第三十二条第一款第二项"],
}
NOT_CORRECTED = {
    "ground": "not_corrected",
    "reasons": ["经提醒后申请书仍未签名"],
    "legal_basis": ["《中华人民共和国行政许可法》第三十二条第一款第四项"],
}


def refused(case: Case, action: Action, by: Performer | str, **inputs: object) -> Refusal:
    """The refusal of an act that must be refused; the case is left as it was."""
    before = row_of(case)
    with pytest.raises(Refusal) as caught:
        world.do(case, action, by, **inputs)
    assert row_of(case) == before
    return caught.value


def row_of(case: Case) -> str:
    """The whole row as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(held)::text FROM cases_case AS held WHERE id = %s", [case.pk])
        return str(cursor.fetchone()[0])


def put_file(case: Case, key: str = "application", content: str = "f") -> None:
    """A file for a material, as if uploaded now; its content is the concern of other tests."""
    stored = StoredFile(sha256=content * 64, size=10, content_type="application/pdf")
    material_files.add_file(case.pk, key, stored, "申请书.pdf")


def asked_to_correct(*subjects: str, **inputs: object) -> Case:
    """A received case with a correction notice about these points."""
    case = world.received(electronic_service_agreed=True)
    points = [{"subject": subject, "demand": "请改正后重新提交"} for subject in subjects]
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points, **inputs)
    return case
