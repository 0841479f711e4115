"""The register of laws: who keeps it, how a cited law stands, what an amendment touches, what rests where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onevisit.catalog import laws, legal_bases
from onevisit.catalog.legal_bases import LawBook, doubts
from onevisit.catalog.models import ItemVersion, LawChange, LawText
from onevisit.catalog.resting import cited_keys, rests
from onevisit.law.legal_basis import LawChangeKind, LawState, article_key, law_key
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from tests.cases.world import worker
from tests.catalog.changing import AGENCY, HEAD, KEEPER, key, proposed, published, written
from tests.catalog.sample_items import definition, with_changes

CODE = definition().code
FOOD = "食品安全法"
WHY = "按公布的文本登记"


def terms(name: str = FOOD, **given: Any) -> laws.LawTerms:
    values = {
        "number": "主席令第1号",
        "issuer": "示例机关",
        "begins": date(2015, 10, 1),
        "ends": None,
        "url": "",
        **given,
    }
    return laws.LawTerms(name, **values)


def registered(name: str = FOOD, **given: Any) -> LawText:
    return LawText.objects.get(pk=laws.register_law(terms(name, **given), worker(AGENCY), WHY, key()))


def changed(law: LawText, kind: LawChangeKind, day: date, *articles: str) -> LawChange:
    asked = laws.ChangeTerms(kind, articles, day, "示例决定")
    laws.record_change(law, asked, worker(AGENCY), WHY, key())
    return law.changes.latest("pk")


def today() -> date:
    return clock.today()


def test_every_citation_of_an_item_is_found_with_its_place() -> None:
    item = definition()
    found = rests(item)
    places = {one.where for one in found}
    assert "设定依据" in places and "法定办结时限依据" in places
    assert f"受理条件“{item.conditions[0].text}”" in places
    assert f"申请材料“{item.materials[0].name}”" in places
    assert "特别程序“检测”" in places
    assert any("审查要点" in place and place.startswith("办理环节") for place in places)
    text = str(item.model_dump(mode="json"))
    assert text.count("《") <= sum(one.citation.count("《") for one in found) + str(item.faq).count("《") + 5
    assert all(one.cited for one in found)
    assert set(cited_keys(item)) >= {law_key(FOOD), article_key(FOOD, "35")}


@pytest.mark.usefixtures("demo_city")
def test_a_version_keeps_what_it_cites_and_a_new_one_follows() -> None:
    before = ItemVersion.objects.get(item__code=CODE)
    assert before.cited == cited_keys(before.definition)
    content = definition().model_dump(mode="json")
    conditions = [{**one, "basis": ["《演示条例》第二条"]} for one in content["conditions"]]
    from onevisit.catalog.models import BaseItem

    BaseItem.objects.filter(code=definition().base_code).update(code="000000000000")
    published(written(proposed(CODE), {"conditions": conditions}))
    after = ItemVersion.objects.get(item__code=CODE, number=2)
    assert article_key("演示条例", "2") in after.cited
    page = legal_bases.resting_on("演示条例", "2")
    assert [one.version.pk for one in page.rows] == [after.pk]
    assert len(page.rows[0].rests) == len(conditions)
    assert legal_bases.resting_on("演示条例", "20").rows == []


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-29", "JH-8.3")
@pytest.mark.parametrize("by", [KEEPER, HEAD])
def test_only_the_agency_keeps_the_register(by: str) -> None:
    with pytest.raises(Refusal) as caught:
        laws.register_law(terms(), worker(by), WHY, key())
    assert caught.value.code == "no_power"
    assert not LawText.objects.filter(key=FOOD).exists()


@pytest.mark.usefixtures("demo_city")
def test_one_key_registers_once_and_one_name_with_one_number_too() -> None:
    same = key()
    first = laws.register_law(terms(), worker(AGENCY), WHY, same)
    assert laws.register_law(terms(), worker(AGENCY), WHY, same) == first
    with pytest.raises(Refusal) as caught:
        laws.register_law(terms("中华人民共和国食品安全法"), worker(AGENCY), WHY, key())
    assert caught.value.code == "law_known"
    with pytest.raises(IntegrityError), transaction.atomic():
        LawText.objects.create(name=FOOD, number="主席令第1号", issuer="x", begins=today())
    registered(number="主席令第2号")


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-29")
def test_the_publish_check_warns_of_a_basis_that_does_not_hold() -> None:
    assert doubts(definition(), LawBook(), today()) == []
    law = registered()
    assert doubts(definition(), LawBook(), today()) == []
    changed(law, LawChangeKind.REPEALED, today() + timedelta(days=10))
    soon = doubts(definition(), LawBook(), today())
    resting = [one for one in rests(definition()) if one.rests_on(law_key(FOOD))]
    assert [one.rest for one in soon] == resting
    assert {one.standing.state for one in soon} == {LawState.ENDING}
    later = doubts(definition(), LawBook(), today() + timedelta(days=10))
    assert {one.standing.state for one in later} == {LawState.ENDED}
    assert "已失效" in str(later[0].sentence) and "设定依据" in str(later[0].sentence)


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-29", "JH-8.3")
def test_a_repeal_ends_the_text_and_an_amendment_touches_who_cites_the_article() -> None:
    law = registered()
    offered = set(legal_bases.citing_now(FOOD).values_list("item__code", flat=True))
    assert CODE in offered
    of_35 = changed(law, LawChangeKind.AMENDED, today(), "35")
    touched = set(legal_bases.touched_by(of_35).values_list("item__code", flat=True))
    assert CODE in touched
    of_154 = changed(law, LawChangeKind.AMENDED, today(), "154")
    assert not legal_bases.touched_by(of_154).exists()
    whole = changed(law, LawChangeKind.REPEALED, today() + timedelta(days=1))
    assert set(legal_bases.touched_by(whole).values_list("item__code", flat=True)) == offered
    law.refresh_from_db()
    assert law.ends == today()


@pytest.mark.usefixtures("demo_city")
@pytest.mark.parametrize(
    ("day", "kind", "articles", "code"),
    [
        (date(2015, 10, 1), LawChangeKind.AMENDED, (), "before_it_began"),
        (date(2021, 1, 1), LawChangeKind.AMENDED, (), "already_ended"),
        (date(2020, 1, 1), LawChangeKind.REPEALED, ("35",), "repealed_as_a_whole"),
    ],
)
def test_what_can_not_have_become_of_a_law_is_refused(
    day: date, kind: LawChangeKind, articles: tuple[str, ...], code: str
) -> None:
    law = registered(ends=date(2020, 12, 31))
    with pytest.raises(Refusal) as caught:
        changed(law, kind, day, *articles)
    assert caught.value.code == code
    assert not law.changes.exists()


@pytest.mark.usefixtures("demo_city")
def test_a_correction_gives_back_a_law_repealed_by_mistake() -> None:
    law = registered()
    changed(law, LawChangeKind.REPEALED, today() - timedelta(days=3))
    assert LawBook().state(FOOD, today()) is LawState.ENDED
    law.refresh_from_db()
    laws.correct_law(law, terms(), worker(AGENCY), "误登记为废止", key())
    assert LawBook().state(FOOD, today()) is LawState.IN_FORCE
    with pytest.raises(Refusal) as caught:
        laws.correct_law(law, terms(ends=date(2010, 1, 1)), worker(AGENCY), WHY, key())
    assert caught.value.code == "days_out_of_order"


@pytest.mark.usefixtures("demo_city")
def test_the_list_counts_the_items_of_the_departments_asked_for() -> None:
    everywhere = {one.name: one for one in legal_bases.laws(None)}
    assert everywhere[FOOD].state is LawState.UNKNOWN and everywhere[FOOD].items >= 1
    assert everywhere["优化营商环境条例"].state is LawState.IN_FORCE
    nowhere = {one.name: one.items for one in legal_bases.laws([])}
    assert FOOD not in nowhere and nowhere["优化营商环境条例"] == 0
    assert [one.name for one in legal_bases.laws(None, find="国务院令第722号")] == ["优化营商环境条例"]


def test_an_item_without_doubtful_bases_has_no_warning() -> None:
    book = LawBook()
    book.__dict__["texts"] = {}
    assert doubts(with_changes(definition(), basis=["《演示条例》第一条"]), book, date(2026, 1, 1)) == []
