"""A whole catalogue taken in: open changes on the usual way, all or nothing, nothing published by itself."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from onevisit.catalog import importing
from onevisit.catalog.bundles import BundleFormat, read_bundle, write_bundle
from onevisit.catalog.changes import Words
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.exporting import definitions_in_effect
from onevisit.catalog.importing import Taken, take_in
from onevisit.catalog.models import CatalogueChange, CatalogueImport, CatalogueLogRow, Item, ItemVersion
from onevisit.catalog.reading import DefinitionError
from onevisit.config.command_line import main
from onevisit.law.catalogue_changes import ChangeAct, ChangeKind
from onevisit.law.refusal import Refusal
from tests.cases.world import worker
from tests.catalog.changing import AGENCY, AGENCY_TOO, BASIS, HEAD, KEEPER, WHY, do, key, proposed
from tests.catalog.sample_items import definition, with_changes

pytestmark = pytest.mark.usefixtures("demo_city")

WORDS = Words(reason=WHY, basis=BASIS)
CODE = definition().code


def shorter(**changes: Any) -> ItemDefinition:
    return with_changes(definition(), promised_limit="9wd", **changes)


def new_item() -> ItemDefinition:
    base = "22" + "20" + "99" + "998877"
    return with_changes(definition(), code=f"{CODE[:19]}{base}", base_code=base, name="新增的事项")


def packed(*definitions: ItemDefinition) -> bytes:
    target = io.BytesIO()
    write_bundle(definitions, BundleFormat.SPREADSHEET, target)
    return target.getvalue()


@pytest.mark.clause("JH-9")
@pytest.mark.parametrize("form", BundleFormat)
def test_an_export_imported_again_changes_nothing(form: BundleFormat) -> None:
    target = io.BytesIO()
    items = list(definitions_in_effect())
    write_bundle(items, form, target)
    taken = take_in(worker(AGENCY), read_bundle(target.getvalue(), "file"), WORDS)
    assert taken == Taken(0, 0, len(items)) and len(items) > 10
    assert not CatalogueChange.objects.exists()


@pytest.mark.clause("JH-9", "JH-29")
def test_new_and_different_items_become_open_changes_and_go_the_usual_way() -> None:
    before = ItemVersion.objects.count()
    heard: list[tuple[int, int]] = []
    taken = take_in(
        worker(AGENCY),
        {"a": shorter(), "b": new_item()},
        WORDS,
        lambda done, total: heard.append((done, total)),
    )
    assert taken == Taken(added=1, changed=1, unchanged=0)
    assert heard == [(2, 2)]
    assert ItemVersion.objects.count() == before
    change = CatalogueChange.objects.get(item__code=CODE)
    assert (change.kind, change.stage, change.faults) == ("change", "drafting", 0)
    added = CatalogueChange.objects.get(item__code=new_item().code)
    assert added.kind == ChangeKind.ADD
    assert CatalogueLogRow.objects.filter(act=ChangeAct.PROPOSE, allowed=True).count() == 2
    do(change, ChangeAct.SUBMIT, KEEPER)
    do(change, ChangeAct.APPROVE, HEAD)
    with pytest.raises(Refusal) as own:
        do(change, ChangeAct.PUBLISH, AGENCY)
    assert own.value.code == "own_change"
    do(change, ChangeAct.PUBLISH, AGENCY_TOO)
    assert str(next(one for one in definitions_in_effect() if one.code == CODE).promised_limit) == "9wd"


@pytest.mark.clause("JH-29")
def test_the_faults_of_the_publish_check_come_along_with_the_draft() -> None:
    take_in(worker(AGENCY), {"a": shorter(basis=[])}, WORDS)
    assert CatalogueChange.objects.get().faults > 0


@pytest.mark.clause("JH-9")
def test_one_item_that_can_not_be_taken_keeps_all_out() -> None:
    proposed(CODE)
    with pytest.raises(DefinitionError) as raised:
        take_in(worker(AGENCY), {"第 1 行": shorter(), "第 2 行": new_item()}, WORDS)
    assert "第 1 行：实施编码（code）：这个事项已有一项没有办完的变更" in str(raised.value)
    assert CatalogueChange.objects.count() == 1
    assert not Item.objects.filter(code=new_item().code).exists()


@pytest.mark.clause("JH-29")
def test_a_new_item_needs_its_basis() -> None:
    with pytest.raises(DefinitionError) as raised:
        take_in(worker(AGENCY), {"a": new_item()}, Words(reason=WHY))
    assert "是新增的事项，请在导入时写明变更依据" in str(raised.value)


def test_another_departments_item_is_not_taken_from_its_keeper() -> None:
    other = next(one for one in definitions_in_effect() if one.department != definition().department)
    changed = with_changes(other, summary="换一种说法")
    with pytest.raises(DefinitionError) as raised:
        take_in(worker(KEEPER), {"a": changed}, WORDS)
    assert "这个事项不归您管理" in str(raised.value)


def test_departments_halls_and_repeated_codes_are_checked() -> None:
    place = definition().model_dump(mode="json")["places"][0]
    wrong = {
        "a": with_changes(definition(), department="nobody"),
        "b": with_changes(definition(), places=[{**place, "hall": "nowhere"}]),
    }
    with pytest.raises(DefinitionError) as raised:
        take_in(worker(AGENCY), wrong, WORDS)
    told = str(raised.value)
    assert (
        "没有编码为“nobody”的部门" in told
        and "没有代码为“nowhere”的大厅" in told
        and "与 a 的实施编码相同" in told
    )


@pytest.mark.clause("JH-9", "HOUSE-2")
def test_an_import_runs_once_and_tells_how_it_went() -> None:
    asking = key()
    asked = importing.ask_for_import(worker(AGENCY), packed(shorter()), WORDS, asking)
    assert importing.ask_for_import(worker(AGENCY), packed(shorter()), WORDS, asking) == asked
    importing.run_import(asked.pk)
    importing.run_import(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.changed, asked.done, asked.total) == ("done", 1, 1, 1)
    assert asked.content is None
    assert CatalogueChange.objects.count() == 1


@pytest.mark.parametrize("data", [b"no archive", packed(with_changes(definition(), department="nobody"))])
def test_a_faulty_import_ends_with_its_faults(data: bytes) -> None:
    asked = importing.ask_for_import(worker(AGENCY), data, WORDS, key())
    importing.run_import(asked.pk)
    asked.refresh_from_db()
    assert asked.state == CatalogueImport.State.FAULTY and asked.faults and asked.content is None
    assert not CatalogueChange.objects.exists()


@pytest.mark.clause("HOUSE-10")
def test_only_the_agencys_keepers_import() -> None:
    with pytest.raises(Refusal) as raised:
        importing.ask_for_import(worker(KEEPER), packed(shorter()), WORDS, key())
    assert raised.value.code == "no_power"
    assert not CatalogueImport.objects.exists()


@pytest.mark.parametrize("ending", [one.value for one in BundleFormat])
def test_the_commands_write_a_file_that_they_read(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"all.{ending}"
    assert main(["export-items", str(file)]) == 0
    assert main(["import-items", str(file)]) == 0
    assert "没有变化" in capsys.readouterr().out
    assert main(["import-items", "--check", str(file)]) in (0, 1)
    assert "可以发布" in capsys.readouterr().out
    assert main(["export-items", "--template", str(tmp_path / "t.xlsx")]) == 0
    assert main(["export-items", str(tmp_path / "t.pdf")]) == 2
    assert main(["export-items", str(tmp_path / "no" / "t.zip")]) == 2
