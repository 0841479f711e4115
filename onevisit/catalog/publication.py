"""What must be true of an item before it is published: pure functions, each naming its clause.

Reading a file already refuses what has no meaning; these checks refuse what has a meaning but is unlawful or
unhelpful: a promise beyond the statute, a condition without basis, a visit that nothing requires.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import IMMEDIATE, limit_in_words
from onevisit.catalog.parts import Material
from onevisit.law.clauses import enforces
from onevisit.law.commitments import ABOUT_THE_HOLDER, CheckMethod, ExclusionGround
from onevisit.law.hearings import HEARING
from onevisit.law.items import (
    CaseRoute,
    Channel,
    DeliveryWay,
    MaterialKind,
    Necessity,
    ResultKind,
    ReviewKind,
    StepKind,
)
from onevisit.law.limits import Limit, Unit


@dataclass(frozen=True)
class PublicationFault:
    """Why an item can't be published: the element of the item file, the sentence, the clause behind it."""

    element: str
    message: str
    clause: str

    @property
    def field(self) -> str:
        """The Chinese name of the element."""
        return ItemDefinition.model_fields[self.element].title or self.element

    def __str__(self) -> str:
        return f"{self.field}：{self.message}"


Faults = Iterator[PublicationFault]


def publication_faults(definition: ItemDefinition) -> tuple[PublicationFault, ...]:
    """Everything that stands against publishing, in the order of the guide; empty if it may be published."""
    return tuple(fault for check in CHECKS for fault in check(definition))


@enforces("JH-29")
def check_bases(definition: ItemDefinition) -> Faults:
    """No condition, required material or procedure without a legal basis."""
    if not definition.basis:
        yield PublicationFault("basis", "没有写明设定依据，不能发布", "JH-29")
    for condition in definition.conditions:
        if not condition.basis:
            yield PublicationFault("conditions", f"“{condition.text}”没有法定依据，不得作为条件", "JH-29")
    for material in definition.materials:
        if material.necessity.is_demanded and not material.basis:
            yield PublicationFault("materials", f"“{material.name}”是必要材料，但没有写明依据", "JH-29")
    if not definition.conditions:
        yield PublicationFault("conditions", "没有写明受理条件", "XK-30")


@enforces("JH-17")
def check_limits(definition: ItemDefinition) -> Faults:
    """The promise lies within the statutory limit, and agrees with the kind of case."""
    promised, statutory = definition.promised_limit, definition.statutory_limit
    if promised is None:
        yield PublicationFault("promised_limit", "没有作出承诺；请写明工作日数或 immediate（当场）", "JH-17")
        return
    if statutory is not None and _longer(promised, statutory):
        yield PublicationFault(
            "promised_limit",
            f"承诺（{limit_in_words(promised)}）长于法定时限（{limit_in_words(statutory)}）",
            "JH-17",
        )
    if statutory is not None and not definition.statutory_limit_basis:
        yield PublicationFault("statutory_limit", "没有写明法定时限的依据", "JH-17")
    if (definition.route is CaseRoute.IMMEDIATE) != (promised == IMMEDIATE):
        yield PublicationFault("promised_limit", "即办件的承诺应当是当场，承诺当场的应当是即办件", "JH-8.2")
    if (definition.route is CaseRoute.REPORTED_UP) != (definition.reported_to is not None):
        yield PublicationFault(
            "reported_to", "上报件要写明报哪个上级机关、各自的时限和依据，其他事项不写", "JH-8.2.3"
        )
    if definition.reported_to and _beyond_twenty_days(definition.reported_to.first_review_limit):
        yield PublicationFault("reported_to", "下级机关应当自受理之日起 20 个工作日内审查完毕", "XK-43")
    if definition.collective_discussion and definition.route is not CaseRoute.PROMISED:
        yield PublicationFault("collective_discussion", "只有承诺件可以列入集体讨论", "JH-10b")


def _beyond_twenty_days(limit: Limit | None) -> bool:
    return limit is None or _calendar_days(limit) > _calendar_days(Limit(20, Unit.WORKING_DAY))


