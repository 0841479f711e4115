"""What must be true of a package before it is published: pure functions over it and its members (rule 19)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import limit_in_words
from onevisit.catalog.package_definition import PackageDefinition
from onevisit.catalog.parts import Material, Question
from onevisit.law.clauses import enforces
from onevisit.law.joint import JOINT_LICENSING_CEILING, CircleError, longest_path, working_days_of
from onevisit.law.limits import Unit


@dataclass(frozen=True)
class PackageFault:
    """Why a package can't be published: the element of the file, the sentence, the clause behind it."""

    field: str
    message: str
    clause: str

    def __str__(self) -> str:
        return f"{self.field}：{self.message}"


Faults = Iterator[PackageFault]


@dataclass(frozen=True)
class PackageMembers:
    """A package beside the definitions of its members, by member key; one that is not offered is missing."""

    package: PackageDefinition
    items: Mapping[str, ItemDefinition]
    lead_known: bool = True

    def question(self, place: str) -> Question | None:
        """The form or scenario question at ``member.key``."""
        member, _, key = place.partition(".")
        item = self.items.get(member)
        if item is None:
            return None
        try:
            return item.question(key)
        except KeyError:
            return None

    def material(self, place: str) -> Material | None:
        """The material at ``member.key``."""
        member, _, key = place.partition(".")
        item = self.items.get(member)
        return None if item is None else next((one for one in item.materials if one.key == key), None)

    def after(self) -> dict[str, tuple[str, ...]]:
        """Whom each member waits for, when all are applied for."""
        return {
            member.key: tuple(before.member for before in member.after) for member in self.package.members
        }


def package_faults(members: PackageMembers) -> tuple[PackageFault, ...]:
    """Everything that stands against publishing, in the order of the file; empty if it may be published."""
    return tuple(fault for check in CHECKS for fault in check(members))


@enforces("JH-18", "JH-8.2.4", "RULE-19")
def check_authority(members: PackageMembers) -> Faults:
    """The lead department is appointed, the package approved by the government."""
    package = members.package
    if not members.lead_known:
        yield PackageFault("牵头部门编码", f"没有编码为“{package.lead}”的部门", "JH-18")
    if package.appointment is None:
        yield PackageFault("牵头部门的指定", "没有写明指定牵头部门的文件", "JH-18")
    if package.approval is None:
        yield PackageFault("政府批准", "一件事要由本级人民政府批准，没有写明批准文件", "RULE-19")


@enforces("JH-18")
def check_members(members: PackageMembers) -> Faults:
    """Every member is an item in effect, and the lead department has one of them."""
    for member in members.package.members:
        if member.key not in members.items:
            yield PackageFault("联办事项", f"“{member.key}”（{member.item}）没有在用的事项", "JH-18")
    departments = {item.department for item in members.items.values()}
    if members.items and members.package.lead not in departments:
        yield PackageFault("牵头部门编码", "牵头部门没有承办其中任何一个事项", "JH-18")


@enforces("RULE-19", "XK-42p2")
def check_limit(members: PackageMembers) -> Faults:
    """The applicant's limit is at most the longest path of the members' promises."""
    package = members.package
    try:
        longest = longest_path(promised_days(members), members.after())
    except CircleError as error:
        yield PackageFault("前置事项", f"互相等待：{' → '.join(error.keys)}", "RULE-19")
        return
    for key, item in members.items.items():
        if item.promised_limit is None:
            yield PackageFault("联办事项", f"“{key}”没有承诺办结时限", "RULE-19")
    limit = package.applicant_limit
    if limit is None or limit.unit is not Unit.WORKING_DAY:
        yield PackageFault("对申请人的承诺时限", "请写明工作日数，例如 8wd", "RULE-19")
        return
    if len(members.items) == len(package.members) and limit.count > longest:
        yield PackageFault(
            "对申请人的承诺时限",
            f"{limit_in_words(limit)}长于各事项最长的一条路径（{longest} 个工作日）",
            "RULE-19",
        )
    if package.joint_licensing and limit.count > JOINT_LICENSING_CEILING.count:
        yield PackageFault("对申请人的承诺时限", "联合办理的许可不得超过四十五个工作日", "XK-42p2")


def promised_days(members: PackageMembers) -> dict[str, int]:
    """The promised working days of each member that has a promise."""
    return {
        key: working_days_of(item.promised_limit)
        for key, item in members.items.items()
        if item.promised_limit is not None
    }


