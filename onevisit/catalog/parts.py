"""The parts of an item definition: questions, materials, steps, results, fees, places.

Every part is immutable. Field titles are the Chinese names that faults and the guide use.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from onevisit.catalog.field_types import (
    Citation,
    Hours,
    ItemLimit,
    Key,
    Name,
    OptionalSentence,
    OptionalText,
    Part,
    Phone,
    Sentence,
    Text,
)
from onevisit.catalog.question_kinds import Prefill as Prefill
from onevisit.catalog.question_kinds import QuestionKind as QuestionKind
from onevisit.law.fees import FeeDue
from onevisit.law.items import (
    DeliveryWay,
    MaterialForm,
    MaterialKind,
    MaterialSource,
    Necessity,
    ResultKind,
    StepKind,
)
from onevisit.law.licences.states import LicenceMatter
from onevisit.law.procedures import SPECIAL_PROCEDURES, SpecialProcedure


def _known_procedure(key: str) -> str:
    if key not in SPECIAL_PROCEDURES:
        known = "、".join(f"{procedure.key}（{procedure.name}）" for procedure in SPECIAL_PROCEDURES.values())
        raise ValueError(f"没有“{key}”这种特别程序，可以写：{known}")
    return key


class Condition(Part):
    """One requirement of a ``when``: the answer to ``question`` is one of ``any_of``."""

    question: Key = Field(title="问题")
    any_of: tuple[Name, ...] = Field(title="答案之一", min_length=1)


class Option(Part):
    """One answer to choose from."""

    value: Key = Field(title="选项代码")
    label: Name = Field(title="选项名称")
    help: OptionalSentence = Field("", title="选项说明")


class Question(Part):
    """A question of the form or of the scenario.

    ``minimum`` and ``maximum`` bound numbers; ``max_length`` counts characters; ``unit`` is printed after a
    number. ``personal`` answers are encrypted at rest and masked on screen. ``example`` fills the sample.
    """

    key: Key = Field(title="代码")
    kind: QuestionKind = Field(title="类型")
    label: Name = Field(title="问题")
    help: OptionalSentence = Field("", title="填写说明")
    required: bool = Field(True, title="是否必填")
    personal: bool = Field(False, title="是否个人信息")
    when: tuple[Condition, ...] = Field((), title="出现条件")
    options: tuple[Option, ...] = Field((), title="选项")
    unit: OptionalSentence = Field("", title="单位")
    minimum: int | None = Field(None, title="最小值")
    maximum: int | None = Field(None, title="最大值")
    max_length: int = Field(200, title="最多字数", ge=1, le=4000)
    prefill: Prefill | None = Field(None, title="自动带出")
    example: OptionalSentence = Field("", title="示例")

    @model_validator(mode="after")
    def _options_fit_kind(self) -> Self:
        chosen = self.kind in {QuestionKind.CHOICE, QuestionKind.MULTI_CHOICE}
        if chosen and len(self.options) < 2:
            raise ValueError("选择题至少要有两个选项")
        if not chosen and self.options:
            raise ValueError("只有选择题可以有选项")
        if len({option.value for option in self.options}) != len(self.options):
            raise ValueError("选项代码重复")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("最小值大于最大值")
        return self

    def label_of(self, value: str) -> str:
        """The words of a chosen option; the value itself for other kinds."""
        return next((option.label for option in self.options if option.value == value), value)


class QuestionGroup(Part):
    """Questions shown on one page of the form."""

    key: Key = Field(title="代码")
    title: Name = Field(title="标题")
    intro: OptionalText = Field("", title="说明")
    questions: tuple[Question, ...] = Field(title="问题", min_length=1)


class ReviewPoint(Part):
    """What a reviewer ticks (审查要点), with its basis: the same everywhere (AS-3.1d)."""

    key: Key = Field(title="代码")
    text: Sentence = Field(title="要点")
    basis: tuple[Citation, ...] = Field((), title="依据")


class AcceptanceCondition(Part):
    """A condition of the item (受理条件); without a basis it can't be published (JH-29)."""

    key: Key = Field(title="代码")
    text: Sentence = Field(title="条件")
    basis: tuple[Citation, ...] = Field((), title="依据")
    when: tuple[Condition, ...] = Field((), title="适用情形")


class PaperField(Part):
    """A line of a blank form; ``example`` is what the sample shows there."""

    label: Name = Field(title="栏目")
    example: OptionalSentence = Field("", title="示例")


class Paper(Part):
    """A blank form and its sample in one (空白表格, 示例样表): drawn, so both always match.

    ``from_form`` draws the questions of the item's own form; otherwise ``fields`` and ``paragraphs``.
    """

    title: Name = Field(title="标题")
    from_form: bool = Field(False, title="由申请表生成")
    paragraphs: tuple[Text, ...] = Field((), title="段落")
    fields: tuple[PaperField, ...] = Field((), title="栏目")

    @model_validator(mode="after")
    def _something_to_draw(self) -> Self:
        if self.from_form == bool(self.fields or self.paragraphs):
            raise ValueError("要么写 from_form: true，要么写段落或栏目")
        return self


