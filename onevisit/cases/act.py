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
from onevisit.law.canonical import LARGEST_INTEGER
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.items import ItemType
from onevisit.law.lifecycle import Action, State, Transition
from onevisit.law.refusal import Refusal
from onevisit.law.text import text_fault
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
    correction_served: bool = False

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
    handling = HANDLINGS.get(action)
    if handling is None:
        raise Refusal(
            "not_offered", f"现在不能办理“{action.label}”。", next_step="请回到办件查看可以办理的步骤。"
        )
    for name, value in raw.items():
        fault = _value_fault(value)
        if fault:
            raise _bad_input(action, str(name), fault)
    try:
        return handling.inputs.model_validate(dict(raw))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        message = (
            str(first["ctx"]["error"]) if "error" in first.get("ctx", {}) else _fault_words(first["type"])
        )
        raise _bad_input(action, name, message) from error


def _bad_input(action: Action, name: str, fault: str) -> Refusal:
    return Refusal(
        "bad_input",
        f"“{action.label}”没有完成：{FIELD_WORDS.get(name, '填写的内容')}{fault}。",
        clause="HOUSE-35",
        next_step="您填写的内容都在，请改正后再试。",
    )


def _value_fault(value: object, depth: int = 0) -> str | None:
    """Why a value can't be kept: text that can't be printed, a broken number, too much, too deep."""
    if isinstance(value, str):
        return text_fault(value, LONGEST_TEXT, lines=True)
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return None if abs(value) <= LARGEST_INTEGER else "数字太大"
    if isinstance(value, list | tuple | dict):
        if depth == DEEPEST or len(value) > LONGEST_LIST:
            return "内容太多"
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
            return "填写得不对"
        return next((fault for part in parts if (fault := _value_fault(part, depth + 1))), None)
    return "填写得不对"


LONGEST_TEXT = 20_000
LONGEST_LIST = 500
DEEPEST = 4

FIELD_WORDS = {
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
    "document": "送达的文书",
    "method": "送达方式",
    "served_on": "送达日期",
    "note": "送达经过",
    "ticks": "审查要点",
    "passed": "结论",
    "ground": "情形",
    "answers": "申请表内容",
    "subjects": "提醒的内容",
    "remarks": "备注",
    "step": "审查环节",
    "licence_number": "证件编号",
    "blank_number": "证件纸编号",
    "proof_read": "校对情况",
    "identity_checked": "身份核对情况",
    "collector": "代领人",
    "tracking_number": "快递单号",
    "delivery_way": "领取方式",
    "electronic_service_agreed": "电子送达意见",
    "service_address": "送达地址",
}
"""What a refusal calls each input."""


def _fault_words(kind: str) -> str:
    if kind == "missing" or kind.startswith("string_too_short") or kind.startswith("too_short"):
        return "没有填写"
    if kind.startswith("string_too_long") or kind.startswith("too_long"):
        return "太长"
    if kind == "extra_forbidden":
        return "不是这一步的内容"
    return "填写得不对"
