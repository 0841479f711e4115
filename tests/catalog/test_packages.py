"""Packages as data: what is refused at reading and at publishing, and with every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models.packages import PackageVersion
from onevisit.catalog.package_actions import import_packages, publish_package
from onevisit.catalog.package_checks import PackageMembers, package_faults
from onevisit.catalog.package_definition import PackageDefinition, read_package
from onevisit.catalog.package_queries import current_package, packages_with
from onevisit.catalog.reading import DefinitionError, read_definition
from onevisit.demo.city_files import item_files, package_files
from onevisit.law.refusal import Refusal
from onevisit.records import clock

RESTAURANT = "canyin-dian.yaml"
Change = Callable[[dict[str, Any]], None]


def content() -> dict[str, Any]:
    """The restaurant as its file holds it."""
    found = yaml.safe_load(package_files("jiaohe")[RESTAURANT])
    assert isinstance(found, dict)
    return found


def written(change: Change | None = None) -> bytes:
    """The file after a change."""
    found = content()
    if change is not None:
        change(found)
    return yaml.safe_dump(found, allow_unicode=True).encode()


def items() -> dict[str, ItemDefinition]:
    """The items of the demo city by code."""
    found = [read_definition(data, name) for name, data in item_files("jiaohe").items()]
    return {item.code: item for item in found}


ITEMS = items()


def faults(change: Change | None = None) -> list[str]:
    """What stands against publishing the changed package."""
    package: PackageDefinition = read_package(written(change), RESTAURANT)
    members = {one.key: ITEMS[one.item] for one in package.members if one.item in ITEMS}
    return [str(fault) for fault in package_faults(PackageMembers(package, members))]


@pytest.mark.parametrize("city", ["jiaohe", "anshan"])
def test_the_packages_of_the_demo_cities_can_be_published(city: str) -> None:
    own = {item.code: item for item in (read_definition(d, n) for n, d in item_files(city).items())}
    for name, data in package_files(city).items():
        package = read_package(data, name)
        members = {one.key: own[one.item] for one in package.members}
        assert not package_faults(PackageMembers(package, members)), name


def _set(*path: Any, to: Any) -> Change:
    def change(found: dict[str, Any]) -> None:
        place: Any = found
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


def _drop(*path: Any) -> Change:
    def change(found: dict[str, Any]) -> None:
        place: Any = found
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


@pytest.mark.clause("RULE-19", "JH-18", "XK-42p2", "AS-3.1e")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_drop("appointment"), "没有写明指定牵头部门的文件"),
        (_drop("approval"), "没有写明批准文件"),
        (_set("lead", to="220281040"), "牵头部门没有承办其中任何一个事项"),
        (_set("applicant_limit", to="9wd"), "长于各事项最长的一条路径（8 个工作日）"),
        (_set("applicant_limit", to="20d"), "请写明工作日数"),
        (_set("members", 0, "item", to="11220281MB1D0031184000731009999"), "没有在用的事项"),
        (_set("members", 0, "after", to=[{"member": "food"}]), "互相等待"),
        (_drop("feeds", 2), "没有答案来源"),
        (_set("feeds", 2, to={"to": "food.business_kind", "always": "circus"}), "没有“circus”这个选项"),
        (_set("fields", 0, "asks", to=["food.phone", "sign.width"]), "类型不同"),
        (_set("fields", 0, "asks", to=["food.phone", "sign.nothing"]), "没有“sign.nothing”这个问题"),
        (
            _set("materials", 0, "gives", to=["food.layout_plan", "licence.identity_card"]),
            "形式或者共享方式不同",
        ),
        (_set("members", 1, "after", 0, "material", to="nothing"), "没有材料“nothing”"),
        (_set("members", 1, "after", 0, "question", to="nothing"), "没有问题“nothing”"),
    ],
)
def test_an_unlawful_package_is_refused_at_publishing(change: Change, expected: str) -> None:
    assert any(expected in fault for fault in faults(change)), faults(change)


@pytest.mark.clause("RULE-19", "XK-42p2")
@pytest.mark.parametrize(("days", "faulty"), [("45wd", False), ("46wd", True)])
def test_licences_handled_jointly_take_at_most_forty_five_working_days(days: str, faulty: bool) -> None:
    def change(found: dict[str, Any]) -> None:
        found.update(joint_licensing=["《中华人民共和国行政许可法》第二十六条"], applicant_limit=days)

    assert any("不得超过四十五个工作日" in fault for fault in faults(change)) is faulty


@pytest.mark.clause("RULE-19")
def test_every_fault_is_told_at_once() -> None:
    def both(found: dict[str, Any]) -> None:
        _drop("approval")(found)
        _set("applicant_limit", to="30wd")(found)
        _drop("feeds", 0)(found)

    assert len(faults(both)) == 3


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_set("members", 1, "key", to="licence"), "写了两次"),
        (_set("feeds", 0, "to", to="nobody.prior_approval"), "没有成员“nobody”"),
        (_set("feeds", 0, "to", to="prior_approval"), "成员.代码"),
        (_set("code", to="Restaurant!"), "写法不对"),
        (_set("members", 0, "when", 0, "question", to="nothing"), "没有情形问题“nothing”"),
        (_set("surprise", to=1), "没有“surprise”这个字段"),
    ],
)
def test_what_has_no_meaning_is_refused_at_reading(change: Change, expected: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_package(written(change), RESTAURANT)
    assert expected in str(refused.value)


@pytest.mark.clause("JH-9")
def test_a_changed_package_becomes_a_new_version_and_the_old_one_ends(demo_city: None) -> None:
    assert import_packages({RESTAURANT: written()}) == []
    (draft,) = import_packages({RESTAURANT: written(_set("applicant_limit", to="7wd"))})
    before = current_package("canyin-dian", clock.now())
    assert before is not None and before.number == 1
    published = publish_package(draft)
    after = current_package("canyin-dian", clock.now())
    assert after is not None and (after.pk, after.number) == (published.pk, 2)
    assert PackageVersion.objects.get(pk=before.pk).valid_to is not None
    assert [one.pk for one in packages_with("11220281MB1D0031184000131028001", clock.now())] == [after.pk]


@pytest.mark.clause("RULE-19")
def test_a_faulty_package_is_not_published_and_nothing_changes(demo_city: None) -> None:
    (draft,) = import_packages({RESTAURANT: written(_set("applicant_limit", to="60wd"))})
    with pytest.raises(Refusal) as refused:
        publish_package(draft)
    assert refused.value.code == "not_publishable"
    current = current_package("canyin-dian", clock.now())
    assert current is not None and current.number == 1
