"""The pages of reviews: reminded on every page, looked over on screen, nothing typed lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onevisit.catalog.models import ItemReview, ItemVersion
from onevisit.records import clock
from tests.catalog.changing import AGENCY, HEAD, KEEPER
from tests.catalog.sample_items import definition
from tests.web.catalogue.test_pages import page, press
from tests.web.window.world import desk

pytestmark = pytest.mark.usefixtures("demo_city")

CODE, NAME = definition().code, definition().name
PARTS = ["list", "guide", "manual", "samples", "review_points"]


@pytest.fixture
def aged() -> None:
    """The sample item began long ago."""
    ItemVersion.objects.filter(item__code=CODE).update(valid_from=clock.now() - timedelta(days=400))


@pytest.mark.clause("JH-8.3")
@pytest.mark.usefixtures("aged")
def test_a_keeper_is_reminded_and_confirms_on_screen() -> None:
    keeper = desk(KEEPER)
    for view, arguments in (("items", ()), ("laws", ())):
        assert 'chip__count">1<' in page(keeper, f"catalogue:{view}", *arguments)
    assert NAME in page(keeper, "catalogue:reviews")
    assert "要核对了" in page(keeper, "catalogue:item", CODE)
    shown = page(keeper, "catalogue:review", CODE)
    assert shown.count("checked") == len(PARTS)
    answer = press(keeper, "catalogue:review", CODE, parts=PARTS, outcome="confirmed", note="")
    assert answer["Location"] == reverse("catalogue:reviews")
    assert "没有要核对的事项" in page(keeper, "catalogue:reviews")
    assert "核对无误" in page(keeper, "catalogue:item", CODE)


def test_what_needs_a_change_leads_to_proposing_it() -> None:
    keeper = desk(KEEPER)
    typed = {"parts": ["guide"], "outcome": "needs_change"}
    refused = press(keeper, "catalogue:review", CODE, note="改", **typed)
    assert refused.status_code == 409 and ">改</textarea>" in refused.content.decode().replace("\n", "")
    assert press(keeper, "catalogue:review", CODE, parts=["guide"], note="").status_code == 422
    answer = press(keeper, "catalogue:review", CODE, note="咨询电话已更换，堃喆𠮷", **typed)
    assert answer["Location"] == reverse("catalogue:propose", args=[CODE, "change"])
    assert "咨询电话已更换，堃喆𠮷" in page(keeper, "catalogue:reviews", show="wanted")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"parts": ["nothing"], "outcome": "confirmed"}, 422),
        ({"parts": ["list"], "outcome": "maybe"}, 422),
        ({"parts": [], "outcome": "confirmed"}, 409),
        ({"parts": ["list"], "outcome": "needs_change", "note": "表情😀要改"}, 422),
        ({"parts": ["list"], "outcome": "needs_change", "note": "长" * 401}, 422),
        ({"parts": ["list"], "outcome": "needs_change", "note": "零\0字符要改"}, 422),
    ],
)
def test_bad_input_is_told_and_nothing_is_recorded(typed: dict[str, object], status: int) -> None:
    assert press(desk(KEEPER), "catalogue:review", CODE, **typed).status_code == status
    assert not ItemReview.objects.exists()


@pytest.mark.clause("HOUSE-10")
def test_a_head_sees_what_is_due_but_does_not_review() -> None:
    head = desk(HEAD)
    page(head, "catalogue:reviews")
    shown = page(head, "catalogue:review", CODE)
    assert "本部门的事项管理员" in shown and '<form method="post" class="act-form"' not in shown
    assert press(head, "catalogue:review", CODE, parts=PARTS, outcome="confirmed").status_code == 409


@pytest.mark.clause("HOUSE-27")
def test_the_list_costs_the_same_for_many() -> None:
    client = desk(AGENCY)
    page(client, "catalogue:reviews")
    ItemVersion.objects.filter(item__code=CODE).update(valid_from=clock.now() - timedelta(days=400))
    with CaptureQueriesContext(connection) as few:
        page(client, "catalogue:reviews")
    ItemVersion.objects.filter(state="published").update(valid_from=clock.now() - timedelta(days=400))
    with CaptureQueriesContext(connection) as many:
        page(client, "catalogue:reviews")
    assert len(many) == len(few) <= 14, [query["sql"][:90] for query in many]
