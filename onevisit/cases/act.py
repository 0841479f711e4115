"""One act while it is being performed, and the register of what each action does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from onevisit.cases.models import Case
from onevisit.cases.performers import Performer
from onevisit.catalog.definition import ItemDefinition
from onevisit.documents.models import Document
from onevisit.law.canonical import LARGEST_INTEGER
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.items import ItemType
from onevisit.law.lifecycle import Action, State, Transition
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import InputFault, Sentence, Term
from onevisit.law.text import text_fault
from onevisit.organization.models import Department, Hall
from onevisit.records.models import Clock


class Inputs(BaseModel):
    """What a person gives with an act. Unknown fields are refused, so that nothing typed is silently lost."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class NoInputs(Inputs):
    """An act that needs nothing but the decision to do it."""


@dataclass(frozen=True)
class Paper:
    """A document that the act makes: its kind, its frozen content, the interested party it is for, if any."""

    kind: DocumentKind
    content: dict[str, Any]
    effective_on: date | None = None
    party_id: int | None = None


@dataclass(frozen=True)
class Issuing:
    """A case whose papers another organ issues: the merged notice of a joint case (rule 19)."""

    pk: int
    department: Department
    hall: Hall


@dataclass
class Act:
    """The working space of one act inside its transaction.

    ``now`` was taken after the lock and is never earlier than the last act. Handlers change ``case`` and what
    belongs to it, add ``papers``, and put ids, codes and commitments (never personal data) into
    ``data``. What needs the documents themselves stands in ``when_made``. ``clocks_from``, ``clocks_until``
    are the day and the moment that start and end clocks where it is not that of the act.
    ``served`` is the notice whose service takes effect just now.
    ``issued_by``: the organ that issues the papers where it is not the one that decides the case.
    ``together``: the act is one of several on the members of a joint case, in one transaction.
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
    when_made: list[Callable[[Sequence[Document]], None]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    to_state: State | None = None
    clocks_from: date | None = None
    clocks_until: datetime | None = None
    without_messages: bool = False
    correction_served: bool = False
    gap_notice_served: bool = False
    served: Document | None = None
    rectification_served: bool = False
    annulment_notice_served: bool = False
    together: bool = False
    issued_by: Department | None = None

    @property
    def issuing(self) -> Case | Issuing:
        """For whom the papers are made: the case with its organ, or with the one that issues in its place."""
        case = self.case
        return case if self.issued_by is None else Issuing(case.pk, self.issued_by, case.hall)

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
            raise Refusal("staff_only", Sentence("这一步由工作人员办理。"), clauses=("JH-41.4", "AS-4.3"))
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

Do = Callable[[int, Action, Mapping[str, Any]], dict[str, Any]]
"""Performs one more act, on the case of this id, in the transaction under way."""

Follower = Callable[[Act, Do], None]

FOLLOWERS: list[Follower] = []


def follows(follower: Follower) -> Follower:
    """Registers what else an act sets in motion in its own transaction, after the case was saved."""
    FOLLOWERS.append(follower)
    return follower


def handles(action: Action, inputs: type[Inputs] = NoInputs) -> Callable[[Handler], Handler]:
    """Registers the function that carries out ``action``."""

    def register(handler: Handler) -> Handler:
        HANDLINGS[action] = Handling(inputs, handler)
        return handler

    return register


def read_inputs(action: Action, raw: Mapping[str, Any]) -> Inputs:
    """The inputs of an action, checked. Raises Refusal that names the field."""
    handling = HANDLINGS.get(action)
    if handling is None:
        raise Refusal(
            "not_offered",
            Sentence("现在不能办理“%(act)s”。", act=Term(action.label)),
            next_step=Sentence("请回到办件查看可以办理的步骤。"),
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
        told = first.get("ctx", {}).get("error")
        fault = told.sentence if isinstance(told, InputFault) else _fault_words(first["type"])
        raise _bad_input(action, name, fault) from error


def _bad_input(action: Action, name: str, fault: Sentence) -> Refusal:
    return Refusal(
        "bad_input",
        Sentence(
            "“%(act)s”没有完成：%(field)s%(fault)s。",
            act=Term(action.label),
            field=FIELD_WORDS.get(name, OTHER_FIELD),
            fault=fault,
        ),
        clauses=("HOUSE-35",),
        next_step=Sentence("您填写的内容都在，请改正后再试。"),
    )


def _value_fault(value: object, depth: int = 0) -> Sentence | None:
    """Why a value can't be kept: text that can't be printed, a broken number, too much, too deep."""
    if isinstance(value, str):
        return text_fault(value, LONGEST_TEXT, lines=True)
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return None if abs(value) <= LARGEST_INTEGER else Sentence("数字太大")
    if isinstance(value, list | tuple | dict):
        if depth == DEEPEST or len(value) > LONGEST_LIST:
            return Sentence("内容太多")
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
            return Sentence("填写得不对")
        return next((fault for part in parts if (fault := _value_fault(part, depth + 1))), None)
    return Sentence("填写得不对")


LONGEST_TEXT = 20_000
LONGEST_LIST = 500
DEEPEST = 4

FIELD_WORDS = {
    "found": Sentence("核查情况"),
    "finding": Sentence("核查结论"),
    "corrected": Sentence("整改结果"),
    "made": Sentence("陈述申辩"),
    "content": Sentence("陈述申辩的内容和复核意见"),
    "reasons": Sentence("理由"),
    "legal_basis": Sentence("法律依据"),
    "points": Sentence("补正内容"),
    "opinion": Sentence("审查意见"),
    "days": Sentence("天数"),
    "reason": Sentence("理由"),
    "basis": Sentence("依据"),
    "outcome": Sentence("决定"),
    "officers": Sentence("核查人员"),
    "receiver": Sentence("领取人"),
    "signature": Sentence("签名"),
    "competent_organ": Sentence("有权办理的机关"),
    "procedure": Sentence("特别程序"),
    "result": Sentence("结果"),
    "answer": Sentence("答复"),
    "refusal": Sentence("没有签名的原因"),
    "present_signature": Sentence("在场人签名"),
    "held_at": Sentence("会议时间"),
    "chair": Sentence("主持人"),
    "members": Sentence("参加人"),
    "conclusion": Sentence("会议结论"),
    "all_signed": Sentence("签字情况"),
    "at": Sentence("核查时间"),
    "place": Sentence("地点"),
    "findings": Sentence("核查情况"),
    "present": Sentence("在场人"),
    "signatures": Sentence("签名"),
    "photos": Sentence("现场照片"),
    "answered_on": Sentence("答复日期"),
    "scan": Sentence("扫描件"),
    "way": Sentence("上报方式"),
    "number": Sentence("文号"),
    "text": Sentence("内容"),
    "document": Sentence("送达的文书"),
    "method": Sentence("送达方式"),
    "served_on": Sentence("送达日期"),
    "note": Sentence("送达经过"),
    "ticks": Sentence("审查要点"),
    "passed": Sentence("结论"),
    "ground": Sentence("情形"),
    "answers": Sentence("申请表内容"),
    "subjects": Sentence("提醒的内容"),
    "remarks": Sentence("备注"),
    "step": Sentence("审查环节"),
    "person": Sentence("申请回避的人员"),
    "granted": Sentence("决定"),
    "successor": Sentence("另行指定的承办人"),
    "referral": Sentence("请示"),
    "licence_number": Sentence("证件编号"),
    "blank_number": Sentence("证件纸编号"),
    "valid_to": Sentence("有效期截止日"),
    "proof_read": Sentence("校对情况"),
    "identity_checked": Sentence("身份核对情况"),
    "collector": Sentence("代领人"),
    "tracking_number": Sentence("快递单号"),
    "happened_at": Sentence("发生时间"),
    "reached": Sentence("是否联系上"),
    "carries": Sentence("合并告知书"),
    "cabinet": Sentence("自助柜"),
    "slot": Sentence("格口"),
    "deposit": Sentence("存放记录"),
    "with_card": Sentence("是否刷身份证"),
    "with_cases": Sentence("一起领取的办件"),
    "proof": Sentence("送达回证"),
    "amount_fen": Sentence("金额"),
    "paid_at": Sentence("缴费时间"),
    "reference": Sentence("缴费单号"),
    "transaction": Sentence("支付流水号"),
    "parcel": Sentence("快件"),
    "delivery_way": Sentence("领取方式"),
    "recipient": Sentence("收件人姓名"),
    "phone": Sentence("收件人电话"),
    "postal_address": Sentence("邮寄地址"),
    "electronic_service_agreed": Sentence("电子送达意见"),
    "service_address": Sentence("送达地址"),
    "name": Sentence("姓名或者名称"),
    "contact": Sentence("联系电话"),
    "address": Sentence("送达地址"),
    "interest": Sentence("涉及的利益"),
    "matter": Sentence("涉及的重大利益"),
    "nothing": Sentence("没有意见"),
    "party": Sentence("利害关系人"),
    "given_on": Sentence("答复日期"),
    "words": Sentence("内容或者理由"),
    "by_law": Sentence("情形"),
    "starts_at": Sentence("听证时间"),
    "announced": Sentence("公告"),
    "upheld": Sentence("决定"),
    "participants": Sentence("听证参加人"),
    "officer": Sentence("审查人员的意见"),
    "applicant": Sentence("申请人的陈述"),
    "parties": Sentence("利害关系人的陈述"),
    "evidence": Sentence("质证情况"),
    "others": Sentence("其他参加人的意见"),
    "receipt_number": Sentence("票据号"),
    "kind": Sentence("减免缓缴的种类"),
    "reduced_fen": Sentence("减缴金额"),
    "until": Sentence("缓缴期限"),
    "hearing_findings": Sentence("听证情况和采纳的意见"),
    "statements_answered": Sentence("对陈述申辩的答复"),
}
"""What a refusal calls each input."""

OTHER_FIELD = Sentence("填写的内容")


def _fault_words(kind: str) -> Sentence:
    if kind == "missing" or kind.startswith("string_too_short") or kind.startswith("too_short"):
        return Sentence("没有填写")
    if kind.startswith("string_too_long") or kind.startswith("too_long"):
        return Sentence("太长")
    if kind == "extra_forbidden":
        return Sentence("不是这一步的内容")
    return Sentence("填写得不对")
