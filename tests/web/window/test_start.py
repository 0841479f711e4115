"""The window before a case: who may sit there, who stands before it, what he wants."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onevisit.cases import window_lists
from onevisit.cases.models import Case
from onevisit.law.items import Channel
from onevisit.law.lifecycle import State
from onevisit.people.models import Applicant
from onevisit.records.models import AccessLogRow
from tests.cases import world as cases
from tests.harness.statements import counted
from tests.web.desk.pages import many
from tests.web.window import world

pytestmark = pytest.mark.django_db


def test_only_window_clerks_sit_at_a_window(city: None) -> None:
    address = reverse("window:start")
    assert Client().get(address).status_code == 302
    for name, status in (
        ("window1", 200),
        ("township1", 200),
        ("market-handler", 403),
        ("issuing1", 403),
        ("sealkeeper", 403),
        ("supervisor", 403),
    ):
        assert world.desk(name).get(address).status_code == status, name


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("window1", "/desk/window/"),
        ("issuing1", "/desk/issuing/"),
        ("sealkeeper", "/desk/seals/"),
        ("market-handler", ""),
        ("market-handler2", ""),
    ],
)
def test_everybody_arrives_where_his_work_is(city: None, name: str, home: str) -> None:
    response = world.desk(name).get("/desk/")
    assert response.headers.get("Location", "") == home
    assert response.status_code == (302 if home else 200)


def test_the_navigation_shows_what_the_roles_open(city: None) -> None:
    seen = world.desk("window1").get("/desk/worklist/").content.decode()
    assert "/desk/window/" in seen
    assert "/desk/issuing/" not in seen and "/desk/seals/" not in seen
    seen = world.desk("market-handler2").get("/desk/worklist/").content.decode()
    assert "/desk/seals/" in seen and "/desk/window/" not in seen


@pytest.mark.clause("AS-4.2", "JH-9")
def test_a_card_and_an_item_begin_a_draft_once(clerk: Client) -> None:
    page_key = world.key()
    first = world.begin(clerk, idempotency_key=page_key)
    again = world.begin(clerk, idempotency_key=page_key)
    assert first["Location"] == again["Location"]
    case = Case.objects.get()
    assert (case.state, case.channel, case.number) == ("draft", "window", None)
    assert case.applicant == world.applicant("李敏")
    assert case.window is not None and case.window.number == "3"


def test_a_draft_may_begin_before_anybody_is_named(clerk: Client) -> None:
    nobody = dict.fromkeys(("identity_number", "name", "phone", "address"), "")
    case = world.begun(clerk, **nobody)
    assert case.applicant is None
    response = world.press(clerk, case, "receive")
    assert response.status_code == 409
    assert "还没有登记申请人" in response.content.decode()
    assert world.state_of(case) == "draft"


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"identity_number": "220281198803120021"}, "校验位不对"),
        ({"identity_number": "2202811988"}, "18 位"),
        ({"identity_number": "22028119880312002X" * 20}, "18 位"),
        ({"name": ""}, "姓名"),
        ({"name": "李敏\N{GRINNING FACE}"}, "姓名"),
        ({"name": "李\x00敏"}, ""),
        ({"name": "李" * 300}, "姓名"),
        ({"phone": "12345"}, "电话"),
        ({"address": "短"}, "地址太短"),
        ({"identity_type": "driving_licence"}, ""),
    ],
)
def test_bad_input_is_said_at_the_field_and_nothing_is_lost(
    clerk: Client, typed: dict[str, str], sentence: str
) -> None:
    given = {"name": "王小明", "phone": "13904420009", "address": "吉林省蛟河市民主路 8 号", **typed}
    response = world.begin(clerk, **given)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'aria-invalid="true"' in page or "identity_type" in typed
    for name in ("phone", "address"):
        assert given[name] in page
    assert world.HEALTH_LICENCE in page
    assert not Case.objects.exists()


@pytest.mark.clause("HOUSE-35")
def test_rare_characters_in_a_name_stop_nobody(clerk: Client) -> None:
    case = world.begun(clerk, identity_number=world.NOBODY_YET, name="堃喆昇祎玥翀𠮷", phone="")
    assert case.applicant is not None and case.applicant.name == "堃喆昇祎玥翀𠮷"
    assert case.applicant.identity_checked_at is not None


@pytest.mark.clause("RULE-35")
def test_a_known_card_fills_in_what_was_not_typed_and_is_logged(clerk: Client) -> None:
    before = AccessLogRow.objects.filter(action="applicant.look_up").count()
    typed = {**world.LI_MIN, "name": "李敏敏", "phone": ""}
    page = clerk.post(reverse("window:look_up"), typed).content.decode()
    assert 'value="李敏敏"' in page
    assert 'value="13804420004"' in page
    assert AccessLogRow.objects.filter(action="applicant.look_up").count() == before + 1


def test_an_unknown_card_asks_for_the_name_and_a_code_for_the_company(clerk: Client) -> None:
    address = reverse("window:look_up")
    page = clerk.post(address, {"identity_type": "resident_number", "identity_number": world.NOBODY_YET})
    assert "第一次来办事" in page.content.decode()
    page = clerk.post(address, {"identity_type": "resident_number", "identity_number": world.COMPANY})
    seen = page.content.decode()
    assert "蛟河市松花湖餐饮管理有限公司" in seen
    assert "法定代表人" in seen
    assert Applicant.objects.filter(identity_type="credit_code").count() == 1


@pytest.mark.clause("JH-12", "JH-13")
@pytest.mark.parametrize(
    ("text", "item"),
    [("卫生", "公共场所卫生许可"), ("ggcsws", "公共场所卫生许可"), ("开饭店", "食品经营许可（新办）")],
)
def test_items_are_found_as_people_say_them(clerk: Client, text: str, item: str) -> None:
    page = clerk.get(reverse("window:items"), {"q": text}).content.decode()
    assert item in page


@pytest.mark.clause("JH-13")
def test_the_list_says_what_the_window_may_do(clerk: Client) -> None:
    def found(text: str) -> str:
        return clerk.get(reverse("window:items"), {"q": text}).content.decode()

    assert "窗口受理" in found("公共场所卫生许可")
    assert "可当场办结" in found("预包装食品")
    assert "收件转部门" in found("户外广告")


def test_a_hall_offers_only_what_it_serves(city: None) -> None:
    township = world.desk("township1")
    address = reverse("window:items")
    assert "户外广告" not in township.get(address, {"q": "户外广告"}).content.decode().replace(
        "“户外广告”", ""
    )
    assert world.PREPACKED_FOOD in township.get(address, {"q": "预包装"}).content.decode()
    response = world.begin(township, "户外广告")
    assert response.status_code == 422
    assert "不在本大厅办理" in response.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["", " ", "\x00", "\N{GRINNING FACE}", "%' OR 1=1 --", "饭" * 500])
def test_any_text_may_be_searched(clerk: Client, text: str) -> None:
    assert clerk.get(reverse("window:items"), {"q": text}).status_code == 200


@pytest.mark.parametrize("code", ["", "x", "0" * 31, "'; --", "\x00"])
def test_an_unknown_item_is_refused_and_the_person_is_kept(clerk: Client, code: str) -> None:
    response = world.begin(clerk, code=code)
    assert response.status_code == 422
    assert 'value="李敏"' in response.content.decode()


@pytest.mark.clause("HOUSE-20")
def test_the_start_costs_few_statements(clerk: Client) -> None:
    for _number in range(3):
        world.begun(clerk)
    clerk.get(reverse("window:start"))
    with counted(at_most=13):
        clerk.get(reverse("window:start"))


def test_parked_drafts_wait_at_their_window_and_nobody_else_s(clerk: Client) -> None:
    case = world.begun(clerk)
    parked = clerk.post(reverse("window:park", args=[case.pk]), follow=True)
    assert f"/desk/window/{case.pk}/" in parked.content.decode()
    neighbour = world.desk("window2")
    address = f"/desk/window/{case.pk}/"
    assert address not in neighbour.get(reverse("window:start")).content.decode()
    assert address in neighbour.get(reverse("window:start"), {"parked": "hall"}).content.decode()
    assert neighbour.get(address).status_code == 200
    township = world.desk("township1")
    assert address not in township.get(reverse("window:start"), {"parked": "hall"}).content.decode()
    assert township.get(address).status_code == 404


def test_more_than_the_list_shows_can_be_reached(clerk: Client) -> None:
    """Very long lists: every parked draft is on exactly one page, and nothing is left out unsaid."""
    world.begin(clerk)
    many(Case.objects.get(), 30)
    seen: list[str] = []
    address = reverse("window:start")
    pages = 0
    while address:
        page = clerk.get(address).content.decode()
        seen += re.findall(r'href="/desk/window/(\d+)/"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
        pages += 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == 31


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize("before", ["x", "_", "2026-03-01_1", "2026-03-01T00:00:00+08:00_x"])
def test_a_place_that_never_was_leads_to_the_first(clerk: Client, before: str) -> None:
    answer = clerk.get(reverse("window:start"), {"before": before})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("window:start")


@pytest.mark.clause("JH-22")
def test_many_web_filings_are_said_to_be_more_than_shown(clerk: Client) -> None:
    filed = cases.draft(channel=Channel.WEB)
    many(filed, 15)
    Case.objects.filter(number__startswith="COPY").update(state=State.SUBMITTED)
    page = clerk.get(reverse("window:start")).content.decode()
    assert "超过 12 件" in page
    assert f"{reverse('desk:worklist')}?show=intake" in page


def test_a_hall_with_a_long_history_answers_from_the_index_of_each_list(city: None) -> None:
    """Each list of the windows reads its own rows, not the history of the hall."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'cases_case'")
        names = {name for (name,) in cursor.fetchall()}
        cursor.execute("SET LOCAL enable_seqscan = off")
        clerk, issuer = (cases.worker(name) for name in ("window1", "issuing1"))
        for wanted, listed in (
            ("parked_drafts", lambda: window_lists.parked(clerk, whole_hall=True)),
            ("to_register_in_hall", lambda: window_lists.to_register(clerk)),
            ("acted_on_at_window", lambda: window_lists.taken_in_today(clerk)),
            ("results_to_take_over", lambda: window_lists.to_take_over(issuer)),
            ("results_to_hand_out", lambda: window_lists.to_hand_out(issuer)),
        ):
            assert wanted in names
            with CaptureQueriesContext(connection) as queries:
                listed()
            cursor.execute("EXPLAIN " + queries.captured_queries[-1]["sql"])
            assert wanted in str(cursor.fetchall())
