"""What of a draft is done and what is left, for the task list and before submitting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from onevisit.cases.models import Case, CaseMaterial
from onevisit.catalog import evaluate


class TaskKind(StrEnum):
    """The pages of a draft."""

    SCENARIO = "scenario"
    GROUP = "group"
    MATERIALS = "materials"
    SERVICE = "service"


class TaskState(StrEnum):
    """How far a page is filled in; ``OPTIONAL`` means nothing has to be written there."""

    DONE = "done"
    TODO = "todo"
    CURRENT = "current"
    WRONG = "wrong"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Task:
    """One page of the draft; ``left`` counts what is missing or wrong on it."""

    kind: TaskKind
    key: str
    title: str
    state: TaskState
    left: int = 0

    @property
    def complete(self) -> bool:
        """Whether nothing on this page hinders submitting."""
        return self.state in (TaskState.DONE, TaskState.OPTIONAL)


def answers_of(case: Case) -> dict[str, evaluate.Answer]:
    """All answers of the draft, scenario and form, as typed."""
    return {**case.scenario, **case.answers}


def tasks_of(case: Case, materials: Iterable[CaseMaterial]) -> list[Task]:
    """The pages of the draft in order, each with its state. No statement."""
    definition = case.version.definition
    answers = answers_of(case)
    found: list[Task] = []
    if definition.scenarios:
        checked = evaluate.check_scenarios(definition, case.scenario)
        state = TaskState.DONE if checked.complete else TaskState.WRONG
        found.append(Task(TaskKind.SCENARIO, "", "", state, len(checked.faults)))
    for group, questions in evaluate.visible_form(definition, answers):
        checked = evaluate.check_group(definition, group.key, answers)
        saved = [question.key for question in questions if question.key in case.answers]
        found.append(
            Task(TaskKind.GROUP, group.key, group.title, _state(checked, saved), len(checked.faults))
        )
    listed = list(materials)
    missing = [row for row in listed if row.required and row.supply == CaseMaterial.Supply.MISSING]
    if listed:
        supplied = any(row.supply == CaseMaterial.Supply.SUPPLIED and row.required for row in listed)
        unfinished = TaskState.CURRENT if supplied else TaskState.TODO
        found.append(
            Task(TaskKind.MATERIALS, "", "", unfinished if missing else TaskState.DONE, len(missing))
        )
    found.append(Task(TaskKind.SERVICE, "", "", TaskState.DONE if case.delivery_way else TaskState.TODO))
    return found


def _state(checked: evaluate.CheckedAnswers, saved: list[str]) -> TaskState:
    if checked.complete:
        return TaskState.DONE if saved else TaskState.OPTIONAL
    if not saved:
        return TaskState.TODO
    wrong = any(checked.values.get(key) for key in checked.faults)
    return TaskState.WRONG if wrong else TaskState.CURRENT