def _longer(promised: Limit, statutory: Limit) -> bool:
    return _calendar_days(promised) > _calendar_days(statutory)


def _calendar_days(limit: Limit) -> float:
    """Limits of different units compared by weeks of five working days."""
    return limit.count * 7 / 5 if limit.unit is Unit.WORKING_DAY else limit.count


@enforces("JH-17a")
def check_formal_review(definition: ItemDefinition) -> Faults:
    """What needs only a formal review is decided at once: no promised days."""
    if definition.review is ReviewKind.FORMAL and definition.promised_limit != IMMEDIATE:
        yield PublicationFault(
            "review", "形式审查的事项应当在审核合格后当场作出决定，不得承诺若干工作日", "JH-17a"
        )


@enforces("JH-17", "XK-45", "XK-46")
def check_special_procedures(definition: ItemDefinition) -> Faults:
    """Special procedures stand in the guide with their time and their basis."""
    for entry in definition.special_procedures:
        if not entry.basis:
            yield PublicationFault("special_procedures", f"“{entry.procedure.name}”没有写明依据", "JH-17")
        if entry.required and not (entry.key == HEARING and definition.type.is_licence):
            yield PublicationFault(
                "special_procedures",
                f"“{entry.procedure.name}”不能标为依法应当进行：只有行政许可的听证可以",
                "XK-46",
            )


@enforces("JH-31", "JH-31b")
def check_materials(definition: ItemDefinition) -> Faults:
    """Materials are complete enough to tell somebody once: forms with blank and sample, standards, points."""
    for material in definition.materials:
        yield from _material_faults(material)


def _material_faults(material: Material) -> Faults:
    name = material.name
    if material.kind is MaterialKind.APPLICATION_FORM and material.paper is None:
        yield PublicationFault("materials", f"“{name}”是表格文书，要有空白表格和样表", "XK-30")
    if material.necessity.is_demanded and not material.review_points:
        yield PublicationFault("materials", f"“{name}”没有审查要点", "AS-3.1d")
    for point in material.review_points:
        if not point.basis:
            yield PublicationFault("materials", f"“{name}”的审查要点“{point.text}”没有依据", "AS-3.1d")


@enforces("JH-29", "RULE-33")
def check_gap_acceptance(definition: ItemDefinition) -> Faults:
    """Only secondary materials may come later, by a rule, within the promise; main ones never (容缺受理)."""
    rule = definition.gap_acceptance
    later = [one for one in definition.materials if one.necessity is Necessity.SUPPLIED_LATER]
    if rule is None:
        for material in later:
            yield PublicationFault(
                "materials", f"“{material.name}”写了可容缺后补，但事项没有写明容缺受理的依据和期限", "JH-29"
            )
        return
    if not later:
        yield PublicationFault("gap_acceptance", "没有一份材料可容缺后补（必要性 3）", "JH-29")
    if not any(one.necessity is Necessity.REQUIRED and not one.when for one in definition.materials):
        yield PublicationFault("gap_acceptance", "没有主要材料：主要材料不能容缺", "JH-29")
    for material in later:
        if material.shared:
            yield PublicationFault("materials", f"“{material.name}”由系统共享获取，不需要容缺后补", "JH-31")
    promised = definition.promised_limit
    if rule.limit is None or rule.limit == IMMEDIATE:
        yield PublicationFault("gap_acceptance", "没有写明补齐期限", "JH-29")
    elif promised is None or promised == IMMEDIATE or _longer(rule.limit, promised):
        yield PublicationFault("gap_acceptance", "补齐期限长于承诺办结时限", "JH-17")