@enforces("JH-18", "AS-3.1e")
def check_feeds(members: PackageMembers) -> Faults:
    """Every scenario question of every member is answered by the package, with answers it knows."""
    package = members.package
    feeds = {feed.to: feed for feed in package.feeds}
    asked = {question.key: question for question in package.scenarios}
    places: set[str] = set()
    for key, item in members.items.items():
        for question in item.scenarios:
            place = f"{key}.{question.key}"
            places.add(place)
            feed = feeds.get(place)
            if feed is None:
                yield PackageFault("情形对照", f"“{place}”（{question.label}）没有答案来源", "AS-3.1e")
                continue
            known = {option.value for option in question.options}
            if feed.question is None:
                given = {feed.always or ""}
            else:
                given = {feed.values.get(one.value, one.value) for one in asked[feed.question].options}
            for value in sorted(given - known):
                yield PackageFault("情形对照", f"“{place}”没有“{value}”这个选项", "AS-3.1e")
    for place in sorted(set(feeds) - places):
        if place.partition(".")[0] in members.items:
            yield PackageFault("情形对照", f"“{place}”不是该事项的情形问题", "AS-3.1e")


@enforces("JH-18", "AS-3.1e")
def check_fields(members: PackageMembers) -> Faults:
    """Questions that are asked once are the same question: same kind, same options, same condition."""
    for shared in members.package.fields:
        found: list[tuple[str, Question]] = []
        for place in shared.asks:
            question = members.question(place)
            if question is not None:
                found.append((place, question))
            elif place.partition(".")[0] in members.items:
                yield PackageFault("共同栏目", f"没有“{place}”这个问题", "AS-3.1e")
        for (first, one), (second, other) in pairwise(found):
            yield from _field_conflicts(first, one, second, other)
        for place, question in found:
            if not _always_asked(members.package, place.partition(".")[0], question):
                yield PackageFault("共同栏目", f"“{place}”有出现条件，不能合并成一问", "AS-3.1e")


def _always_asked(package: PackageDefinition, member: str, question: Question) -> bool:
    """Whether the package answers the conditions of the question the same for everybody."""
    fixed = {feed.to: feed.always for feed in package.feeds if feed.always is not None}
    return all(fixed.get(f"{member}.{one.question}") in one.any_of for one in question.when)


def _field_conflicts(first: str, one: Question, second: str, other: Question) -> Iterator[PackageFault]:
    pair = f"“{first}”和“{second}”"
    if one.kind is not other.kind:
        yield PackageFault("共同栏目", f"{pair}类型不同（{one.kind.value}、{other.kind.value}）", "AS-3.1e")
    elif {option.value for option in one.options} != {option.value for option in other.options}:
        yield PackageFault("共同栏目", f"{pair}选项不同", "AS-3.1e")
    if one.unit != other.unit:
        yield PackageFault("共同栏目", f"{pair}单位不同", "AS-3.1e")


@enforces("JH-18", "AS-3.1e")
def check_materials(members: PackageMembers) -> Faults:
    """Materials that are handed in once are the same material in the same form."""
    for shared in members.package.materials:
        found: list[tuple[str, Material]] = []
        for place in shared.gives:
            material = members.material(place)
            if material is not None:
                found.append((place, material))
            elif place.partition(".")[0] in members.items:
                yield PackageFault("共同材料", f"没有“{place}”这份材料", "AS-3.1e")
        for (first, one), (second, other) in pairwise(found):
            if one.shared != other.shared or one.form != other.form:
                yield PackageFault("共同材料", f"“{first}”和“{second}”的形式或者共享方式不同", "AS-3.1e")
            elif (one.paper is not None and one.paper.from_form) or (
                other.paper is not None and other.paper.from_form
            ):
                yield PackageFault("共同材料", f"“{first}”是申请表本身，不用合并", "AS-3.1e")


@enforces("JH-18", "RULE-19")
def check_predecessors(members: PackageMembers) -> Faults:
    """What a predecessor's result becomes stands in the member that waits for it."""
    for member in members.package.members:
        item = members.items.get(member.key)
        if item is None:
            continue
        for before in member.after:
            if before.material and before.material not in {one.key for one in item.materials}:
                yield PackageFault("前置事项", f"“{member.key}”没有材料“{before.material}”", "JH-18")
            if before.question and before.question not in {one.key for one in item.questions()}:
                yield PackageFault("前置事项", f"“{member.key}”没有问题“{before.question}”", "JH-18")


@enforces("JH-25b")
def check_delivery(members: PackageMembers) -> Faults:
    """There is a way of delivery that all members have: one pick-up."""
    ways = [set(item.delivery.ways) for item in members.items.values()]
    if ways and not set.intersection(*ways):
        yield PackageFault("联办事项", "各事项没有共同的送达方式，不能一次领取", "JH-25b")


CHECKS: tuple[Callable[[PackageMembers], Faults], ...] = (
    check_authority,
    check_members,
    check_limit,
    check_feeds,
    check_fields,
    check_materials,
    check_predecessors,
    check_delivery,
)
