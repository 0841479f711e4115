"""The parts of an item definition about declarations of commitment (告知承诺)."""

from __future__ import annotations

from pydantic import Field, model_validator

from onevisit.catalog.field_types import Citation, ItemLimit, Key, OptionalText, Part, Sentence, Text
from onevisit.catalog.parts import Condition
from onevisit.law.commitments import LONGEST_BAR_YEARS, CheckMethod, ExclusionGround


class CommitmentPoint(Part):
    """One thing that the applicant declares (承诺事项)."""

    key: Key = Field(title="代码")
    text: Sentence = Field(title="内容")


class CommitmentCheck(Part):
    """How and within which time the declaration is checked after the decision (核查)."""

    method: CheckMethod = Field(title="核查方式")
    limit: ItemLimit = Field(None, title="核查期限")
    correct_within: ItemLimit = Field(None, title="整改期限")


class CommitmentExclusion(Part):
    """When the way of commitment is not open: for whom, or in which circumstance of high risk (不适用的情形).

    A ``circumstance`` is recognised by answers to questions of choice. Versions from before wrote a text
    alone: it is told to people, and recognised by nothing.
    """

    ground: ExclusionGround = Field(title="种类")
    text: Sentence = Field(title="内容")
    when: tuple[Condition, ...] = Field((), title="适用情形")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, str):
            return {"ground": ExclusionGround.CIRCUMSTANCE.value, "text": value}
        return value

    def __str__(self) -> str:
        return self.text


class CommitmentBar(Part):
    """How long a false promise bars its author from further ones, unless repaired before (失信限制)."""

    years: int = Field(title="年数", ge=1, le=LONGEST_BAR_YEARS)
    basis: tuple[Citation, ...] = Field(title="依据", min_length=1)


class Commitment(Part):
    """The item may be granted on a declaration of commitment (告知承诺制).

    ``obligations``, ``standard`` and ``liability`` are what the organ tells in writing; ``points`` are what
    the applicant declares, each ticked; ``covers`` names the materials that are then no longer asked for.
    ``immediate`` lets the decision be made on the spot; ``exclusions`` say when the way is not open.
    """

    content: Text = Field(title="承诺内容")
    obligations: tuple[Sentence, ...] = Field((), title="告知的义务")
    points: tuple[CommitmentPoint, ...] = Field((), title="承诺事项")
    standard: OptionalText = Field("", title="应当达到的标准")
    liability: OptionalText = Field("", title="不实承诺的法律责任")
    covers: tuple[Key, ...] = Field((), title="不再索要的材料")
    immediate: bool = Field(False, title="可否当场决定")
    exclusions: tuple[CommitmentExclusion, ...] = Field((), title="不适用的情形")
    check: CommitmentCheck | None = Field(None, title="事后核查")
    bar: CommitmentBar | None = Field(None, title="失信限制的期限")
    basis: tuple[Citation, ...] = Field(title="依据", min_length=1)