@enforces("YS-40")
def check_commitment(definition: ItemDefinition) -> Faults:
    """The organ tells everything in writing before anybody declares, and says how it will check."""
    rule = definition.commitment
    if rule is None:
        return
    if not rule.points:
        yield PublicationFault("告知承诺", "没有逐项写明承诺事项", "YS-40")
    if not (rule.obligations and rule.standard and rule.liability):
        yield PublicationFault("告知承诺", "告知的义务、标准、法律责任要写全", "YS-40")
    known = {one.key: one for one in definition.materials}
    for key in rule.covers:
        if key not in known or known[key].shared:
            yield PublicationFault("告知承诺", f"不再索要的材料“{key}”不在要提交的材料里", "YS-40")
    if rule.check is None:
        yield PublicationFault("告知承诺", "没有写明事后核查的方式和期限；免予核查的也要写明", "YS-40")
    elif rule.check.method is not CheckMethod.EXEMPT and not (rule.check.limit and rule.check.correct_within):
        yield PublicationFault("告知承诺", "没有写明核查期限和整改期限", "YS-40")
    if rule.bar is None:
        yield PublicationFault("告知承诺", "没有写明不实承诺限制多久、依据是什么；限制要有期限", "YS-40")
    named = {one.ground for one in rule.exclusions}
    for ground in ABOUT_THE_HOLDER:
        if ground not in named:
            yield PublicationFault("告知承诺", f"不适用的情形没有写“{ground.label}”", "YS-40")
    for one in rule.exclusions:
        if one.ground is ExclusionGround.CIRCUMSTANCE and not one.when:
            yield PublicationFault("告知承诺", f"没有写明怎样认定“{one.text}”（哪个问题的哪个答案）", "YS-40")


@enforces("JH-8.3", "AS-3.1c")
def check_steps(definition: ItemDefinition) -> Faults:
    """A promised item is reviewed by one person and signed by another; the steps fit into the promise."""
    kinds = [step.kind for step in definition.steps]
    if definition.route is CaseRoute.PROMISED:
        if StepKind.REVIEW not in kinds:
            yield PublicationFault("steps", "缺少审查环节", "AS-4.3")
        if StepKind.SIGN not in kinds:
            yield PublicationFault("steps", "缺少核准签发环节，承办人不能自己签发", "AS-4.3")
    flow = len(definition.steps) + len(("受理", "办结", "送达"))
    if definition.type.is_licence and flow < 5:
        yield PublicationFault("steps", "行政许可的流程至少有受理、审核、审批、办结、送达五步", "XK-30")
    promised = definition.promised_limit
    days = sum(step.limit.count for step in definition.steps if step.limit is not None)
    if promised is not None and promised != IMMEDIATE and days > promised.count:
        yield PublicationFault("steps", f"各环节共 {days} 日，超过承诺的 {limit_in_words(promised)}", "JH-17")
    for step in definition.steps:
        for point in step.review_points:
            if not point.basis:
                yield PublicationFault("steps", f"“{step.name}”的审查要点“{point.text}”没有依据", "AS-3.1d")


@enforces("AS-3.1b")
def check_result(definition: ItemDefinition) -> Faults:
    """A result named …证 is a licence, and a licence shows what stands on it."""
    result = definition.result
    if result.kind is ResultKind.NONE:
        if result.name:
            yield PublicationFault("result", "写了结果名称，类型却是“无”", "AS-3.1b")
        return
    if not result.name:
        yield PublicationFault("result", "没有写结果名称", "AS-3.1b")
    named_licence = result.name.endswith(("证", "证书", "执照")) and not result.name.endswith("凭证")
    if named_licence and result.kind is not ResultKind.LICENCE:
        yield PublicationFault("result", f"“{result.name}”是证照，类型应当选证照", "AS-3.1b")
    if result.kind is ResultKind.LICENCE and not result.fields:
        yield PublicationFault("result", f"“{result.name}”没有样本（证照栏目）", "AS-3.1b")


