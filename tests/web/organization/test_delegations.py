"""The register of delegation documents: signed, decides, ends; every fault told, everything logged."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onevisit.law.document_content import content_faults
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import Action
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.organization.authorization import holds
from onevisit.organization.delegating import revoke_delegation
from onevisit.organization.models import Delegation, Department
from onevisit.records import clock, files, installation
from onevisit.records.models import AccessLogRow
from onevisit.web.organization.delegation_paper import delegation_content
from onevisit.web.organization.delegations import items_of
from tests.cases import world
from tests.harness.statements import counted
from tests.web.apply.world import pdf
from tests.web.desk.conftest import SignIn
from tests.web.organization.conftest import REASON, send, staff

NEW = "organization:new_delegation"


def terms(**changed: Any) -> dict[str, Any]:
    """A lawful document of the market department for the food licence."""
    today = clock.today()
    return {
        "number": "蛟市监委〔2026〕9号",
        "delegate": str(Department.objects.get(kind="agency").pk),
        "nature": "administrative_organ",
        "items": [world.version(world.FOOD_LICENCE).item.code],
        "powers": ["receive", "accept"],
        "basis": "《中华人民共和国行政许可法》第二十四条",
        "announcement": "蛟河市人民政府网站",
        "announced_on": today.isoformat(),
        "valid_from": today.isoformat(),
        "valid_to": "",
        **changed,
    }


def of_market() -> str:
    return f"{reverse(NEW)}?department={staff(world.HEAD).department_id}"


def signed(client: Client, **changed: Any) -> Delegation:
    response = send(client, of_market(), **terms(**changed))
    assert response.status_code == 302, response.content.decode()
    return Delegation.objects.get(number=changed.get("number", terms()["number"]))


@pytest.mark.clause("RULE-24", "JH-13", "XK-24p2")
def test_a_document_is_signed_shown_printed_announced_and_ended(browser_of: SignIn) -> None:
    head = browser_of(world.HEAD)
    scan = SimpleUploadedFile("委托书.pdf", pdf(), content_type="application/pdf")
    one = signed(head, scan=scan)
    assert one.registered_by_id == staff(world.HEAD).pk and files.exists(one.scan_sha256)
    page = head.get(reverse("organization:delegation", args=[one.pk])).content.decode()
    assert one.number in page and REASON in page and "食品经营许可" in page
    scanned = head.get(reverse("organization:delegation_scan", args=[one.pk]))
    assert b"".join(scanned.streaming_content) == pdf()  # type: ignore[attr-defined]
    printed = head.get(reverse("organization:delegation_paper", args=[one.pk]))
    assert printed.content.startswith(b"%PDF")
    content = delegation_content(one, items_of(one), demo=True)
    assert content_faults(DocumentKind.DELEGATION, content) == []
    assert any("不得再委托" in line for line in content["paragraphs"])
    assert any("食品经营许可" in cell for row in content["table"]["rows"] for cell in row)
    assert one.number in Client().get(reverse("portal:delegations")).content.decode()

    end = reverse("organization:end_delegation", args=[one.pk])
    assert send(head, end, reason="机构改革，收回委托").status_code == 302
    assert send(head, end).status_code == 409
    one.refresh_from_db()
    assert one.revoked_because == "机构改革，收回委托"
    assert one.number not in Client().get(reverse("portal:delegations")).content.decode()
    rows = AccessLogRow.objects.filter(subject_kind="delegation", subject_id=one.pk)
    assert list(rows.order_by("recorded_at", "id").values_list("action", "allowed")) == [
        ("register.register_delegation", True),
        ("register.revoke_delegation", True),
        ("register.revoke_delegation", False),
    ]


@pytest.mark.clause("RULE-24", "XK-24")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"nature": "public_institution", "powers": ["decide_at_once"]}, "只能委托其他行政机关作出决定"),
        ({"announced_on": "2099-01-01"}, "委托在公告之前不能生效"),
        ({"valid_from": "2026-01-05", "announced_on": "2026-01-05"}, "生效日期不能早于今天"),
        ({"valid_to": "2020-01-01"}, "终止日期早于生效日期"),
    ],
)
def test_what_the_law_forbids_is_refused_and_what_was_typed_is_kept(
    browser_of: SignIn, changed: dict[str, Any], told: str
) -> None:
    response = send(browser_of(world.HEAD), of_market(), **terms(**changed))
    page = response.content.decode()
    assert response.status_code == 409 and told in page and "蛟市监委〔2026〕9号" in page
    assert not Delegation.objects.filter(number=terms()["number"]).exists()


@pytest.mark.clause("RULE-24")
def test_two_documents_never_give_the_same_power_for_the_same_item_at_once(browser_of: SignIn) -> None:
    head = browser_of(world.HEAD)
    today = clock.today()
    first = signed(head, valid_to=(today + timedelta(days=10)).isoformat())
    again = {"number": "蛟市监委〔2026〕10号"}
    response = send(head, of_market(), **terms(**again))
    assert response.status_code == 409 and first.number in response.content.decode()
    signed(head, **again, valid_from=(today + timedelta(days=11)).isoformat())


@pytest.mark.clause("JH-41.4", "XK-24")
def test_nobody_signs_for_another_department_nor_an_item_that_is_not_its_own(browser_of: SignIn) -> None:
    """The health head reaches only his own department, whatever the address says; clerks reach nothing."""
    foreign = send(browser_of("health-head"), of_market(), **terms())
    assert foreign.status_code == 422
    assert browser_of(world.CLERK).get(reverse(NEW)).status_code == 403
    assert not Delegation.objects.filter(number=terms()["number"]).exists()


def test_pressed_twice_one_document_is_registered(browser_of: SignIn) -> None:
    head, key = browser_of(world.HEAD), uuid.uuid4().hex
    for _ in range(2):
        assert send(head, of_market(), key, **terms()).status_code == 302
    assert Delegation.objects.filter(number=terms()["number"]).count() == 1


@pytest.mark.clause("JH-13", "RULE-24")
def test_the_day_it_begins_and_the_day_after_it_ends_powers_switch(browser_of: SignIn) -> None:
    """New cases follow the document of the day; a received case stays with whom it was received for."""
    today = clock.today()
    begins, ends = today + timedelta(days=3), today + timedelta(days=6)
    signed(browser_of(world.HEAD), valid_from=begins.isoformat(), valid_to=ends.isoformat())
    early = world.received()
    assert not early.acceptance_delegated
    held: list[tuple[bool, bool]] = []
    under = None
    for day in range(9):
        fresh = world.draft()
        window = holds(world.worker(world.CLERK), PowerKind.ACCEPT, fresh)
        department = holds(world.worker(world.HANDLER), PowerKind.ACCEPT, fresh)
        assert window != department, "no gap and no overlap"
        held.append((window, department))
        if day == 4:
            under = world.received()
        installation.store_clock_offset(installation.facts().clock_offset + timedelta(days=1))
    assert [window for window, _department in held] == [3 <= day <= 6 for day in range(9)]
    assert under is not None and under.acceptance_delegated
    for case, who, other in ((early, world.HANDLER, world.CLERK), (under, world.CLERK, world.HANDLER)):
        assert holds(world.worker(who), PowerKind.ACCEPT, case)
        assert not holds(world.worker(other), PowerKind.ACCEPT, case)
    world.check_all(under)
    with pytest.raises(Refusal, match="已委托综合窗口"):
        world.do(under, Action.ACCEPT, world.HANDLER)
    world.do(under, Action.ACCEPT, world.CLERK)


@pytest.mark.clause("JH-13")
def test_a_revoked_document_still_binds_what_was_received_under_it(browser_of: SignIn) -> None:
    one = signed(browser_of(world.HEAD))
    under = world.received()
    revoke_delegation(one, clock.now())
    after = world.received()
    assert holds(world.worker(world.CLERK), PowerKind.ACCEPT, under)
    assert not holds(world.worker(world.CLERK), PowerKind.ACCEPT, after)
    assert holds(world.worker(world.HANDLER), PowerKind.ACCEPT, after)


def test_the_list_is_paged_by_key_and_costs_few_statements(browser_of: SignIn) -> None:
    client = browser_of(world.CLERK)
    template = Delegation.objects.order_by("pk")[0]
    Delegation.objects.bulk_create(
        Delegation(
            number=f"演示委〔2026〕{1000 + number}号",
            delegator_id=template.delegator_id,
            delegate_id=template.delegate_id,
            delegate_nature=template.delegate_nature,
            basis="示例",
            announced_on=template.announced_on,
            announcement="示例",
            item_codes=[],
            powers=["receive"],
            valid_from=template.valid_from,
        )
        for number in range(70)
    )
    seen: list[str] = []
    address = reverse("organization:delegations")
    with counted(at_most=8):
        client.get(address)
    while address:
        page = client.get(address).content.decode()
        seen += page.split('<a href="/desk/organization/delegations/')[1:]
        following = page.partition('rel="next" href="')[2].partition('"')[0]
        address = following.replace("&amp;", "&")
    assert len(seen) >= 70 + 6