class Material(Part):
    """A material (申请材料). A ``shared`` one comes from data sharing and is never demanded (JH-31)."""

    key: Key = Field(title="代码")
    name: Name = Field(title="名称")
    kind: MaterialKind = Field(title="材料类型")
    necessity: Necessity = Field(title="必要性")
    source: MaterialSource = Field(title="来源渠道")
    source_note: OptionalSentence = Field("", title="来源说明")
    shared: bool = Field(False, title="可否共享获取")
    form: MaterialForm = Field(MaterialForm.PAPER_OR_ELECTRONIC, title="材料形式")
    originals: int = Field(0, title="原件份数", ge=0, le=20)
    copies: int = Field(0, title="复印件份数", ge=0, le=20)
    paper_size: OptionalSentence = Field("A4", title="纸质规格")
    paper: Paper | None = Field(None, title="空白表格和样表")
    filling_notes: OptionalText = Field("", title="填报须知")
    acceptance_standard: Text = Field(title="受理标准")
    basis: tuple[Citation, ...] = Field((), title="依据")
    review_points: tuple[ReviewPoint, ...] = Field((), title="审查要点")
    when: tuple[Condition, ...] = Field((), title="适用情形")

    @model_validator(mode="after")
    def _shared_are_not_demanded(self) -> Self:
        if self.shared and (self.originals or self.copies):
            raise ValueError("能共享获取的材料不得要求申请人提交（蛟河规则第三十一条），份数应为 0")
        return self


class ItemProcedure(Part):
    """A special procedure the item may need (特别程序); expected time in working days (JH-17).

    ``required``: a law orders it for every application; only a hearing may say so (XK-46).
    """

    key: Annotated[Key, AfterValidator(_known_procedure)] = Field(title="种类")
    days: int = Field(title="预计工作日", ge=1, le=365)
    note: OptionalSentence = Field("", title="说明")
    basis: tuple[Citation, ...] = Field((), title="依据")
    required: bool = Field(False, title="依法应当进行")

    @property
    def procedure(self) -> SpecialProcedure:
        """The entry of the table of special procedures (rule 11)."""
        return SPECIAL_PROCEDURES[self.key]


class Step(Part):
    """A step after acceptance, in the order given; ``limit`` is the organ's own, inside the promise."""

    key: Key = Field(title="代码")
    name: Name = Field(title="名称")
    kind: StepKind = Field(title="种类")
    limit: ItemLimit = Field(title="环节时限")
    standard: OptionalText = Field("", title="办理要求")
    review_points: tuple[ReviewPoint, ...] = Field((), title="审查要点")


class ResultField(Part):
    """A line on the certificate: from the answer to a question, or the same on every certificate."""

    label: Name = Field(title="栏目")
    answer: Key | None = Field(None, title="取自问题")
    text: OptionalSentence = Field("", title="固定内容")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.answer is None) == (self.text == ""):
            raise ValueError("“取自问题”和“固定内容”要写一个，也只能写一个")
        return self


class Result(Part):
    """What comes out (办理结果).

    ``validity`` tells the public how long it holds. The last day itself comes from ``validity_years``, from
    the answer ``validity_until``, or with ``validity_stated`` from whoever makes the certificate; without any
    of them the licence has no end. ``matters`` are what may be applied for about an issued licence.
    """

    name: OptionalSentence = Field("", title="名称")
    kind: ResultKind = Field(title="类型")
    validity: OptionalSentence = Field("", title="有效期")
    validity_years: int | None = Field(None, title="有效年数", ge=1, le=100)
    validity_until: Key | None = Field(None, title="有效期截止日取自问题")
    validity_stated: bool = Field(False, title="有效期截止日制证时填写")
    matters: tuple[LicenceMatter, ...] = Field((), title="领证后可以申请的事项")
    number_scheme: OptionalSentence = Field("", title="编号规则")
    fields: tuple[ResultField, ...] = Field((), title="证照栏目")
    validity_basis: tuple[Citation, ...] = Field((), title="有效期依据")

    @model_validator(mode="after")
    def _one_way_to_the_last_day(self) -> Self:
        ways = (self.validity_years is not None, self.validity_until is not None, self.validity_stated)
        if sum(ways) > 1:
            raise ValueError("“有效年数”“截止日取自问题”“截止日制证时填写”最多写一个")
        if LicenceMatter.ISSUE in self.matters:
            raise ValueError("“领证后可以申请的事项”不包括新办（issue）")
        if LicenceMatter.RENEWAL in self.matters and not any(ways):
            raise ValueError("长期有效的证照没有延续：要么写明有效期，要么不写 renewal")
        return self