@enforces("XK-58", "XK-59")
def check_fees(definition: ItemDefinition) -> Faults:
    """A fee has its name, standard, amount and basis, and can be paid online."""
    for fee in definition.fees:
        if not fee.basis:
            yield PublicationFault("fees", f"“{fee.name}”没有收费依据，不得收费", "XK-58")
        if fee.reduction and not fee.reduction_basis:
            yield PublicationFault("fees", f"“{fee.name}”的减免情形没有依据", "XK-58")
        if fee.amount_fen is None:
            yield PublicationFault("fees", f"“{fee.name}”没有写明金额，不能核定", "XK-59")
        if not fee.payable_online:
            yield PublicationFault("fees", f"“{fee.name}”没有开通网上缴费", "JH-31")
    if len({fee.due for fee in definition.fees}) > 1:
        yield PublicationFault("fees", "各项收费应当在同一个环节缴纳", "XK-59")


@enforces("JH-31", "JH-31b", "JH-42", "RULE-39")
def check_visits(definition: ItemDefinition) -> Faults:
    """At most one visit, with its reason; fully online means none; else the law against it is named."""
    visits, online = definition.visits, definition.online
    if visits.count > 1:
        yield PublicationFault("visits", "最多跑一次：从受理到出结果不得超过一次", "JH-42")
    if visits.count > 0 and not visits.reason:
        yield PublicationFault("visits", "要到现场就要写明原因", "JH-31")
    if online.complete and visits.count > 0:
        yield PublicationFault("online", "能全程网办的事项，不得要求必须到现场", "JH-31")
    if online.complete and Channel.WEB not in definition.channels:
        yield PublicationFault("channels", "全程网办的事项要有网上渠道", "JH-31")
    if not online.complete and online.not_complete_because is None:
        yield PublicationFault("online", "不能全程网办的，要写明法定原因", "RULE-39")
    if online.not_complete_because is not None and not online.not_complete_because.basis:
        yield PublicationFault("online", "不能全程网办的原因没有依据", "RULE-39")
    reachable = {DeliveryWay.POST, DeliveryWay.ELECTRONIC}
    if visits.count == 0 and not reachable.intersection(definition.delivery.ways):
        yield PublicationFault("delivery", "不用到现场的事项，要能邮寄或者电子送达", "JH-25b")


@enforces("AS-3.1b")
def check_telephones(definition: ItemDefinition) -> Faults:
    """Consultation and complaint telephones differ."""
    numbers = definition.telephones
    if set(numbers.consultation) & set(numbers.complaint):
        yield PublicationFault("telephones", "咨询电话和监督投诉电话不能相同", "AS-3.1b")


@enforces("AS-3.1b")
def check_audience(definition: ItemDefinition) -> Faults:
    """Themes agree with the service objects; a licence answers at least one frequent question."""
    people = any(served.is_person for served in definition.service_objects)
    organizations = any(not served.is_person for served in definition.service_objects)
    if people != bool(definition.themes.person):
        yield PublicationFault("themes", "自然人主题与服务对象不一致", "AS-3.1b")
    if organizations != bool(definition.themes.organization):
        yield PublicationFault("themes", "法人主题与服务对象不一致", "AS-3.1b")
    if definition.type.is_licence and not definition.faq:
        yield PublicationFault("faq", "行政许可至少要有一个常见问题", "AS-3.1b")
    if not definition.type.can_be_applied_for:
        yield PublicationFault("type", f"{definition.type.label}不是依申请办理的事项", "JH-3")


@enforces("JH-31", "JH-31a")
def check_shareable(definition: ItemDefinition, shareable: Container[str]) -> Faults:
    """What the city can get by sharing, because another item does, is not demanded here.

    ``shareable`` holds the names of materials that other items in effect take from sharing, and of the
    certificates that this platform itself issues.
    """
    for material in definition.materials:
        if not material.shared and material.name in shareable:
            yield PublicationFault("materials", f"“{material.name}”可以共享获取，不得要求申请人提交", "JH-31")


CHECKS: tuple[Callable[[ItemDefinition], Faults], ...] = (
    check_bases,
    check_limits,
    check_formal_review,
    check_special_procedures,
    check_materials,
    check_gap_acceptance,
    check_commitment,
    check_steps,
    check_result,
    check_fees,
    check_visits,
    check_telephones,
    check_audience,
)
