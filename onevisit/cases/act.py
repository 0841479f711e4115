"""One act while it is being performed, and the register of what each action does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from onevisit.cases.models import Case
from onevisit.cases.performers import Performer
from onevisit.catalog.definition import ItemDefinition
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.items import ItemType
from onevisit.law.lifecycle import Action, State, Transition
from onevisit.law.refusal import Refusal
from onevisit.records.models import Clock


class Inputs(BaseModel):
    """What a person gives with an act. Unknown fields are refused, so that nothing typed is silently lost."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class NoInputs(Inputs):
    """An act that needs nothing but the decision to do it."""


@dataclass(frozen=True)
class Paper:
    """A document that the act makes: its kind and its frozen content."""

    kind: DocumentKind
    content: dict[str, Any]
    effective_on: date | None = None


@dataclass
class Act:
    """The working space of one act inside its transaction.

    ``now`` was taken after the lock and is never earlier than the last act. Handlers change ``case`` and what
    belongs to it, add ``papers``, and put ids, codes and commitments (never personal data) into ``data``.
    """

    case: Case
    row: Transition
    performer: Performer
    inputs: Any
    now: datetime
    definition: ItemDefinition
    clocks: list[Clock]
    data: dict[str, Any] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    to_state: State | None = None
    clocks_from: date | None = None
    without_messages: bool = False

    @property
    def action(self) -> Action:
        """The act being performed."""
        return self.row.action

    @property
    def today(self) -> date:
        """The Asia/Shanghai day of the act."""
        return self.now.date()

    @property
    def is_licence(self) -> bool:
        """Whether the licensing law governs the item."""
        return ItemType(self.definition.type).is_licence

    @property
    def staff_id(self) -> int:
        """The acting member of staff. Raises Refusal when an applicant tries an act of staff."""
        if self.performer.staff_id is None:
            raise Refusal("staff_only", "这一步由工作人员办理。", clause="JH-41.4")
        return self.performer.staff_id

    @property
    def staff_name(self) -> str:
        """The name of the acting member of staff, as documents print it."""
        return "" if self.performer.worker is None else self.performer.worker.name


Handler = Callable[[Act], None]


@dataclass(frozen=True)
class Handling:
    """What an action does and which inputs it takes."""

    inputs: type[Inputs]
    apply: Handler


HANDLINGS: dict[Action, Handling] = {}


def handles(action: Action, inputs: type[Inputs] = NoInputs) -> Callable[[Handler], Handler]:
    """Registers the function that carries out ``action``."""

    def register(handler: Handler) -> Handler:
        HANDLINGS[action] = Handling(inputs, handler)
        return handler

    return register


def read_inputs(action: Action, raw: Mapping[str, Any]) -> Inputs:
    """The inputs of an action, checked. Raises Refusal that names the field in Chinese."""
    try:
        return HANDLINGS[action].inputs.model_validate(dict(raw))
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(str(part) for part in fault["loc"]) or action.label
        message = (
            str(fault["ctx"]["error"]) if "error" in fault.get("ctx", {}) else _fault_words(fault["type"])
        )
        raise Refusal(
            "bad_input",
            f"“{action.label}”没有完成：{_FIELD_WORDS.get(name.split('.')[0], name)}{message}。",
            clause="HOUSE-35",
            next_step="您填写的内容都在，请改正后再试。",
        ) from error


_FIELD_WORDS = {
    "reasons": "理由",
    "legal_basis": "法律依据",
    "points": "补正内容",
    "opinion": "审查意见",
    "days": "天数",
    "reason": "理由",
    "basis": "依据",
    "outcome": "决定",
    "officers": "核查人员",
    "receiver": "领取人",
    "signature": "签名",
    "competent_organ": "有权办理的机关",
    "procedure": "特别程序",
    "result": "结果",
    "service": "送达方式",
    "ticks": "审查要点",
    "passed": "结论",
}


def _fault_words(kind: str) -> str:
    if kind == "missing" or kind.startswith("string_too_short") or kind.startswith("too_short"):
        return "没有填写"
    if kind.startswith("string_too_long") or kind.startswith("too_long"):
        return "太长"
    if kind == "extra_forbidden":
        return "不是这一步的内容"
    return "填写得不对"
