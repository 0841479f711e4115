"""The one form and the one material list of a joint case: each question and each material once (AS-3.1e).

A merged question stands for one or several questions of the members' forms; what is answered is written into
each of them. Keys of merged questions: ``s__<shared>`` or ``m__<member>__<question>``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onevisit.cases.actions.drafts import is_made_from_form
from onevisit.cases.models import Case, CaseMaterial, JointCase, JointMember
from onevisit.catalog import evaluate
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.package_definition import PackageDefinition
from onevisit.catalog.parts import Material, Question, QuestionGroup
from onevisit.law.clauses import enforces

SHARED_GROUP = "shared"
SHARED_TITLE = "共同信息"

Items = Mapping[str, ItemDefinition]
Place = tuple[str, str]


@dataclass(frozen=True)
class MergedForm:
    """The form of a joint application; it reads like an item's definition where forms are evaluated.

    ``scenarios`` are the members' scenario questions, which the package answers; conditions refer to them.
    """

    form: tuple[QuestionGroup, ...]
    places: Mapping[str, tuple[Place, ...]]
    scenarios: tuple[Question, ...] = ()

    def questions(self) -> Iterator[Question]:
        """The questions in order."""
        for group in self.form:
            yield from group.questions

    def question(self, key: str) -> Question:
        """The merged question ``key``. Raises KeyError when there is none."""
        for question in self.questions():
            if question.key == key:
                return question
        raise KeyError(key)


@enforces("JH-18", "AS-3.1e")
def merged_form(package: PackageDefinition, items: Items, filled_later: frozenset[Place]) -> MergedForm:
    """The questions of the members applied for, each asked once; ``filled_later`` are not asked at all."""
    merged: dict[Place, str] = {}
    places: dict[str, tuple[Place, ...]] = {}
    shared: list[Question] = []
    for field in package.fields:
        all_asked = [tuple(place.split(".", 1)) for place in field.asks]
        asked = [(member, key) for member, key in all_asked if member in items]
        asked = [place for place in asked if place not in filled_later]
        if not asked:
            continue
        key = f"s__{field.key}"
        places[key] = tuple(asked)
        merged.update(dict.fromkeys(asked, key))
        shared.append(_one_of([items[member].question(name) for member, name in asked], key))
    groups = [
        QuestionGroup.model_construct(key=SHARED_GROUP, title=SHARED_TITLE, intro="", questions=tuple(shared))
    ]
    for member, item in items.items():
        groups.extend(_groups_of(member, item, merged, places, filled_later))
    situation = tuple(
        _renamed(member, question, merged) for member, item in items.items() for question in item.scenarios
    )
    return MergedForm(tuple(group for group in groups if group.questions), places, situation)


def _renamed(member: str, question: Question, merged: Mapping[Place, str]) -> Question:
    """The question under its merged key, its conditions on the merged keys of what they ask about."""
    when = tuple(
        one.model_copy(
            update={"question": merged.get((member, one.question), f"m__{member}__{one.question}")}
        )
        for one in question.when
    )
    return question.model_copy(update={"key": f"m__{member}__{question.key}", "when": when})


def _one_of(asked: Sequence[Question], key: str) -> Question:
    """One question for several: asked if any must be, within what all of them take."""
    first = asked[0]
    lows = [one.minimum for one in asked if one.minimum is not None]
    highs = [one.maximum for one in asked if one.maximum is not None]
    return first.model_copy(
        update={
            "key": key,
            "when": (),
            "required": any(one.required for one in asked),
            "personal": any(one.personal for one in asked),
            "max_length": min(one.max_length for one in asked),
            "minimum": max(lows, default=None),
            "maximum": min(highs, default=None),
            "prefill": next((one.prefill for one in asked if one.prefill), None),
        }
    )


def _groups_of(
    member: str,
    item: ItemDefinition,
    merged: dict[Place, str],
    places: dict[str, tuple[Place, ...]],
    filled_later: frozenset[Place],
) -> Iterator[QuestionGroup]:
    for group in item.form:
        own = []
        for question in group.questions:
            place = (member, question.key)
            if place in merged or place in filled_later:
                continue
            key = f"m__{member}__{question.key}"
            places[key] = (place,)
            own.append(_renamed(member, question, merged))
        yield QuestionGroup.model_construct(
            key=f"{member}__{group.key}",
            title=f"{item.name}：{group.title}",
            intro=group.intro,
            questions=tuple(own),
        )


def merged_answers(form: MergedForm, cases: Mapping[str, Case]) -> dict[str, Any]:
    """The answers of the drafts under the merged keys, with the members' scenarios for the conditions."""
    found: dict[str, Any] = {}
    for member, case in cases.items():
        for key, value in case.scenario.items():
            found[f"m__{member}__{key}"] = value
    for key, asked in form.places.items():
        for member, name in asked:
            if name in cases[member].answers:
                found[key] = cases[member].answers[name]
                break
    return found


