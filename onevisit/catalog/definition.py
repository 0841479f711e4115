"""The definition of an item version: what an item file holds and what guide, form and engine read.

One readable YAML file per item (see ``onevisit.catalog.reading``); the same structure, as JSON, is frozen in
``ItemVersion``. Immutable, so a running case stays on what it was received under (JH-9).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from onevisit.catalog.commitments import Commitment
from onevisit.catalog.cross_references import cross_reference_faults
from onevisit.catalog.field_types import (
    IMMEDIATE,
    Citation,
    ItemLimit,
    Name,
    OptionalSentence,
    OptionalText,
    Part,
    Sentence,
)
from onevisit.catalog.parts import (
    AcceptanceCondition,
    CollectiveDiscussion,
    Delivery,
    ExtensionRule,
    Fee,
    FrequentQuestion,
    GapAcceptance,
    IntermediaryService,
    ItemProcedure,
    Material,
    OnlineService,
    Place,
    Question,
    QuestionGroup,
    Renewal,
    ReportedTo,
    Result,
    SealRule,
    Silence,
    Step,
    Telephones,
    Visits,
)
from onevisit.law.items import (
    CaseRoute,
    Channel,
    ExerciseLevel,
    ItemType,
    OrganNature,
    ReviewKind,
    ServiceObject,
)
from onevisit.law.retention import Retention

FORMAT = "onevisit-item/1"


class Themes(Part):
    """Themes for browsing, one list for people and one for organisations (自然人/法人主题分类)."""

    person: tuple[Name, ...] = Field((), title="自然人主题")
    organization: tuple[Name, ...] = Field((), title="法人主题")


class ItemDefinition(Part):
    """Everything about one version of one item.

    ``code`` is the 实施编码 (31 characters: credit code of the organ 18, level 1, base code 12) and
    ``base_code`` the 基本编码 that all levels share. ``department`` is the organ code in the organization
    room. ``immediate`` as a limit means on the spot, ``none`` that no rule sets one. ``to_confirm`` lists
    values that the city still has to check; the guide shows them.
    """

    format: Literal["onevisit-item/1"] = Field(title="文件格式")
    code: Name = Field(title="实施编码", pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}[1-7][0-9A-Z]{12}$")
    base_code: Name = Field(title="基本编码", pattern=r"^[0-9A-Z]{12}$")
    name: Name = Field(title="事项名称")
    type: ItemType = Field(title="事项类型")
    department: Name = Field(title="实施主体编码")
    level: ExerciseLevel = Field(title="行使层级")
    organ_nature: OrganNature = Field(title="实施主体性质")
    basis: tuple[Citation, ...] = Field((), title="设定依据")
    service_objects: tuple[ServiceObject, ...] = Field(title="服务对象", min_length=1)
    themes: Themes = Field(title="主题分类")
    search_words: tuple[Name, ...] = Field((), title="常用说法")
    summary: Sentence = Field(title="一句话说明")

    route: CaseRoute = Field(title="办件类型")
    review: ReviewKind = Field(title="审查方式")
    reported_to: ReportedTo | None = Field(None, title="上报")
    collective_discussion: CollectiveDiscussion | None = Field(None, title="集体讨论")
    statutory_limit: ItemLimit = Field(title="法定办结时限")
    statutory_limit_note: OptionalSentence = Field("", title="法定办结时限说明")
    statutory_limit_basis: tuple[Citation, ...] = Field((), title="法定办结时限依据")
    promised_limit: ItemLimit = Field(title="承诺办结时限")
    promised_limit_note: OptionalSentence = Field("", title="承诺办结时限说明")
    extension: ExtensionRule | None = Field(None, title="延期")
    special_procedures: tuple[ItemProcedure, ...] = Field((), title="特别程序")
    correction_silence: Silence | None = Field(None, title="逾期不补正视为撤回")
    renewal: Renewal | None = Field(None, title="延续")
    gap_acceptance: GapAcceptance | None = Field(None, title="容缺受理")
    commitment: Commitment | None = Field(None, title="告知承诺")

    conditions: tuple[AcceptanceCondition, ...] = Field((), title="受理条件")
    quantity_limit: OptionalSentence = Field("无", title="数量限制")
    scenarios: tuple[Question, ...] = Field((), title="情形")
    materials: tuple[Material, ...] = Field((), title="申请材料")
    form: tuple[QuestionGroup, ...] = Field(title="申请表", min_length=1)
    intermediary_services: tuple[IntermediaryService, ...] = Field((), title="中介服务")
    steps: tuple[Step, ...] = Field(title="办理环节", min_length=1)
    result: Result = Field(title="办理结果")
    seals: SealRule = Field(SealRule(), title="用印")
    fees: tuple[Fee, ...] = Field((), title="收费")

    channels: tuple[Channel, ...] = Field(title="申请渠道", min_length=1)
    delivery: Delivery = Field(title="送达")
    visits: Visits = Field(title="到办事现场次数")
    online: OnlineService = Field(title="网上办理")
    places: tuple[Place, ...] = Field(title="办理地点", min_length=1)
    telephones: Telephones = Field(title="电话")
    retention: Retention = Field(Retention.THIRTY_YEARS, title="档案保管期限")
    faq: tuple[FrequentQuestion, ...] = Field((), title="常见问题")
    manual: OptionalText = Field("", title="业务手册")
    to_confirm: tuple[Sentence, ...] = Field((), title="待本地核实")

    @model_validator(mode="after")
    def _code_holds_level_and_base_code(self) -> Self:
        if self.code[18:] != self.level.value + self.base_code:
            raise ValueError("实施编码应当是“机关统一社会信用代码 18 位 + 行使层级 1 位 + 基本编码 12 位”")
        faults = cross_reference_faults(
            self.scenarios,
            self.form,
            self.materials,
            self.conditions,
            self.steps,
            self.result,
            self.fees,
            self.commitment,
        )
        if faults:
            raise ValueError("；".join(faults))
        return self

    @property
    def is_immediate(self) -> bool:
        """True if the item is decided on the spot (即办件)."""
        return self.route is CaseRoute.IMMEDIATE or self.promised_limit == IMMEDIATE

    @property
    def is_free(self) -> bool:
        """True if nothing is charged."""
        return not self.fees

    def questions(self) -> Iterator[Question]:
        """The questions of the form, in order (scenario questions not among them)."""
        for group in self.form:
            yield from group.questions

    def question(self, key: str) -> Question:
        """The scenario or form question ``key``. Raises KeyError when there is none."""
        for question in (*self.scenarios, *self.questions()):
            if question.key == key:
                return question
        raise KeyError(key)

    def material(self, key: str) -> Material:
        """The material ``key``. Raises KeyError when there is none."""
        for material in self.materials:
            if material.key == key:
                return material
        raise KeyError(key)

    def step(self, key: str) -> Step:
        """The step ``key``. Raises KeyError when there is none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)
