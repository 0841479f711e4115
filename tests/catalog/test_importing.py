"""Import takes every file or none; published versions never change; effective ranges never overlap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from onevisit.catalog.actions import publish, retire
from onevisit.catalog.importing import import_files
from onevisit.catalog.models import ItemVersion
from onevisit.catalog.notices import notices
from onevisit.catalog.queries import current_version, history, version
from onevisit.catalog.reading import DefinitionError
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from tests.catalog.sample_items import HOUSEHOLD, RESTAURANT, changed, definition, item_text

pytestmark = pytest.mark.usefixtures("demo_city")

CODE = definition().code
SHORTER = changed(item_text(), "promised_limit: 8wd\n", "promised_limit: 9wd\n")


@pytest.mark.clause("JH-9", "HOUSE-28")
def test_a_changed_file_becomes_a_new_version_and_the_old_one_ends_then() -> None:
    before = current_version(CODE, clock.now())
    assert before is not None
    (draft,) = import_files({RESTAURANT: SHORTER}).drafted
    start = clock.now() + timedelta(days=3)
    published = publish(draft, valid_from=start)
    assert published.number == before.number + 1
    assert "承诺办结时限：由“8个工作日”改为“9个工作日”" in published.change_note
    now_valid = current_version(CODE, start - timedelta(seconds=1))
    then_valid = current_version(CODE, start)
    assert now_valid is not None
    assert then_valid is not None
    assert (now_valid.number, then_valid.number) == (before.number, published.number)
    assert str(now_valid.definition.promised_limit) == "8wd"
    assert str(then_valid.definition.promised_limit) == "9wd"
    assert [found.number for found in history(CODE)] == [2, 1]
    latest = notices(limit=1)[0]
    assert (latest.code, latest.number, latest.at) == (CODE, published.number, start)


@pytest.mark.clause("JH-9")
def test_an_unchanged_file_makes_no_version_and_a_draft_is_replaced() -> None:
    assert import_files({RESTAURANT: item_text().encode()}).unchanged == (CODE,)
    import_files({RESTAURANT: SHORTER})
    again = import_files(
        {RESTAURANT: changed(item_text(), "promised_limit: 8wd\n", "promised_limit: 10wd\n")}
    )
    drafts = ItemVersion.objects.filter(item__code=CODE, state=ItemVersion.State.DRAFT)
    assert [draft.pk for draft in drafts] == [again.drafted[0].pk]
    assert drafts[0].number == 2


def test_a_draft_is_not_shown_to_anyone() -> None:
    import_files({RESTAURANT: SHORTER})
    assert version(CODE, 2) is None
    assert [found.number for found in history(CODE)] == [1]


def test_faults_of_all_files_are_told_and_nothing_is_imported() -> None:
    before = ItemVersion.objects.count()
    with pytest.raises(DefinitionError) as caught:
        import_files(
            {
                "好.yaml": SHORTER,
                "坏一.yaml": b"name: x\n",
                "坏二.yaml": changed(item_text(HOUSEHOLD), "route: immediate", "route: soon"),
            }
        )
    assert {fault.file for fault in caught.value.faults} == {"坏一.yaml", "坏二.yaml"}
    assert ItemVersion.objects.count() == before


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('department: "220281031"', 'department: "999"', "没有编码为“999”的部门"),
        (
            'department: "220281031"',
            'department: "220281032"',
            "前 18 位应当是蛟河市卫生健康局的",
        ),
        ('hall: "220281001"', 'hall: "nowhere"', "没有代码为“nowhere”的大厅"),
    ],
)
def test_what_points_outside_the_file_must_exist(before: str, after: str, expected: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        import_files({RESTAURANT: changed(item_text(), before, after)})
    assert any(expected in str(fault) for fault in caught.value.faults)


def test_two_files_with_one_code_are_told() -> None:
    with pytest.raises(DefinitionError, match=r"与 a\.yaml 的实施编码相同"):
        import_files({"a.yaml": SHORTER, "b.yaml": SHORTER})


@pytest.mark.clause("JH-17", "JH-29")
def test_what_may_not_be_published_stays_a_draft() -> None:
    longer = changed(item_text(), "promised_limit: 8wd\n", "promised_limit: 11wd\n")
    (draft,) = import_files({RESTAURANT: longer}).drafted
    with pytest.raises(Refusal, match="长于法定时限") as caught:
        publish(draft)
    assert caught.value.clauses == ("JH-17",)
    draft.refresh_from_db()
    assert draft.state == ItemVersion.State.DRAFT


@pytest.mark.clause("JH-9")
def test_nothing_is_published_twice_or_into_the_past() -> None:
    (draft,) = import_files({RESTAURANT: SHORTER}).drafted
    with pytest.raises(Refusal, match="不能早于现在"):
        publish(draft, valid_from=clock.now() - timedelta(minutes=1))
    publish(draft)
    with pytest.raises(Refusal, match="不是草稿"):
        publish(draft)


@pytest.mark.clause("JH-9")
def test_effective_ranges_of_one_item_can_not_overlap_in_the_database() -> None:
    kept = ItemVersion.objects.get(item__code=CODE)
    twin = ItemVersion.objects.get(pk=kept.pk)
    twin.pk, twin.number, twin._state.adding = None, 7, True
    twin.valid_from = clock.now() + timedelta(days=1)
    with pytest.raises(IntegrityError, match="item_version_ranges_apart"), transaction.atomic():
        twin.save()


@pytest.mark.clause("JH-9")
def test_a_retired_item_ends_and_its_version_can_still_be_read() -> None:
    kept = current_version(CODE, clock.now())
    assert kept is not None
    with pytest.raises(Refusal, match="写明原因"):
        retire(kept, valid_to=clock.now() + timedelta(seconds=5), reason=" ")
    ended = clock.now() + timedelta(hours=1)
    retire(kept, valid_to=ended, reason="法律修改，取消本事项")
    assert current_version(CODE, ended) is None
    old = version(CODE, 1)
    assert old is not None
    assert old.definition.code == CODE