def answers_for_members(form: MergedForm, typed: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What each member's draft is told when merged questions were answered."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in typed.items():
        for member, name in form.places.get(key, ()):
            found.setdefault(member, {})[name] = value
    return found


def member_scenario(package: PackageDefinition, member: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to the scenario questions of one member, from those of the package: asked once."""
    found: dict[str, Any] = {}
    for feed in package.feeds:
        owner, _, key = feed.to.partition(".")
        if owner != member:
            continue
        if feed.always is not None:
            found[key] = feed.always
        elif feed.question is not None and feed.question in answers:
            given = str(answers[feed.question])
            found[key] = feed.values.get(given, given)
    return found


def applied_for(package: PackageDefinition, answers: Mapping[str, Any]) -> list[str]:
    """The members that this situation calls for, in order."""
    return [member.key for member in package.members if evaluate.applies(member.when, answers)]


@dataclass(frozen=True)
class MergedMaterial:
    """One line of the list: handed in once, for every member it names."""

    key: str
    name: str
    rows: tuple[tuple[str, Case, CaseMaterial, Material], ...]

    @property
    def required(self) -> bool:
        """Whether any member requires it."""
        return any(row.required for _, _, row, _ in self.rows)

    @property
    def supplied(self) -> bool:
        """Whether every member that requires it has it."""
        return all(row.supply != CaseMaterial.Supply.MISSING for _, _, row, _ in self.rows)

    @property
    def shared(self) -> bool:
        """Whether data sharing supplies it: nothing is asked of the applicant (JH-31)."""
        return all(row.supply == CaseMaterial.Supply.SHARED for _, _, row, _ in self.rows)

    @property
    def from_form(self) -> bool:
        """Whether it is the application form itself."""
        return all(is_made_from_form(case, described) for _, case, _, described in self.rows)


@enforces("JH-18", "AS-3.1e")
def merged_materials(
    package: PackageDefinition,
    members: Sequence[JointMember],
    rows: Mapping[int, Sequence[CaseMaterial]],
    from_results: frozenset[Place],
) -> list[MergedMaterial]:
    """The one material list; ``from_results`` are attached by the platform and not asked for."""
    shared = {place: one for one in package.materials for place in one.gives}
    found: dict[str, list[tuple[str, Case, CaseMaterial, Material]]] = {}
    names: dict[str, str] = {}
    for member in members:
        case = member.case
        described = {one.key: one for one in case.version.definition.materials}
        for row in rows.get(case.pk, ()):
            if (member.key, row.key) in from_results or row.key not in described:
                continue
            common = shared.get(f"{member.key}.{row.key}")
            key = f"s__{common.key}" if common else f"m__{member.key}__{row.key}"
            names.setdefault(key, common.name if common else row.name)
            found.setdefault(key, []).append((member.key, case, row, described[row.key]))
    return [MergedMaterial(key, names[key], tuple(places)) for key, places in found.items()]


def later_places(joint: JointCase) -> frozenset[Place]:
    """Questions that only a predecessor's result answers: not asked beforehand."""
    applied = set(applied_for(joint.version.definition, joint.scenario))
    return frozenset(
        (member.key, before.question)
        for member in joint.version.definition.members
        if member.key in applied
        for before in member.after
        if before.question and before.member in applied
    )


def results_as_materials(joint: JointCase) -> frozenset[Place]:
    """Materials that are a predecessor's result: attached by the platform, not asked for."""
    applied = set(applied_for(joint.version.definition, joint.scenario))
    return frozenset(
        (member.key, before.material)
        for member in joint.version.definition.members
        for before in member.after
        if before.material and before.member in applied
    )


def materials_of(joint: JointCase, members: Sequence[JointMember]) -> list[MergedMaterial]:
    """The one material list of the draft or of the filed case. Two statements."""
    rows: dict[int, list[CaseMaterial]] = {}
    found = CaseMaterial.objects.filter(case_id__in=[member.case_id for member in members])
    for row in found.prefetch_related("files").order_by("pk"):
        rows.setdefault(row.case_id, []).append(row)
    return merged_materials(joint.version.definition, members, rows, results_as_materials(joint))
