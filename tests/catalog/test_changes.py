"""A change of an item goes the whole way or nowhere: four eyes, reasons, faults, history, running cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from onevisit.catalog import changes, queries
from onevisit.catalog.changes import Words
from onevisit.catalog.models import CatalogueChange, CatalogueLogRow, Item, ItemVersion
from onevisit.law.catalogue_changes import ChangeAct, ChangeKind, ChangeStage
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from tests.cases import world
from tests.cases.world import worker
from tests.catalog.changing import (
    AGENCY,
    AGENCY_TOO,
    HEAD,
    KEEPER,
    OTHER_KEEPER,
    approved,
    do,
    item,
    key,
    proposed,
    published,
    written,
)
from tests.catalog.sample_items import HOUSEHOLD, definition

pytestmark = pytest.mark.usefixtures("demo_city")

CODE = definition().code
HOUSEHOLD_CODE = definition(HOUSEHOLD).code


def refused(code: str, act: object) -> None:
    assert isinstance(act, type(lambda: None))
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code


def adjusted() -> CatalogueChange:
    change = proposed(CODE)
    return written(change, {"promised_limit": "9wd"})


@pytest.mark.clause("JH-9", "JH-29")
def test_a_change_goes_from_keeper_over_head_to_agency_and_is_told_to_the_public() -> None:
    change = published(adjusted())
    assert (change.stage, change.version and change.version.number) == (ChangeStage.PUBLISHED, 2)
    now = queries.current_version(CODE, clock.now())
    assert now is not None and str(now.definition.promised_limit) == "9wd"
    assert "按市政府部署压减办理时限" in now.change_note
    assert "由“8个工作日”改为“9个工作日”" in now.change_note
    steps = (
        CatalogueLogRow.objects.filter(change=change)
        .order_by("id")
        .values_list("act", "by__account__username")
    )
    assert list(steps) == [
        ("propose", KEEPER),
        ("edit", KEEPER),
        ("submit", KEEPER),
        ("approve", HEAD),
        ("publish", AGENCY),
    ]


@pytest.mark.clause("JH-9")
def test_a_running_case_stays_on_the_version_it_was_received_under() -> None:
    case = world.received()
    before = case.version_id
    published(adjusted())
    case.refresh_from_db()
    assert case.version_id == before
    assert str(case.version.definition.promised_limit) == "8wd"


@pytest.mark.clause("JH-9", "RULE-21")
def test_nobody_passes_what_he_made_himself() -> None:
    change = proposed(CODE, by=AGENCY)
    written(change, {"promised_limit": "9wd"}, by=AGENCY)
    do(change, ChangeAct.SUBMIT, AGENCY)
    do(change, ChangeAct.APPROVE, HEAD)
    refused("own_change", lambda: do(change, ChangeAct.PUBLISH, AGENCY))
    assert do(change, ChangeAct.PUBLISH, AGENCY_TOO).stage == ChangeStage.PUBLISHED


@pytest.mark.clause("JH-9")
@pytest.mark.parametrize(
    ("act", "by", "code"),
    [
        (ChangeAct.APPROVE, KEEPER, "no_power"),
        (ChangeAct.APPROVE, AGENCY, "no_power"),
        (ChangeAct.APPROVE, "health-head", "no_power"),
        (ChangeAct.PUBLISH, AGENCY, "wrong_stage"),
        (ChangeAct.SUBMIT, KEEPER, "wrong_stage"),
        (ChangeAct.DROP, KEEPER, "wrong_stage"),
    ],
)
def test_a_submitted_change_waits_for_the_head_of_its_department(act: ChangeAct, by: str, code: str) -> None:
    change = adjusted()
    do(change, ChangeAct.SUBMIT, KEEPER)
    refused(code, lambda: do(change, act, by, reason="理由写在这里"))
    row = CatalogueLogRow.objects.order_by("-id")[0]
    assert (row.act, row.allowed, row.code, row.change_id) == (act.value, False, code, change.pk)
    assert CatalogueChange.objects.get(pk=change.pk).stage == ChangeStage.SUBMITTED


@pytest.mark.clause("JH-9")
def test_a_keeper_touches_the_items_of_his_own_department_only() -> None:
    refused("no_power", lambda: proposed(CODE, by=OTHER_KEEPER))
    change = adjusted()
    refused("no_power", lambda: written(change, {"promised_limit": "6wd"}, by=OTHER_KEEPER))
    refused("no_power", lambda: written(change, {"promised_limit": "6wd"}, by=HEAD))


@pytest.mark.clause("JH-9")
def test_what_is_returned_comes_with_reasons_and_is_passed_anew() -> None:
    change = approved(adjusted())
    refused("reason_needed", lambda: do(change, ChangeAct.RETURN, AGENCY, reason="改"))
    back = do(change, ChangeAct.RETURN, AGENCY, reason="承诺时限与目录不符")
    assert (back.stage, back.returned_because, back.approved_by) == ("drafting", "承诺时限与目录不符", None)
    written(back, {"promised_limit": "10wd"})
    do(back, ChangeAct.SUBMIT, KEEPER)
    refused("wrong_stage", lambda: do(back, ChangeAct.PUBLISH, AGENCY))


@pytest.mark.clause("JH-17", "JH-29")
def test_faulty_content_is_kept_but_not_submitted() -> None:
    change = written(proposed(CODE), {"promised_limit": "x天wd", "basis": []})
    assert change.content is not None and change.content["promised_limit"] == "x天wd"
    assert change.faults >= 1
    refused("not_publishable", lambda: do(change, ChangeAct.SUBMIT, KEEPER))
    longer = written(
        change, {"promised_limit": "11wd", "basis": definition().model_dump(mode="json")["basis"]}
    )
    assert longer.faults == 1
    refused("not_publishable", lambda: do(change, ChangeAct.SUBMIT, KEEPER))


def test_a_change_that_changes_nothing_is_not_submitted() -> None:
    refused("no_difference", lambda: do(proposed(CODE), ChangeAct.SUBMIT, KEEPER))


@pytest.mark.clause("HOUSE-2")
def test_saving_over_what_somebody_else_saved_is_refused_and_loses_nothing() -> None:
    change = proposed(CODE)
    written(change, {"promised_limit": "9wd"})
    refused(
        "changed_meanwhile",
        lambda: changes.save_content(worker(KEEPER), change.pk, change.revision, {"promised_limit": "5wd"}),
    )
    content = CatalogueChange.objects.get(pk=change.pk).content
    assert content is not None and content["promised_limit"] == "9wd"


@pytest.mark.clause("JH-9")
def test_an_item_has_one_open_change() -> None:
    change = proposed(CODE)
    refused("change_under_way", lambda: proposed(CODE, ChangeKind.SUSPEND))
    do(change, ChangeAct.DROP, KEEPER, reason="市里暂不调整")
    assert proposed(CODE, ChangeKind.SUSPEND).stage == ChangeStage.DRAFTING


@pytest.mark.clause("HOUSE-2")
def test_the_same_press_proposes_once() -> None:
    words, pressed = Words(reason="理由写在这里"), key()
    first = changes.propose(worker(KEEPER), item(CODE), ChangeKind.CHANGE, words, pressed)
    again = changes.propose(worker(KEEPER), item(CODE), ChangeKind.CHANGE, words, pressed)
    assert first.pk == again.pk


@pytest.mark.clause("JH-9", "JH-29")
def test_a_suspended_item_takes_no_filing_until_it_is_resumed() -> None:
    published(proposed(CODE, ChangeKind.SUSPEND))
    assert queries.current_version(CODE, clock.now()) is None
    ended = queries.history(CODE)[0]
    assert ended.state == ItemVersion.State.SUSPENDED
    assert "暂停：按市政府部署压减办理时限（《蛟河市政务服务规则》第十七条）" in ended.end_note
    refused("wrong_state", lambda: proposed(CODE))
    published(proposed(CODE, ChangeKind.RESUME))
    again = queries.current_version(CODE, clock.now())
    assert again is not None and again.digest == ended.digest
    assert again.number == ended.number + 1


@pytest.mark.clause("JH-9")
def test_a_retired_item_is_over_even_when_it_was_suspended() -> None:
    published(proposed(CODE, ChangeKind.SUSPEND))
    published(proposed(CODE, ChangeKind.RETIRE))
    assert queries.history(CODE)[0].state == ItemVersion.State.RETIRED
    refused("wrong_state", lambda: proposed(CODE, ChangeKind.RESUME))


@pytest.mark.clause("JH-9")
def test_a_split_leads_to_items_that_are_offered_then() -> None:
    refused("successors_missing", lambda: proposed(CODE, ChangeKind.SPLIT))
    into = [item(HOUSEHOLD_CODE)]
    refused("successors_missing", lambda: proposed(CODE, ChangeKind.SPLIT, successors=into))
    refused("own_successor", lambda: proposed(CODE, ChangeKind.MERGE, successors=[item(CODE)]))
    other = Item.objects.exclude(code__in=[CODE, HOUSEHOLD_CODE]).filter(versions__state="published")[0]
    change = proposed(CODE, ChangeKind.SPLIT, successors=[*into, other])
    published(change)
    assert queries.current_version(CODE, clock.now()) is None
    assert {one.code for one in change.successors.all()} == {HOUSEHOLD_CODE, other.code}


@pytest.mark.clause("JH-9")
def test_nothing_merges_into_an_item_that_is_not_offered() -> None:
    published(proposed(HOUSEHOLD_CODE, ChangeKind.SUSPEND))
    change = approved(proposed(CODE, ChangeKind.MERGE, successors=[item(HOUSEHOLD_CODE)]))
    refused("successor_not_offered", lambda: do(change, ChangeAct.PUBLISH, AGENCY))


@pytest.mark.clause("JH-9")
def test_a_change_is_published_for_a_coming_day_never_for_a_past_one() -> None:
    today = clock.today()
    change = approved(adjusted())
    refused(
        "in_the_past",
        lambda: do(change, ChangeAct.PUBLISH, AGENCY, effective_on=today - timedelta(days=1)),
    )
    day = today + timedelta(days=3)
    done = do(change, ChangeAct.PUBLISH, AGENCY, effective_on=day)
    assert done.effective_from is not None
    assert done.effective_from.astimezone(changes.SHANGHAI).strftime("%F %H:%M") == f"{day} 00:00"
    now, then = (queries.current_version(CODE, at) for at in (clock.now(), done.effective_from))
    assert now is not None and then is not None
    assert (now.number, then.number) == (1, 2)


@pytest.mark.clause("JH-29")
@pytest.mark.parametrize("kind", [ChangeKind.SUSPEND, ChangeKind.RETIRE])
def test_ending_an_offer_needs_reason_and_rule(kind: ChangeKind) -> None:
    for words, code in (
        (Words(reason="缘由", basis="《甲法》第一条"), "reason_needed"),
        (Words(reason="理由写在这里"), "basis_needed"),
        (Words(reason="理由写在这里", basis="领导要求"), "not_a_citation"),
    ):
        refused(code, lambda words=words: changes.propose(worker(KEEPER), item(CODE), kind, words, key()))


@pytest.mark.clause("HOUSE-15")
def test_the_log_is_never_changed_or_removed() -> None:
    proposed(CODE)
    for attempt in (
        lambda: CatalogueLogRow.objects.update(note="改过"),
        lambda: CatalogueLogRow.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
