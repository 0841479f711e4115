"""What changed between two versions of an item, in Chinese: for change notices and drafts (JH-9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import limit_in_words
from onevisit.law.clauses import enforces


@dataclass(frozen=True)
class Difference:
    """One changed element of the guide: its name, and Chinese words for what was and what is."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.field}：新增“{self.after}”"
        if not self.after:
            return f"{self.field}：取消“{self.before}”"
        return f"{self.field}：由“{self.before}”改为“{self.after}”"


@enforces("JH-9", "JH-29", "HOUSE-28")
def differences(old: ItemDefinition, new: ItemDefinition) -> tuple[Difference, ...]:
    """The differences that matter to an applicant, and a last line for any other changed element."""
    told = {
        "name": _changed("事项名称", old.name, new.name),
        "route": _changed("办件类型", old.route.label, new.route.label),
        "review": _changed("审查方式", old.review.label, new.review.label),
        "statutory_limit": _changed(
            "法定办结时限", limit_in_words(old.statutory_limit), limit_in_words(new.statutory_limit)
        ),
        "promised_limit": _changed(
            "承诺办结时限", limit_in_words(old.promised_limit), limit_in_words(new.promised_limit)
        ),
        "conditions": _listed(
            "受理条件",
            {condition.key: condition.text for condition in old.conditions},
            {condition.key: condition.text for condition in new.conditions},
        ),
        "materials": _listed(
            "申请材料",
            {material.key: material.name for material in old.materials},
            {material.key: material.name for material in new.materials},
        ),
        "form": _listed(
            "填写内容",
            {question.key: question.label for question in old.questions()},
            {question.key: question.label for question in new.questions()},
        ),
        "fees": _listed(
            "收费", {fee.name: fee.standard for fee in old.fees}, {fee.name: fee.standard for fee in new.fees}
        ),
        "result": _changed("办理结果", old.result.name, new.result.name),
        "visits": _changed("到办事现场次数", str(old.visits.count), str(new.visits.count)),
    }
    found = [difference for listed in told.values() for difference in listed]
    others = [
        field.title or name
        for name, field in ItemDefinition.model_fields.items()
        if not told.get(name) and getattr(old, name) != getattr(new, name)
    ]
    if others:
        found.append(Difference("其他内容", "", "、".join(others) + "有更新"))
    return tuple(found)


def _changed(field: str, before: str, after: str) -> list[Difference]:
    return [] if before == after else [Difference(field, before, after)]


def _listed(field: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    keys = dict.fromkeys((*before, *after))
    return [
        Difference(field, before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key, "") != after.get(key, "")
    ]
