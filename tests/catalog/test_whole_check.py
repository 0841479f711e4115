"""`onevisit check-catalogue`, and submitting several changes at once."""

from __future__ import annotations

import pytest

from onevisit.catalog import changes
from onevisit.catalog.models import CatalogueChange, CatalogueLogRow, ItemVersion, LawText
from onevisit.config.command_line import main
from onevisit.law.catalogue_changes import ChangeStage
from tests.cases.world import worker
from tests.catalog.changing import HEAD, KEEPER, item, key, proposed, written
from tests.catalog.sample_items import HOUSEHOLD, definition

pytestmark = pytest.mark.usefixtures("demo_city")

CODE, OTHER = definition().code, definition(HOUSEHOLD).code


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    ended = main(["check-catalogue", *arguments])
    return ended, capsys.readouterr().out


@pytest.mark.clause("JH-29")
def test_the_catalogue_of_the_demo_has_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    ended, out = told(capsys)
    assert ended == 0
    count = ItemVersion.objects.filter(state="published", valid_to=None).count()
    assert f"共查 {count} 项，0 项有问题" in out


@pytest.mark.clause("JH-29", "JH-17")
def test_faults_and_doubtful_bases_are_told_by_item(capsys: pytest.CaptureFixture[str]) -> None:
    written(proposed(CODE), {"promised_limit": "30wd", "basis": []})
    ended, out = told(capsys)
    assert ended == 1
    assert f"{CODE} 食品经营许可（新办）（市场监管局）（变更，起草中）" in out
    assert "没有写明设定依据" in out and "长于法定时限" in out
    broken = ItemVersion.objects.get(item__code=OTHER)
    ItemVersion.objects.filter(pk=broken.pk).update(content={**broken.content, "steps": []})
    LawText.objects.create(name="食品安全法", issuer="示例", begins="2015-10-01", ends="2020-01-01")
    out = told(capsys)[1]
    assert OTHER in out and "2 项有问题" in out
    assert "提醒：设定依据：《食品安全法》已失效" in out


def test_one_department_is_checked_alone_and_an_unknown_one_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = item(CODE).department.code
    count = ItemVersion.objects.filter(item__department__code=code, state="published").count()
    assert f"共查 {count} 项" in told(capsys, "--department", code)[1]
    assert main(["check-catalogue", "--department", "nowhere"]) == 2


@pytest.mark.clause("JH-9", "JH-29", "HOUSE-2")
def test_several_changes_are_submitted_at_once_and_what_can_not_go_stays() -> None:
    ready, faulty = proposed(CODE), proposed(OTHER)
    written(ready, {"manual": "先核对主体资格。"})
    written(faulty, {"promised_limit": "300wd"})
    same = key()
    both = [ready.pk, faulty.pk]
    went, left = changes.submit_all(worker(KEEPER), both, same)
    assert went == 1 and [one.change.pk for one in left] == [faulty.pk]
    assert left[0].refusal.code == "not_publishable"
    stages = {one.pk: one.stage for one in CatalogueChange.objects.filter(pk__in=both)}
    assert stages == {ready.pk: ChangeStage.SUBMITTED, faulty.pk: ChangeStage.DRAFTING}
    again, _left = changes.submit_all(worker(KEEPER), both, same)
    assert again == 1
    submitted = CatalogueLogRow.objects.filter(change=ready, act="submit", allowed=True)
    assert submitted.count() == 1
    assert submitted.get().note == ready.reason


@pytest.mark.clause("HOUSE-10")
def test_who_may_not_submit_one_submits_none() -> None:
    change = written(proposed(CODE), {"manual": "先核对主体资格。"})
    went, left = changes.submit_all(worker(HEAD), [change.pk], key())
    assert went == 0 and left[0].refusal.code == "no_power"