class SealRule(Part):
    """Seals that differ from the usual ones (rule 28), each with the rule that says so."""

    decision_by_official_seal: tuple[Citation, ...] = Field((), title="决定书须盖行政公章的依据")
    result_by_approval_seal: tuple[Citation, ...] = Field((), title="证照可盖审批专用章的依据")


class Fee(Part):
    """A fee (收费); without an entry an item is free (许可法 58, 59).

    The amount is ``amount_fen`` for each ``unit``, as many as was answered to ``quantity_answer``, less than
    a fen not charged; without such a question the fee is charged once.
    """

    name: Name = Field(title="收费项目")
    standard: Sentence = Field(title="收费标准")
    basis: tuple[Citation, ...] = Field((), title="收费依据")
    amount_fen: int | None = Field(None, title="每单位金额（分）", ge=1, le=10**9)
    unit: OptionalSentence = Field("", title="计费单位")
    quantity_answer: Key | None = Field(None, title="数量取自问题")
    due: FeeDue = Field(FeeDue.BEFORE_DELIVERY, title="什么时候缴")
    payable_online: bool = Field(False, title="可否网上缴费")
    reduction: OptionalSentence = Field("", title="减免情形")
    reduction_basis: tuple[Citation, ...] = Field((), title="减免依据")


class LegalReason(Part):
    """A reason and the law behind it."""

    reason: Sentence = Field(title="原因")
    basis: tuple[Citation, ...] = Field((), title="依据")


class Visits(Part):
    """How often one must come in person (到办事现场次数); a reason whenever it is not zero."""

    count: int = Field(title="次数", ge=0, le=9)
    reason: OptionalSentence = Field("", title="必须现场办理的原因")


class OnlineService(Part):
    """How far the item goes online (rule 39): ``complete`` means without any visit."""

    complete: bool = Field(title="是否全程网办")
    not_complete_because: LegalReason | None = Field(None, title="不能全程网办的法定原因")


class Silence(Part):
    """A rule by which no answer to a correction notice ends the case (rule 8)."""

    limit: ItemLimit = Field(title="期限")
    basis: tuple[Citation, ...] = Field(title="依据", min_length=1)


class ExtensionRule(Part):
    """How far the statutory limit may be extended where a special law differs from 许可法 42 (rule 13)."""

    limit: ItemLimit = Field(title="可延长")
    basis: tuple[Citation, ...] = Field(title="依据", min_length=1)


class Renewal(Part):
    """When renewal must be asked for before expiry (许可法 50)."""

    ask_before: ItemLimit = Field(title="届满前多久提出")
    opens_before: ItemLimit | None = Field(None, title="届满前多久起可以提出")
    basis: tuple[Citation, ...] = Field(title="依据", min_length=1)


class OpeningHours(Part):
    """Opening hours of a place on some days."""

    days: Name = Field(title="日子")
    hours: tuple[Hours, ...] = Field(title="时间", min_length=1)


class Place(Part):
    """Where the item is served: a hall by its code, as the guide prints it."""

    hall: Name = Field(title="大厅代码")
    name: Name = Field(title="大厅名称")
    address: Sentence = Field(title="地址")
    windows: OptionalSentence = Field("", title="窗口")
    opening: tuple[OpeningHours, ...] = Field(title="办理时间", min_length=1)


class Telephones(Part):
    """Consultation and complaint telephones; they must differ (publication check)."""

    consultation: tuple[Phone, ...] = Field(title="咨询电话", min_length=1)
    complaint: tuple[Phone, ...] = Field(title="监督投诉电话", min_length=1)


class FrequentQuestion(Part):
    """A frequent question with its answer."""

    question: Sentence = Field(title="问题")
    answer: Text = Field(title="答案")


class Delivery(Part):
    """How the result may reach the applicant and who pays the post (AS-3.4.5)."""

    ways: tuple[DeliveryWay, ...] = Field(title="送达方式", min_length=1)
    post_free: bool = Field(True, title="是否免费邮寄")


class GapAcceptance(Part):
    """Acceptance although materials of necessity 3 are missing (容缺受理): until when, and by which rule."""

    limit: ItemLimit = Field(title="补齐期限")
    basis: tuple[Citation, ...] = Field(title="依据", min_length=1)


class IntermediaryService(Part):
    """A service of a third party that the item needs (中介服务); without basis it may not be asked for."""

    name: Name = Field(title="名称")
    basis: tuple[Citation, ...] = Field(title="依据", min_length=1)


class ReportedTo(Part):
    """The superior organ that decides after this organ's first review (上报件, 许可法 35, 43)."""

    organ: Name = Field(title="上级机关")
    first_review_limit: ItemLimit = Field(title="本级审查时限")
    answer_limit: ItemLimit = Field(title="上级答复时限")
    basis: tuple[Citation, ...] = Field(title="依据", min_length=1)


class CollectiveDiscussion(Part):
    """The government's approval for listing the item for collective discussion (JH-10b)."""

    approval: Sentence = Field(title="批准文号")
