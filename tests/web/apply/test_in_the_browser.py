"""An application from guide to receipt in a real browser: by a person, on a phone, through a lost session."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from onevisit.cases.models import Case
from tests.cases.world import FOOD_LICENCE, version
from tests.harness.browser import assert_accessible
from tests.harness.site import Site
from tests.web.apply import world

PHONE, PASSWORD = "13804420004", "Demo-2026-citizen"


def sign_in(page: Page, site: Site, path: str) -> None:
    """Opens a page, signing in on the way."""
    page.goto(f"{site.url}{path}")
    fill_in_sign_in(page)
    page.wait_for_url(f"**{path}")


def fill_in_sign_in(page: Page) -> None:
    """Signs in on the page that asks for it."""
    page.get_by_label("手机号码、邮箱或账号").fill(PHONE)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def save(page: Page, following: str) -> None:
    """Saves a page of the form and waits for the next one."""
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("下一步")).click()
    page.wait_for_url(f"**/{following}/")


@pytest.mark.clause("AS-4.2", "RULE-4", "RULE-30", "JH-31", "HOUSE-35")
def test_an_application_from_the_first_question_to_the_receipt(
    demo_site: Site, page: Page, tmp_path: Path
) -> None:
    code = version(FOOD_LICENCE).definition.code
    sign_in(page, demo_site, f"/apply/{code}/")
    assert_accessible(page)
    page.get_by_label(re.compile("餐饮服务（饭店")).check()
    expect(page.get_by_text("食堂是否承包给他人经营？")).to_be_hidden()
    page.get_by_role("group", name=re.compile("自动设备")).get_by_label("否").check()
    page.get_by_label("法定代表人（负责人）或者经营者本人").check()
    page.get_by_label(re.compile("蛟河市政务服务中心")).check()
    page.get_by_role("button", name="开始填写").click()
    page.wait_for_url("**/apply/drafts/*/")
    assert_accessible(page)

    page.get_by_role("link", name="经营者", exact=True).click()
    expect(page.get_by_label("经营者名称")).to_have_value("李敏")
    page.get_by_label("统一社会信用代码").fill("92220281ma0y00016y")
    page.get_by_label("法定代表人（负责人）", exact=True).fill(f"欧阳{world.RARE}")
    number = page.get_by_label("法定代表人（负责人）身份证号码")
    number.fill("22028119880312002Y")
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    page.get_by_role("button", name="保存，下一步").click()
    expect(page.get_by_role("alert")).to_contain_text("有几处需要改一下")
    expect(page.get_by_label("法定代表人（负责人）", exact=True)).to_have_value(f"欧阳{world.RARE}")
    assert_accessible(page)
    number.fill("22028119880312002X")
    save(page, "premises")

    page.get_by_label("经营场所地址").fill("吉林省蛟河市民主路 12 号")
    page.get_by_label("经营场所面积").fill("８６")
    page.get_by_label("从业人员人数").fill("6")
    expect(page.get_by_label("仓库地址")).to_be_hidden()
    page.get_by_label("有", exact=True).check()
    expect(page.get_by_label("仓库地址")).to_be_visible()
    page.get_by_label("没有", exact=True).check()
    save(page, "business")
    page.get_by_label("热食类食品制售").check()
    page.get_by_role("group", name=re.compile("网络经营")).get_by_label("否").check()
    save(page, "safety")
    page.get_by_label("食品安全管理人员姓名").fill("李敏")
    save(page, "materials")

    program = tmp_path / "图.pdf"
    program.write_bytes(b"%PDF-1.4\nnot a whole file")
    good = tmp_path / "平面图.pdf"
    good.write_bytes(world.pdf())
    plan = page.locator("#material-layout_plan")
    plan.locator("input[type=file]").first.set_input_files(program)
    expect(plan.locator(".upload__state")).to_contain_text("都在")
    plan.locator("input[type=file]").first.set_input_files(good)
    expect(plan).to_contain_text("已上传")
    plan.get_by_role("button", name=re.compile("移除")).click()
    expect(plan).to_contain_text("还没上传")
    again = tmp_path / "流程图.pdf"
    again.write_bytes(world.pdf(2))
    plan.locator("input[type=file]").first.set_input_files([good, again])
    expect(plan).to_contain_text("流程图.pdf")
    page.locator("#material-safety_rules input[type=file]").first.set_input_files(good)
    expect(page.locator("#material-safety_rules")).to_contain_text("平面图.pdf")
    assert_accessible(page)
    page.get_by_role("link", name="下一步").click()
    page.wait_for_url("**/service/")

    page.get_by_label("窗口领取").check()
    page.get_by_label(re.compile("同意，在本平台")).check()
    save(page, "check")
    assert_accessible(page)
    page.get_by_role("button", name="确认无误，提交申请").dblclick()
    page.wait_for_url("**/receipt/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("申请已提交")
    assert_accessible(page)
    page.get_by_role("link", name="看进度").click()
    expect(page.get_by_text("等窗口收件登记")).to_be_visible()
    assert_accessible(page)
    assert Case.objects.exclude(number=None).count() == 1
    filed = Case.objects.get(state="submitted")
    assert filed.answers["premises_area"] == "86"
    assert filed.answers["operator_code"] == "92220281MA0Y00016Y"


@pytest.mark.clause("HOUSE-31")
def test_what_was_typed_survives_a_lost_session(demo_site: Site, page: Page) -> None:
    person = world.citizen("李敏")
    case = world.begun(person)
    path = f"/apply/drafts/{case.pk}/form/premises/"
    sign_in(page, demo_site, path)
    session = next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("经营场所地址").fill("吉林省蛟河市民主路 12 号，写到一半")
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    expect(page.get_by_label("经营场所地址")).to_have_value("吉林省蛟河市民主路 12 号，写到一半")
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": demo_site.url}])
    page.locator("[data-session-check]").click()
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    case.refresh_from_db()
    assert case.answers["premises_address"].endswith("写到一半")


@pytest.mark.clause("AS-4.4", "HOUSE-32")
def test_the_progress_page_follows_what_happens_without_being_reloaded(
    demo_site: Site, phone_page: Page
) -> None:
    person = world.citizen("李敏")
    case = world.completed(person)
    world.submit(world.browser_of(person), case)
    page = phone_page
    sign_in(page, demo_site, f"/my/cases/{case.pk}/")
    assert_accessible(page)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    expect(page.locator("[data-live-state]")).to_have_text("自动更新中")
    world.register(case)
    expect(page.get_by_text("正在决定是否受理")).to_be_visible()
    expect(page.locator("[data-live-state]")).to_have_text("自动更新中")
    assert_accessible(page)
    page.goto(f"{demo_site.url}/my/cases/{case.pk}/receipt/")
    expect(page.get_by_text("正在生成，马上就好")).to_be_visible()
    world.make_documents(case)
    expect(page.get_by_role("link", name="收件凭证")).to_be_visible()


@pytest.mark.clause("HOUSE-32")
def test_lists_and_the_look_up_are_accessible_in_large_print(demo_site: Site, page: Page) -> None:
    person = world.citizen("李敏")
    world.filed(world.browser_of(person), person)
    world.begun(person)
    sign_in(page, demo_site, "/my/")
    page.get_by_role("button", name="长辈版").click()
    for path in ("/my/", "/my/messages/", "/progress/"):
        page.goto(f"{demo_site.url}{path}")
        expect(page.locator("html")).to_have_class("elder")
        assert_accessible(page)
