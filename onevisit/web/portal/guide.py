"""What a guide shows beside the definition: limits in words, conditions of materials, counts.

Pure functions over the definition; words are translated, catalogue data stays as published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.evaluate import RawAnswers, materials_for
from onevisit.catalog.field_types import IMMEDIATE
from onevisit.catalog.parts import Condition, ItemProcedure, Material
from onevisit.law.calendar import WorkingCalendar
from onevisit.law.clauses import enforces
from onevisit.law.items import Channel, Necessity
from onevisit.law.limits import DueDate, Limit, due_date
from onevisit.web import words
from onevisit.web.words import limit_in_words


@dataclass(frozen=True)
class ToBring:
    """What an applicant has to bring, shortest form: always, depending on the answers, and not at all."""

    always: tuple[Material, ...]
    depending: tuple[Material, ...]
    fetched: tuple[Material, ...]


@enforces("JH-31")
def to_bring(definition: ItemDefinition) -> ToBring:
    """Sorts the materials; what data sharing supplies is named as not to be brought (JH-31)."""
    demanded = [material for material in definition.materials if not material.shared]
    return ToBring(
        always=tuple(
            material
            for material in demanded
            if not material.when and material.necessity is not Necessity.OPTIONAL
        ),
        depending=tuple(
            material for material in demanded if material.when or material.necessity is Necessity.OPTIONAL
        ),
        fetched=tuple(material for material in definition.materials if material.shared),
    )


@dataclass(frozen=True)
class MaterialRow:
    """A material as the table shows it. ``when`` says in words for whom; empty for everybody."""

    material: Material
    count: str
    when: str
    has_paper: bool


def material_rows(definition: ItemDefinition, answers: RawAnswers | None = None) -> list[MaterialRow]:
    """The materials of everybody with their conditions, or those for the given scenario answers."""
    if answers is None:
        return [
            MaterialRow(
                material,
                count_in_words(material),
                when_in_words(definition, material.when),
                material.paper is not None,
            )
            for material in definition.materials
        ]
    return [
        MaterialRow(material, count_in_words(material), "", material.paper is not None)
        for material in materials_for(definition, answers)
    ]


def count_in_words(material: Material) -> str:
    """``原件 1 份，复印件 2 份``; what sharing supplies need not be handed in."""
    if material.shared:
        return _("不用交")
    parts = []
    if material.originals:
        parts.append(_("原件 %(count)d 份") % {"count": material.originals})
    if material.copies:
        parts.append(_("复印件 %(count)d 份") % {"count": material.copies})
    return _("，").join(parts) or _("电子件 1 份")


def when_in_words(definition: ItemDefinition, when: Sequence[Condition]) -> str:
    """``“由谁来办理？”选“委托代理人”的``; several conditions must all be met."""
    said = []
    for condition in when:
        question = definition.question(condition.question)
        chosen = _("或者").join(f"“{question.label_of(value)}”" for value in condition.any_of)
        said.append(_("“%(question)s”选%(chosen)s的") % {"question": question.label, "chosen": chosen})
    return _("，并且").join(said)


@dataclass(frozen=True)
class ExcludedTime:
    """A special procedure with what it does to the two limits, in words."""

    procedure: ItemProcedure
    effect: str


@enforces("JH-17", "XK-45")
def excluded_times(definition: ItemDefinition) -> list[ExcludedTime]:
    """What does not count towards the limits, with the days expected: the guide must say it."""
    found = []
    for planned in definition.special_procedures:
        basis = "；".join(planned.basis)
        statutory = planned.procedure.stops_statutory(definition.type, cited_basis=basis)
        promised = planned.procedure.stops_promise(cited_basis=basis)
        if statutory and promised:
            effect = _("不计入法定时限和承诺时限")
        elif promised:
            effect = _("不计入承诺时限，仍计入法定时限")
        elif statutory:
            effect = _("不计入法定时限，仍计入承诺时限")
        else:
            effect = _("照常计入时限")
        found.append(ExcludedTime(planned, effect))
    return found


@dataclass(frozen=True)
class LimitExample:
    """When a case accepted today would be done at the latest."""

    due: DueDate
    text: str


def limit_example(definition: ItemDefinition, today: date, calendar: WorkingCalendar) -> LimitExample | None:
    """The promised day for a case accepted today; None for what is done at once or has no promise.

    On a provisional calendar the day is marked 预计 (rule 20).
    """
    limit = definition.promised_limit
    if limit is None or definition.is_immediate:
        return None
    due = due_date(today, limit, (), calendar)
    day = words.date_in_words(due.due, today)
    text = _("今天受理的，最晚%(day)s办结") % {"day": day}
    return LimitExample(due, _("%(text)s（预计）") % {"text": text} if due.provisional else text)


def promised_in_words(definition: ItemDefinition) -> str:
    """The promised limit: ``8个工作日`` or ``当场办结``."""
    return limit_in_words(IMMEDIATE if definition.is_immediate else definition.promised_limit)


def statutory_in_words(limit: Limit | None) -> str:
    """The statutory limit in words."""
    return _("当场") if limit == IMMEDIATE else limit_in_words(limit)


def visits_in_words(definition: ItemDefinition) -> str:
    """How many trips it takes, and why any at all."""
    count = definition.visits.count
    if not count:
        return _("不用跑，从申请到拿结果都可以在网上办")
    said = _("最多跑 %(count)d 次") % {"count": count}
    return _("%(said)s：%(reason)s") % {"said": said, "reason": definition.visits.reason}


def is_on_the_web(definition: ItemDefinition) -> bool:
    """Whether an application can be filed on the web."""
    return Channel.WEB in definition.channels


def why_not_on_the_web(definition: ItemDefinition) -> str:
    """The reason why one has to come to a window, with its legal basis (rule 39)."""
    because = definition.online.not_complete_because
    if because is None:
        return definition.visits.reason
    basis = "、".join(because.basis)
    return (
        _("%(reason)s（依据：%(basis)s）") % {"reason": because.reason, "basis": basis}
        if basis
        else because.reason
    )
