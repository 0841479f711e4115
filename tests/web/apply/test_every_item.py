"""Every item of the demo city that is offered on the web can be applied for, page by page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases.actions import drafts, service_choice
from onevisit.cases.models import Case
from onevisit.catalog import evaluate
from onevisit.catalog.models import ItemVersion
from onevisit.law.items import Channel
from onevisit.people.models import Applicant
from tests.cases.world import example
from tests.web.apply import world

pytestmark = pytest.mark.usefixtures("demo_city")


def items() -> list[ItemVersion]:
    """The published items that can be filed on the web."""
    published = ItemVersion.objects.filter(state="published").select_related("item")
    return [one for one in published if Channel.WEB in one.definition.channels]


def begin(client: Client, person: Applicant, version: ItemVersion) -> Case:
    """Begins at the page: as oneself where persons may apply, else for the company on file."""
    definition = version.definition
    url = reverse("apply:begin", args=[definition.code])
    form = client.get(url).context["form"]
    answers = {f"a-{question.key}": example(question) for question in definition.scenarios}
    chosen = {"applicant": next(iter(form.applicants)), "hall": next(iter(form.halls))}
    response = client.post(url, {**chosen, **answers})
    assert response.status_code == 302, response.content.decode()
    return Case.objects.latest("pk")


@pytest.mark.clause("AS-3.1b", "RULE-4", "JH-31")
def test_each_is_begun_filled_in_page_by_page_and_filed() -> None:
    person = world.citizen("王建国")
    client = world.browser_of(person)
    versions = items()
    assert len(versions) >= 12
    for version in versions:
        case = begin(client, person, version)
        for group, _questions in evaluate.visible_form(version.definition, case.scenario):
            page = client.get(reverse("apply:group", args=[case.pk, group.key]))
            assert page.status_code == 200, (version.name, group.key)
            typed = {f"a-{question.key}": example(question) for question in page.context["form"].questions}
            saved = client.post(reverse("apply:group", args=[case.pk, group.key]), typed)
            assert saved.status_code == 302, (version.name, saved.context["form"].errors)
        for number, row in enumerate(world.missing(case)):
            world.put_file(case, row.key, number)
        ways = [way.value for way in version.definition.delivery.ways]
        service_choice.choose(case.pk, ways[0], world.service_facts())
        check = client.get(reverse("apply:check", args=[case.pk]))
        assert check.context["left"] == [], version.name
        world.submit(client, case)
        case.refresh_from_db()
        assert case.number, version.name
        assert client.get(reverse("apply:case", args=[case.pk])).status_code == 200
        assert client.get(reverse("apply:receipt", args=[case.pk])).status_code == 200


@pytest.mark.clause("RULE-39")
def test_rule_39_an_item_that_is_not_online_says_why_and_where_to_go() -> None:
    version = items()[0]
    content = {**version.content, "channels": ["window"]}
    content["online"] = {
        "complete": False,
        "not_complete_because": {
            "reason": "要现场核对原件",
            "basis": ["《中华人民共和国行政许可法》第三十四条"],
        },
    }
    ItemVersion.objects.filter(pk=version.pk).update(content=content, digest="1" * 64)
    page = Client().get(reverse("apply:begin", args=[version.item.code])).content.decode()
    assert "这个事项不能在网上申请" in page
    assert "要现场核对原件" in page and "第三十四条" in page
    assert version.definition.places[0].address in page


def test_an_unknown_item_is_not_there() -> None:
    assert Client().get(reverse("apply:begin", args=["no-such-item"])).status_code == 404
    assert drafts.open_drafts(1, 1).count() == 0
