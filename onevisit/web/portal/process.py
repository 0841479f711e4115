"""The process of an item as a citizen lives it, read from its definition: never drawn by hand (AS-3.1c).

The flow chart, its text and the procedure on a guidance sheet are three faces of the same steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import IMMEDIATE
from onevisit.catalog.parts import ItemProcedure, ReportedTo, Step
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind, title
from onevisit.law.items import StepKind
from onevisit.law.limits import Limit
from onevisit.web.words import limit_in_words


class BranchKind(StrEnum):
    """Where a branch leads: back into the process, out of it, or beside it while a clock stands still."""

    RETURNS = "returns"
    LEAVES = "leaves"
    BESIDE = "beside"


@dataclass(frozen=True)
class Branch:
    """What may happen at a stage besides going on: ``case`` says when."""

    kind: BranchKind
    case: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Stage:
    """A stage in order. ``actor`` does it, ``time`` says how long it may take, ``note`` what happens."""

    title: str
    actor: str
    time: str = ""
    note: str = ""
    branches: tuple[Branch, ...] = ()


@enforces("AS-3.1c")
def stages(definition: ItemDefinition, department: str) -> tuple[Stage, ...]:
    """All stages from the application to the result; ``department`` is the organ's short name."""
    return (
        _application(definition),
        *_acceptance(definition, department),
        *_steps(definition, department),
        _delivery(definition),
    )


def _application(definition: ItemDefinition) -> Stage:
    channels = _("、").join(_(channel.label) for channel in definition.channels)
    return Stage(_("提出申请"), _("申请人"), note=_("可以选：%(channels)s") % {"channels": channels})


def _acceptance(definition: ItemDefinition, department: str) -> Iterator[Stage]:
    correction = Branch(
        BranchKind.RETURNS,
        _("材料不齐的"),
        _("一次性告知补正"),
        _("当场或者 5 个工作日内，一次说全") if definition.type.is_licence else _("一次说全"),
    )
    refused = Branch(
        BranchKind.LEAVES,
        _("不归本机关管的"),
        _("不予受理"),
        _("告知该找哪个机关"),
    )
    if definition.is_immediate:
        yield Stage(
            _("收件受理"), _("受理窗口"), _("当场"), _("核对材料，出具收件凭证"), (correction, refused)
        )
        return
    yield Stage(_("收件"), _("受理窗口"), _("当场"), _("核对材料，出具收件凭证"))
    yield Stage(
        _("受理"),
        _("受理窗口或者%(department)s") % {"department": department},
        _("5 个工作日内，逾期视为受理") if definition.type.is_licence else "",
        _("出具受理通知书，办理期限从受理之日起算"),
        (correction, refused),
    )


def _steps(definition: ItemDefinition, department: str) -> Iterator[Stage]:
    deciding = _deciding_step(definition)
    procedures = [_beside(procedure) for procedure in definition.special_procedures]
    for step in definition.steps:
        branches = tuple(procedures)
        procedures = []
        if step is deciding and definition.reported_to is not None:
            yield _superior(definition.reported_to)
        if step is deciding:
            branches += (_refusal(definition),)
        yield Stage(step.name, _actor(step, department), step_time(step.limit), step.standard, branches)


def _superior(above: ReportedTo) -> Stage:
    """The superior organ decides on what was sent up; the applicant is not asked again (XK-35)."""
    return Stage(
        _("报上级机关决定"),
        above.organ,
        step_time(above.answer_limit),
        _("初审意见和全部申请材料一并上报，不会再让您重复提供材料"),
    )


def _deciding_step(definition: ItemDefinition) -> Step | None:
    """The step that ends with the decision: signing, else the last one before the certificate."""
    before = [step for step in definition.steps if step.kind is not StepKind.CERTIFICATE]
    signing = [step for step in before if step.kind is StepKind.SIGN]
    candidates = signing or before
    return candidates[-1] if candidates else None


def _beside(procedure: ItemProcedure) -> Branch:
    return Branch(
        BranchKind.BESIDE,
        _("需要%(procedure)s的") % {"procedure": _(procedure.procedure.name)},
        _(procedure.procedure.name),
        _("约 %(days)d 个工作日，事先书面告知") % {"days": procedure.days},
    )


def _refusal(definition: ItemDefinition) -> Branch:
    return Branch(
        BranchKind.LEAVES,
        _("不符合条件的"),
        _(title(DocumentKind.REFUSAL, definition.type)),
        _("写明理由、依据和救济途径"),
    )


def _actor(step: Step, department: str) -> str:
    if step.kind is StepKind.SITE_VISIT:
        return _("%(department)s，两名以上人员") % {"department": department}
    return department


def step_time(limit: Limit | None) -> str:
    """The words for a stage's own limit; empty where the item sets none."""
    if limit is None:
        return ""
    return _("当场") if limit == IMMEDIATE else limit_in_words(limit)


def _delivery(definition: ItemDefinition) -> Stage:
    ways = _("、").join(_(way.label) for way in definition.delivery.ways)
    name = definition.result.name
    note = _("%(result)s：%(ways)s") % {"result": name, "ways": ways} if name else ways
    time = _("作出准予决定之日起 10 个工作日内") if definition.type.is_licence else ""
    if definition.is_immediate:
        time = _("当场")
    return Stage(_("送达结果"), _("出件窗口"), time, note)
