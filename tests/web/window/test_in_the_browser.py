"""The console in a real browser: by keyboard alone, while an input method is on, on one screen."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.conf import settings
from playwright.sync_api import FilePayload, Page, Request, Route, expect

from onevisit.cases.models import Case
from onevisit.records.models import LedgerRow
from tests.cases.world import SMALL_PDF
from tests.harness.browser import assert_accessible
from tests.harness.site import Site
from tests.web.window import world

MOST_ACTIVATIONS = 12
PATIENCE = 20_000
"""Milliseconds until a page must show something, on a machine that does much else meanwhile."""

# What a reader's keys are to the page while an input method holds them back: codes without characters.
READER = """number => {
    for (const character of [...number, 'Enter']) {
        const code = character === 'Enter' ? 'Enter' : (/\\d/.test(character) ? 'Digit' : 'Key') + character;
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {
            code, key: 'Process', keyCode: 229, isComposing: true, bubbles: true, cancelable: true,
        }));
    }
}"""
CARD = "22028119880312002X"


@dataclass
class Hands:
    """A clerk who never touches the mouse; every key that is not typing data counts, Tab and arrows too."""

    page: Page
    activations: int = 0

    def press(self, *keys: str) -> None:
        """Keys that move or activate something."""
        for key in keys:
            self.page.keyboard.press(key)
            self.activations += 1

    def type(self, text: str) -> None:
        """Data."""
        self.page.keyboard.type(text)

    def lay_card(self, number: str) -> None:
        """The card is laid on the reader, which types its number and Enter."""
        self.page.keyboard.type(number)
        self.page.keyboard.press("Enter")
        self.activations += 1


def open_desk(page: Page, site: Site, username: str, path: str) -> None:
    """Opens a page of the desk, signed in."""
    session = world.desk(username).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.url}])
    page.goto(f"{site.url}{path}")


def scrolls(page: Page) -> bool:
    """Whether something stands below the screen."""
    return bool(page.evaluate("document.documentElement.scrollHeight > window.innerHeight"))


@pytest.mark.clause("JH-23a", "AS-4.2", "JH-14.3")
def test_a_standard_acceptance_takes_at_most_twelve_activations(demo_site: Site, page: Page) -> None:
    open_desk(page, demo_site, "window1", "/desk/window/")
    assert_accessible(page)
    hands = Hands(page)
    hands.lay_card(CARD)
    expect(page.get_by_label("姓名")).to_have_value("李敏", timeout=PATIENCE)
    hands.press("F2")
    hands.type("卫生许可")
    expect(page.get_by_role("button", name="公共场所卫生许可")).to_be_visible(timeout=PATIENCE)
    hands.press("ArrowDown", "Enter")
    page.wait_for_url("**/desk/window/*/")
    assert not scrolls(page)
    assert_accessible(page)
    for number, _question in enumerate(Case.objects.get().version.definition.scenarios):
        if number:
            hands.press("Tab")
        with page.expect_response("**/scenario/"):
            hands.press("Space")
    hands.press("Alt+a")
    expect(page.get_by_text("全部核对完")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="受理", exact=False).first).to_be_enabled(timeout=PATIENCE)
    hands.press("F9")
    expect(page.get_by_text("已受理，待审查")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("受理通知书")).to_be_visible(timeout=PATIENCE)
    assert_accessible(page)
    assert not scrolls(page)
    assert hands.activations <= MOST_ACTIVATIONS
    case = Case.objects.get()
    acts = LedgerRow.objects.filter(case_id=case.pk).order_by("sequence")
    assert [row.action for row in acts] == ["receive", "accept"]


@pytest.mark.clause("AS-4.2", "HOUSE-12")
def test_a_key_pressed_ahead_is_used_in_its_turn(demo_site: Site, page: Page) -> None:
    case = world.begun(world.desk("window1"))
    open_desk(page, demo_site, "window1", f"/desk/window/{case.pk}/")
    held: list[Route] = []
    page.route("**/scenario/", lambda route: held.append(route))
    with page.expect_request("**/scenario/"):
        page.get_by_role("group", name="是否使用集中空调通风系统？").get_by_label("不使用").press("Space")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.keyboard.press("Alt+a")
    assert not asked
    held[0].continue_()
    expect(page.get_by_text("全部核对完")).to_be_visible(timeout=PATIENCE)


@pytest.mark.clause("AS-4.2")
def test_a_card_is_read_while_a_chinese_input_method_is_on(demo_site: Site, page: Page) -> None:
    open_desk(page, demo_site, "window1", "/desk/window/")
    number = page.get_by_label("证件号码")
    number.focus()
    input_method = page.context.new_cdp_session(page)
    input_method.send("Input.imeSetComposition", {"text": "嗯嗯", "selectionStart": 1, "selectionEnd": 1})
    page.evaluate(READER, CARD)
    expect(number).to_have_value(CARD, timeout=PATIENCE)
    expect(page.get_by_label("姓名")).to_have_value("李敏", timeout=PATIENCE)


@pytest.mark.clause("HOUSE-35")
def test_enter_in_a_field_of_the_person_chooses_no_item_unseen(demo_site: Site, page: Page) -> None:
    open_desk(page, demo_site, "window1", "/desk/window/")
    page.get_by_label("搜索事项").fill("卫生")
    expect(page.get_by_role("button", name="公共场所卫生许可")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("姓名").fill("王小明")
    page.get_by_label("姓名").press("Enter")
    expect(page.get_by_label("姓名")).to_have_value("王小明")
    assert not Case.objects.exists()


@pytest.mark.clause("AS-4.2", "HOUSE-12")
def test_the_acts_stay_at_hand_while_rows_are_worked_through(demo_site: Site, page: Page) -> None:
    case = world.begun(world.desk("window1"))
    open_desk(page, demo_site, "window1", f"/desk/window/{case.pk}/")
    row = page.locator(f"#row-{world.demanded(case)[0].key}")
    page.keyboard.press("Alt+1")
    expect(row.get_by_text("已核对", exact=True)).to_be_visible(timeout=PATIENCE)
    scan: FilePayload = {"name": "申请表.pdf", "mimeType": "application/pdf", "buffer": SMALL_PDF}
    row.locator("input[type=file]").first.set_input_files(scan)
    expect(row.get_by_role("link", name="申请表.pdf")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("F8")
    expect(page.get_by_text("已收件，待决定是否受理")).to_be_visible(timeout=PATIENCE)
    assert world.state_of(case) == "received"


@pytest.mark.clause("JH-13")
def test_a_key_that_is_not_allowed_says_why_and_does_nothing(demo_site: Site, page: Page) -> None:
    case = world.begun(world.desk("window1"), "食品经营许可")
    open_desk(page, demo_site, "window1", f"/desk/window/{case.pk}/")
    page.keyboard.press("F9")
    reason = page.get_by_text("不能由窗口受理：本事项未委托").first
    expect(reason).to_be_visible(timeout=PATIENCE)
    assert world.state_of(case) == "draft"


@pytest.mark.clause("AS-4.4")
def test_every_page_of_the_windows_is_accessible(demo_site: Site, page: Page) -> None:
    clerk = world.desk("window1")
    case = world.begun(clerk)
    open_desk(page, demo_site, "window1", f"/desk/window/{case.pk}/form/")
    for path in ("form/", "applicant/", "agent/"):
        page.goto(f"{demo_site.url}/desk/window/{case.pk}/{path}")
        assert_accessible(page)
        assert not scrolls(page), path
    world.press(clerk, case, "receive")
    page.goto(f"{demo_site.url}/desk/cases/{case.pk}/acts/request_correction/?back=window")
    assert_accessible(page)
    open_desk(page, demo_site, "issuing1", "/desk/issuing/")
    assert_accessible(page)
    page.goto(f"{demo_site.url}/desk/issuing/handovers/")
    assert_accessible(page)
    page.goto(f"{demo_site.url}/desk/issuing/{case.pk}/")
    assert_accessible(page)
    open_desk(page, demo_site, "sealkeeper", "/desk/seals/")
    assert_accessible(page)


@pytest.mark.clause("JH-18", "AS-3.1e", "HOUSE-12")
def test_a_package_is_begun_and_received_by_keyboard_alone(demo_site: Site, page: Page) -> None:
    open_desk(page, demo_site, "window1", "/desk/window/")
    hands = Hands(page)
    hands.lay_card(CARD)
    expect(page.get_by_label("姓名")).to_have_value("李敏", timeout=PATIENCE)
    hands.press("F2")
    hands.type("cyd")
    expect(page.get_by_role("button", name="开办餐饮店")).to_be_visible(timeout=PATIENCE)
    hands.press("ArrowDown", "Enter")
    page.wait_for_url("**/desk/window/joint/*/")
    assert_accessible(page)
    expect(page.get_by_text("先问完办理情形，就知道要办哪些事项。")).to_be_visible()
    for question, answer in (
        ("营业执照办好了吗？", "已经有营业执照"),
        ("店面是怎么来的？", "租来的"),
        ("经营什么？", "餐饮（堂食、外卖）"),
        ("门口要设大型招牌或者电子屏吗？", "不设"),
        ("店面属于公众聚集场所吗？", "不是"),
    ):
        with page.expect_response("**/scenario/"):
            page.get_by_role("group", name=question).get_by_label(answer).press("Space")
    expect(page.get_by_text("1 个事项，出一份收件凭证。")).to_be_visible(timeout=PATIENCE)
    assert_accessible(page)
    hands.press("Alt+a")
    expect(page.get_by_text("全部核对完")).to_be_visible(timeout=PATIENCE)
    hands.press("F4")
    page.wait_for_url("**/form/")
    assert_accessible(page)
    hands.press("F4")
    page.wait_for_url("**/joint/*/")
    hands.press("F8")
    expect(page.get_by_text("已收件 联")).to_be_visible(timeout=PATIENCE)
    assert_accessible(page)
