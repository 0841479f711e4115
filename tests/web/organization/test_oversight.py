"""The permission matrix for all staff; refused attempts for the audit administrator alone."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from onevisit.law.lifecycle import Action
from onevisit.records import access_log
from tests.cases import world
from tests.harness.statements import counted
from tests.web.desk.conftest import SignIn
from tests.web.organization.conftest import send, staff


@pytest.mark.clause("HOUSE-10")
def test_staff_read_who_may_do_what_and_by_which_clause(browser_of: SignIn) -> None:
    client = browser_of(world.CLERK)
    page = client.get(reverse("organization:powers")).content.decode()
    assert Action.SIGN_DECISION.label in page and "首席代表（签发人）" in page and "受委托时" in page
    assert "蛟河规则" in page
    registers = client.get(reverse("organization:powers") + "?show=registers").content.decode()
    assert "登记委托书" in registers and "大厅管理员" in registers


@pytest.mark.clause("JH-41.4", "HOUSE-13")
def test_an_attempt_beyond_ones_powers_is_found_by_the_audit_administrator(browser_of: SignIn) -> None:
    case = world.received()
    address = reverse("desk:act", args=[case.pk, Action.ACCEPT.value])
    refused = browser_of(world.OUTSIDER).post(address, {"idempotency_key": uuid.uuid4().hex})
    assert refused.status_code in (403, 404, 409)
    name = staff(world.OUTSIDER).name
    audit = browser_of("audit-admin")
    page = audit.get(reverse("organization:refusals"), {"find": world.OUTSIDER, "kind": "case"})
    assert name in page.content.decode()
    assert (
        name
        not in audit.get(
            reverse("organization:refusals"), {"find": world.OUTSIDER, "kind": "register"}
        ).content.decode()
    )
    assert browser_of(world.HEAD).get(reverse("organization:refusals")).status_code == 403


@pytest.mark.clause("JH-41.4")
def test_the_refused_attempts_are_paged_by_key(browser_of: SignIn) -> None:
    who = staff(world.OUTSIDER)
    marks = [uuid.uuid4().hex for _ in range(65)]
    for mark in marks:
        access_log.log(
            actor_kind="staff",
            actor_id=who.pk,
            action="case.accept",
            subject_kind="case",
            subject_id=1,
            allowed=False,
            purpose=mark,
            detail={"code": "no_power"},
        )
    audit = browser_of("audit-admin")
    address = reverse("organization:refusals") + f"?find={world.OUTSIDER}"
    seen: list[str] = []
    audit.get(address)
    with counted(at_most=7):
        audit.get(address)
    for _ in range(4):
        page = audit.get(address).content.decode()
        seen += [mark for mark in marks if mark in page]
        following = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        if not following:
            break
        address = following
    assert sorted(seen) == sorted(marks), "each once"
    assert send(audit, reverse("organization:refusals")).status_code == 405
    broken = audit.get(reverse("organization:refusals"), {"after": "nonsense"})
    assert broken.status_code == 302
