"""The pages of posts, absences, chief representatives and the staff register."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Absence, ChiefRepresentative, Post, StandIn, Training
from onevisit.organization.qualifying import COLUMNS
from onevisit.records import clock
from tests.cases import world
from tests.harness.statements import counted
from tests.web.desk.conftest import SignIn
from tests.web.organization.conftest import send, staff

MOMENT = "%Y-%m-%d %H:%M"


def leave(browser_of: SignIn, who: str, note: str = "") -> Absence:
    now = clock.now()
    address = reverse("organization:new_absence", args=[staff(who).pk])
    response = send(
        browser_of(who),
        address,
        starts_at=now.strftime(MOMENT),
        ends_at=(now + timedelta(hours=3)).strftime(MOMENT),
        kind="short",
        handover_note=note,
    )
    assert response.status_code == 302, response.content.decode()
    return Absence.objects.get(staff=staff(who))


@pytest.mark.clause("AS-3.3d")
def test_a_leaves_b_finds_the_worklist_and_the_notes_and_a_comes_back(browser_of: SignIn) -> None:
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    mine = reverse("desk:worklist") + "?show=mine"
    number = str(case.number)
    assert number not in browser_of(world.SECOND_HANDLER).get(mine).content.decode()
    absence = leave(browser_of, world.HANDLER, note="王先生下午来补材料")
    assert number in browser_of(world.SECOND_HANDLER).get(mine).content.decode()
    post = reverse("organization:post", args=[Post.objects.get(name="市场监管局承办岗").pk])
    assert "王先生下午来补材料" in browser_of(world.SECOND_HANDLER).get(post).content.decode()
    assert "王先生下午来补材料" not in browser_of(world.CLERK).get(post).content.decode()
    away = browser_of(world.HANDLER)
    assert number not in away.get(mine).content.decode()
    assert send(away, reverse("organization:end_absence", args=[absence.pk])).status_code == 302
    assert number in browser_of(world.HANDLER).get(mine).content.decode()
    assert number not in browser_of(world.SECOND_HANDLER).get(mine).content.decode()


@pytest.mark.clause("AS-3.3d")
def test_an_unmanned_post_is_shown_and_manned_for_the_day(browser_of: SignIn) -> None:
    post = Post.objects.get(name="市场监管局承办岗")
    leave(browser_of, world.HANDLER)
    leave(browser_of, world.SECOND_HANDLER)
    page = browser_of(world.CLERK).get(reverse("organization:posts") + "?show=empty").content.decode()
    assert post.name in page and "现在有 1 个岗位空岗。" in page
    address = reverse("organization:stand_in", args=[post.pk])
    assert browser_of(world.CLERK).get(address).status_code == 403
    head = browser_of(world.HEAD)
    assert send(head, address, staff=str(staff(world.SIGNER).pk)).status_code == 302
    assert StandIn.objects.get(post=post).staff_id == staff(world.SIGNER).pk
    assert "空岗" not in head.get(reverse("organization:post", args=[post.pk])).content.decode()


def test_a_post_is_registered_and_what_is_wrong_is_told(browser_of: SignIn) -> None:
    head = browser_of(world.HEAD)
    one, two = str(staff(world.HANDLER).pk), str(staff(world.SECOND_HANDLER).pk)
    typed: dict[str, Any] = {
        "name": "市场监管局咨询岗",
        "hall": str(staff(world.HEAD).hall_id),
        "window": "",
        "holder_a": one,
        "holder_b": one,
        "roles": ["handler"],
    }
    wrong = send(head, reverse("organization:new_post"), **typed)
    assert wrong.status_code == 409 and "不能是同一个人" in wrong.content.decode()
    assert "市场监管局咨询岗" in wrong.content.decode()
    right = send(head, reverse("organization:new_post"), **{**typed, "holder_b": two})
    assert right.status_code == 302
    made = Post.objects.get(name="市场监管局咨询岗")
    change = reverse("organization:change_post", args=[made.pk])
    assert send(head, change, **{**typed, "holder_b": two, "name": "咨询岗"}).status_code == 302
    made.refresh_from_db()
    assert made.name == "咨询岗"
    foreign = reverse("organization:change_post", args=[Post.objects.get(name="民政局承办岗").pk])
    assert send(head, foreign, **{**typed, "holder_b": two}).status_code in (403, 422)


@pytest.mark.clause("AS-3.2b")
def test_a_chief_is_appointed_on_the_page(browser_of: SignIn) -> None:
    head = browser_of(world.HEAD)
    before = ChiefRepresentative.objects.count()
    response = send(
        head,
        reverse("organization:new_chief"),
        staff=str(staff(world.HEAD).pk),
        hall=str(staff(world.HEAD).hall_id),
        document="蛟市监人〔2026〕4号",
        valid_from=(clock.today() + timedelta(days=1)).isoformat(),
    )
    assert response.status_code == 302, response.content.decode()
    assert ChiefRepresentative.objects.count() == before + 1
    assert "蛟市监人〔2026〕4号" in head.get(reverse("organization:chiefs")).content.decode()


def test_the_lists_cost_few_statements(browser_of: SignIn) -> None:
    client = browser_of(world.HEAD)
    for name in ("posts", "chiefs", "people"):
        client.get(reverse(f"organization:{name}"))
        with counted(at_most=8):
            client.get(reverse(f"organization:{name}"))


def decide_at_once() -> None:
    """Brings a case to its decision on the spot: who decides needs his qualification."""
    case = world.received(world.SOLE_TRADER)
    world.check_all(case)
    world.do(case, Action.DECIDE_AT_ONCE, world.CLERK)


@pytest.mark.clause("RULE-27", "JH-8.4")
@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("status", "suspended", "您的状态是“暂停办件”"),
        ("certificate_valid_until", "lapsed", "有效期到 %s，已过期"),
        ("training", "gone", "没有您办理“"),
    ],
)
def test_who_is_suspended_lapsed_or_untrained_decides_nothing_and_is_told_exactly_why(
    browser_of: SignIn, field: str, value: str, told: str
) -> None:
    clerk, yesterday = staff(world.CLERK), clock.today() - timedelta(days=1)
    typed = {"status": "serving", "certificate_number": "吉B1", "valid_until": ""}
    if field == "training":
        Training.objects.filter(staff=clerk).update(valid_until=yesterday)
    else:
        typed.update(status=value) if field == "status" else typed.update(valid_until=yesterday.isoformat())
        if field == "status":
            typed["certificate_number"] = ""
        address = reverse("organization:change_person", args=[clerk.pk])
        assert send(browser_of("manager"), address, **typed).status_code == 302
    with pytest.raises(Refusal) as refused:
        decide_at_once()
    assert (told % yesterday.isoformat() if "%s" in told else told) in str(refused.value)
    page = browser_of("manager").get(reverse("organization:people") + "?show=blocked").content.decode()
    assert clerk.name in page


@pytest.mark.clause("RULE-27", "JH-8.4")
def test_what_runs_out_in_thirty_days_is_warned_of(browser_of: SignIn) -> None:
    clerk, today = staff(world.CLERK), clock.today()
    address = reverse("organization:people") + "?show=soon"
    for days, warned in ((0, True), (30, True), (31, False), (-1, False)):
        clerk.certificate_valid_until = today + timedelta(days=days)
        clerk.save()
        page = browser_of("manager").get(address).content.decode()
        assert (f"/{clerk.pk}/" in page) == warned, days


def csv_file(*rows: str) -> SimpleUploadedFile:
    text = "\n".join([",".join(COLUMNS), *rows])
    return SimpleUploadedFile("人员.csv", text.encode("gb18030"), content_type="text/csv")


@pytest.mark.clause("RULE-27", "JH-8.4")
def test_an_import_takes_over_all_rows_or_shows_every_faulty_one(browser_of: SignIn) -> None:
    manager, address = browser_of("manager"), reverse("organization:import_people")
    item = world.version(world.FOOD_LICENCE).item.code
    good = f"2026015,在岗,吉B9,2030-01-01,{item},2026-01-05,2027-01-05,业务培训"
    faulty = csv_file(
        good,
        "9999999,在岗,,,,,,",
        "2026015,在家,,,,,,",
        "2026015,在岗,,2026年,,,,",
        "2026015,在岗,,,没有,2026-01-05,,课",
        f"2026015,在岗,,,{item},,,",
        f"2026015,在岗,,,{item},2099-01-01,,课",
    )
    response = send(manager, address, file=faulty)
    page = response.content.decode()
    assert response.status_code == 422
    for line, words in (
        (3, "没有工号是“9999999”"),
        (4, "状态“在家”应当是"),
        (5, "应当写成 2026-03-02"),
        (6, "没有编码是“没有”的事项"),
        (7, "要写培训日期和培训内容"),
        (8, "培训日期还没有到"),
    ):
        assert f"第 {line} 行" in page and words in page, line
    assert staff(world.HANDLER).certificate_number != "吉B9"
    assert send(manager, address, file=csv_file(good)).status_code == 302
    handler = staff(world.HANDLER)
    assert handler.certificate_number == "吉B9"
    assert handler.trainings.filter(item_code=item, course="业务培训").exists()
    foreign = send(browser_of("health-head"), address, file=csv_file(good))
    assert foreign.status_code == 422 and "本部门人员" in foreign.content.decode()


@pytest.mark.clause("JH-8.4")
def test_a_head_trains_his_own_people_only(browser_of: SignIn) -> None:
    item = world.version(world.FOOD_LICENCE).item.code
    typed: dict[str, Any] = {
        "items": [item],
        "trained_on": clock.today().isoformat(),
        "valid_until": "",
        "course": "新办法培训",
    }
    address = reverse("organization:new_training", args=[staff(world.HANDLER).pk])
    assert send(browser_of("health-head"), address, **typed).status_code == 404
    assert send(browser_of(world.HEAD), address, **typed).status_code == 302
    person = reverse("organization:person", args=[staff(world.HANDLER).pk])
    assert "新办法培训" in browser_of(world.HEAD).get(person).content.decode()
