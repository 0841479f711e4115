"""The definition of a package (一件事, 联办件): which items, who leads, what is asked once.

One readable YAML file per package, read like an item file; frozen as JSON in ``PackageVersion``. A place in a
member is written ``member.key``: ``food.phone`` is the question ``phone`` of the member ``food``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from onevisit.catalog.field_types import Citation, ItemLimit, Key, Name, OptionalText, Part, Sentence
from onevisit.catalog.parts import Condition, Question
from onevisit.catalog.reading import DefinitionError, faults_of, read_yaml
from onevisit.law.items import ServiceObject

FORMAT = "onevisit-package/1"


def _place(text: str) -> str:
    if text.count(".") != 1 or not all(text.split(".")):
        raise ValueError("请写成“成员.代码”的样子，例如 food.phone")
    return text


Place = Annotated[Name, AfterValidator(_place)]
PackageCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{1,19}(-[a-z0-9]{1,19}){0,3}$")]


class Document(Part):
    """A document of an authority: its number, who issued it, the day."""

    number: Name = Field(title="文号")
    organ: Name = Field(title="发文机关")
    day: date = Field(title="日期")


class Predecessor(Part):
    """A member whose grant another needs: its result becomes a material and may answer a question."""

    member: Key = Field(title="前置成员")
    material: Key | None = Field(None, title="结果作为材料")
    question: Key | None = Field(None, title="由结果带出的栏目")


class Member(Part):
    """One item of the package; ``when`` leaves it out of applications that do not need it."""

    key: Key = Field(title="成员代码")
    item: Name = Field(title="实施编码")
    when: tuple[Condition, ...] = Field((), title="适用情形")
    after: tuple[Predecessor, ...] = Field((), title="前置事项")


class ScenarioFeed(Part):
    """How a member's scenario question is answered: always the same, or by a question of the package.

    ``values`` translates the package's answers; an answer that is not named there is passed on as it is.
    """

    to: Place = Field(title="成员的情形问题")
    always: Name | None = Field(None, title="固定答案")
    question: Key | None = Field(None, title="取自一件事的问题")
    values: dict[str, str] = Field(default_factory=dict, title="答案对照")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.always is None) == (self.question is None):
            raise ValueError("“固定答案”和“取自一件事的问题”要写一个，也只能写一个")
        return self


class SharedField(Part):
    """One question asked once for several members."""

    key: Key = Field(title="代码")
    asks: tuple[Place, ...] = Field(title="各成员的问题", min_length=2)


class SharedMaterial(Part):
    """One material handed in once for several members."""

    key: Key = Field(title="代码")
    name: Name = Field(title="材料名称")
    gives: tuple[Place, ...] = Field(title="各成员的材料", min_length=2)


class PackageDefinition(Part):
    """Everything about one version of one package.

    ``appointment`` is the agency's document that names the lead department (JH-18), ``approval`` the
    government's for the package (rule 19). ``joint_licensing`` cites the government's order to handle the
    licences jointly (XK-26) where there is one: only then the ceiling of 45 working days applies.
    """

    format: Literal["onevisit-package/1"] = Field(title="文件格式")
    code: PackageCode = Field(title="一件事代码")
    name: Name = Field(title="名称")
    summary: Sentence = Field(title="一句话说明")
    introduction: OptionalText = Field("", title="说明")
    lead: Name = Field(title="牵头部门编码")
    appointment: Document | None = Field(None, title="牵头部门的指定")
    approval: Document | None = Field(None, title="政府批准")
    joint_licensing: tuple[Citation, ...] = Field((), title="联合办理的依据")
    service_objects: tuple[ServiceObject, ...] = Field(title="服务对象", min_length=1)
    search_words: tuple[Name, ...] = Field((), title="常用说法")
    applicant_limit: ItemLimit = Field(title="对申请人的承诺时限")
    scenarios: tuple[Question, ...] = Field((), title="情形")
    members: tuple[Member, ...] = Field(title="联办事项", min_length=2)
    feeds: tuple[ScenarioFeed, ...] = Field((), title="情形对照")
    fields: tuple[SharedField, ...] = Field((), title="共同栏目")
    materials: tuple[SharedMaterial, ...] = Field((), title="共同材料")

    @model_validator(mode="after")
    def _names_are_unique_and_known(self) -> Self:
        faults = [
            *_repeated("成员", (member.key for member in self.members)),
            *_repeated("联办事项", (member.item for member in self.members)),
            *_repeated("情形问题", (question.key for question in self.scenarios)),
            *_repeated("共同栏目", (shared.key for shared in self.fields)),
            *_repeated("共同材料", (shared.key for shared in self.materials)),
            *_repeated("情形对照", (feed.to for feed in self.feeds)),
            *_repeated("共同栏目里的问题", (place for one in self.fields for place in one.asks)),
            *_repeated("共同材料里的材料", (place for one in self.materials for place in one.gives)),
            *self._unknown_members(),
            *self._unknown_questions(),
        ]
        if faults:
            raise ValueError("；".join(faults))
        return self

    def _unknown_members(self) -> Iterable[str]:
        known = {member.key for member in self.members}
        named = {before.member for member in self.members for before in member.after}
        places = [feed.to for feed in self.feeds]
        places += [place for one in self.fields for place in one.asks]
        places += [place for one in self.materials for place in one.gives]
        named |= {place.partition(".")[0] for place in places}
        return (f"没有成员“{key}”" for key in sorted(named - known))

    def _unknown_questions(self) -> Iterable[str]:
        known = {question.key: question for question in self.scenarios}
        for question in self.scenarios:
            if not question.options:
                yield f"情形问题“{question.label}”只能是选择题"
        asked = {feed.question for feed in self.feeds if feed.question}
        asked |= {condition.question for member in self.members for condition in member.when}
        for key in sorted(asked - set(known)):
            yield f"没有情形问题“{key}”"

    def member(self, key: str) -> Member:
        """The member ``key``. Raises KeyError when there is none."""
        for member in self.members:
            if member.key == key:
                return member
        raise KeyError(key)


def _repeated(what: str, keys: Iterable[str]) -> list[str]:
    return [f"{what}“{key}”写了两次" for key, count in Counter(keys).items() if count > 1]


def read_package(data: bytes, file: str) -> PackageDefinition:
    """The definition in a package file. Raises DefinitionError with every fault of the file."""
    content = read_yaml(data, file)
    try:
        return PackageDefinition.model_validate(content)
    except ValidationError as error:
        raise DefinitionError(faults_of(error, PackageDefinition, file)) from error
