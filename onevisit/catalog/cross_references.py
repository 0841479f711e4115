"""Checks between the parts of a definition: unique keys, and conditions that point to earlier choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from onevisit.catalog.commitments import Commitment
from onevisit.catalog.parts import (
    AcceptanceCondition,
    Condition,
    Fee,
    Material,
    Question,
    QuestionGroup,
    QuestionKind,
    Result,
    Step,
)


def cross_reference_faults(
    scenarios: Sequence[Question],
    form: Sequence[QuestionGroup],
    materials: Sequence[Material],
    conditions: Sequence[AcceptanceCondition],
    steps: Sequence[Step],
    result: Result,
    fees: Sequence[Fee],
    commitment: Commitment | None,
) -> list[str]:
    """Chinese sentences for every reference that leads nowhere; empty if all is well."""
    form_questions = [question for group in form for question in group.questions]
    faults = [
        *_repeated("问题", (question.key for question in (*scenarios, *form_questions))),
        *_repeated("申请表分组", (group.key for group in form)),
        *_repeated("申请材料", (material.key for material in materials)),
        *_repeated("受理条件", (condition.key for condition in conditions)),
        *_repeated("办理环节", (step.key for step in steps)),
        *_repeated("审查要点", _review_point_keys(materials, steps)),
    ]
    faults.extend(
        f"情形问题“{question.label}”只能是选择题（choice 或 multi_choice）"
        for question in scenarios
        if not question.options
    )
    known: dict[str, Question] = {}
    for question in (*scenarios, *form_questions):
        faults.extend(_condition_faults(f"问题“{question.label}”", question.when, known))
        known[question.key] = question
    scenario_questions = {question.key: question for question in scenarios}
    for material in materials:
        faults.extend(_condition_faults(f"材料“{material.name}”", material.when, scenario_questions))
    for condition in conditions:
        faults.extend(_condition_faults(f"受理条件“{condition.key}”", condition.when, scenario_questions))
    for exclusion in commitment.exclusions if commitment else ():
        faults.extend(_condition_faults(f"不适用告知承诺的情形“{exclusion.text}”", exclusion.when, known))
    faults.extend(
        f"证照栏目“{field.label}”取自问题“{field.answer}”，但没有这个问题"
        for field in result.fields
        if field.answer is not None and field.answer not in known
    )
    until = result.validity_until
    if until is not None and (until not in known or known[until].kind is not QuestionKind.DATE):
        faults.append(f"有效期截止日取自问题“{until}”，但没有这个日期题")
    for fee in fees:
        counted = known.get(fee.quantity_answer or "")
        if fee.quantity_answer and (counted is None or counted.kind is not QuestionKind.NUMBER):
            faults.append(f"收费“{fee.name}”的数量取自问题“{fee.quantity_answer}”，但没有这个数字题")
        if fee.quantity_answer and not fee.unit:
            faults.append(f"收费“{fee.name}”按数量计算，要写明计费单位")
    return faults


def _review_point_keys(materials: Sequence[Material], steps: Sequence[Step]) -> Iterable[str]:
    for material in materials:
        yield from (point.key for point in material.review_points)
    for step in steps:
        yield from (point.key for point in step.review_points)


def _repeated(what: str, keys: Iterable[str]) -> list[str]:
    return [f"{what}代码“{key}”重复" for key, count in Counter(keys).items() if count > 1]


def _condition_faults(what: str, when: Sequence[Condition], known: dict[str, Question]) -> list[str]:
    faults = []
    for condition in when:
        question = known.get(condition.question)
        if question is None:
            faults.append(f"{what}的出现条件用了“{condition.question}”，但前面没有这个问题")
            continue
        if question.kind not in {QuestionKind.CHOICE, QuestionKind.MULTI_CHOICE}:
            faults.append(f"{what}的出现条件用了“{condition.question}”，但它不是选择题")
            continue
        values = {option.value for option in question.options}
        faults.extend(
            f"{what}的出现条件写了“{value}”，但问题“{condition.question}”没有这个选项"
            for value in condition.any_of
            if value not in values
        )
    return faults
