"""The frozen content of the two sheets drawn from an item: its whole guide, and the guidance for one person.

A guidance sheet tells before filing everything that filing needs: conditions, materials, procedure, both
limits (AS-3.3b, rule 1). Documents are Chinese, whatever the language of the page. What is told here is what
a later correction notice is compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import translation

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.evaluate import RawAnswers, conditions_for, visible_questions
from onevisit.catalog.parts import AcceptanceCondition, Question
from onevisit.law.clauses import cite, enforces
from onevisit.law.document_kinds import DocumentKind, title
from onevisit.web.portal.guide import (
    MaterialRow,
    excluded_times,
    material_rows,
    promised_in_words,
    statutory_in_words,
    visits_in_words,
)
from onevisit.web.portal.process import stages

Section = dict[str, Any]


@enforces("AS-3.1b", "JH-17")
@translation.override("zh-hans")
def guide_content(
    definition: ItemDefinition, *, organ: str, department: str, issued: date, demo: bool
) -> dict[str, Any]:
    """The content of the guide as a document, dated with the day it came into effect."""
    rows = material_rows(definition)
    return {
        "title": title(DocumentKind.GUIDE, definition.type),
        "item": definition.name,
        "organ": organ,
        "date": issued.isoformat(),
        "paragraphs": [definition.summary],
        "fields": [*_identity(definition, organ), *_limits(definition), *_facts(definition)],
        "table": _materials(rows),
        "sections": [
            *_material_notes(rows),
            _conditions(definition.conditions),
            *_excluded(definition),
            _procedure(definition, department),
            *_fees(definition),
            _places(definition),
            *_questions_and_answers(definition),
            {"heading": "设定依据", "paragraphs": list(definition.basis)},
        ],
        "notes": [f"带“待核实”的内容以窗口答复为准：{'；'.join(definition.to_confirm)}。"]
        if definition.to_confirm
        else [],
        "demo": demo,
    }


@enforces("AS-3.3b", "RULE-1")
@translation.override("zh-hans")
def guidance_content(
    definition: ItemDefinition, answers: RawAnswers, *, organ: str, department: str, today: date, demo: bool
) -> dict[str, Any]:
    """The content of a 一次性告知单 for one person's scenario, dated ``today`` (Asia/Shanghai)."""
    rows = material_rows(definition, answers)
    return {
        "title": title(DocumentKind.GUIDANCE_SHEET, definition.type),
        "item": definition.name,
        "organ": organ,
        "date": today.isoformat(),
        "paragraphs": [],
        "fields": [*_told_scenario(definition, answers), *_limits(definition), *_facts(definition)],
        "table": _materials(rows),
        "sections": [
            *_material_notes(rows),
            _conditions(conditions_for(definition, answers)),
            *_excluded(definition),
            _procedure(definition, department),
            *_fees(definition),
            _places(definition),
        ],
        "notes": [
            "本单按您选择的情形一次性告知。情形变了，请重新取一份。",
            _correction_note(definition),
        ],
        "demo": demo,
    }


def _correction_note(definition: ItemDefinition) -> str:
    told = "申请以后需要补正的，另发一次性补正告知书，补正内容与本单对照"
    return f"{told}（{cite('XK-32.4')}）。" if definition.type.is_licence else f"{told}。"


def told_scenario(definition: ItemDefinition, answers: RawAnswers) -> list[tuple[Question, str]]:
    """The scenario questions that were asked, each with the words of the answer."""
    told = []
    for question in visible_questions(definition.scenarios, answers):
        given = answers.get(question.key)
        if given:
            values = (given,) if isinstance(given, str) else given
            told.append((question, "、".join(question.label_of(value) for value in values)))
    return told


def _told_scenario(definition: ItemDefinition, answers: RawAnswers) -> list[list[str]]:
    told = [
        f"{question.label.removesuffix('？').removesuffix('?')}：{answer}"
        for question, answer in told_scenario(definition, answers)
    ]
    return [["您的情形", "\n".join(told)]] if told else []


def _identity(definition: ItemDefinition, organ: str) -> list[list[str]]:
    return [
        ["实施编码", definition.code],
        ["实施主体", organ],
        ["事项类型", definition.type.label],
        ["办件类型", definition.route.label],
        ["审查方式", definition.review.label],
        ["行使层级", definition.level.label],
        ["服务对象", "、".join(served.label for served in definition.service_objects)],
        ["数量限制", definition.quantity_limit or "无"],
    ]


def _limits(definition: ItemDefinition) -> list[list[str]]:
    return [
        [
            "法定办结时限",
            _with_note(statutory_in_words(definition.statutory_limit), definition.statutory_limit_note),
        ],
        ["承诺办结时限", _with_note(promised_in_words(definition), definition.promised_limit_note)],
    ]


def _with_note(words: str, note: str) -> str:
    return f"{words}。{note}" if note else words


def _facts(definition: ItemDefinition) -> list[list[str]]:
    result = definition.result
    named = f"{result.name}（有效期：{result.validity}）" if result.validity else result.name
    return [
        ["申请渠道", "、".join(channel.label for channel in definition.channels)],
        ["到现场次数", visits_in_words(definition)],
        ["收费", "收费，见收费项目" if definition.fees else "不收费"],
        ["办理结果", named or "无"],
        ["送达方式", "、".join(way.label for way in definition.delivery.ways)],
        ["咨询电话", "、".join(definition.telephones.consultation)],
        ["监督投诉电话", "、".join(definition.telephones.complaint)],
    ]


def _materials(rows: Sequence[MaterialRow]) -> dict[str, Any] | None:
    if not rows:
        return {"columns": ["材料"], "rows": [["不需要提交材料"]]}
    return {
        "columns": ["序号", "材料名称", "必要性", "份数", "来源"],
        "rows": [
            [
                str(number),
                _with_condition(row),
                row.material.necessity.label,
                row.count,
                "共享获取" if row.material.shared else row.material.source.label,
            ]
            for number, row in enumerate(rows, 1)
        ],
    }


def _with_condition(row: MaterialRow) -> str:
    return f"{row.material.name}（{row.when}提交）" if row.when else row.material.name


def _material_notes(rows: Iterable[MaterialRow]) -> list[Section]:
    lines = [
        [
            row.material.name,
            row.material.acceptance_standard,
            "、".join(row.material.basis),
        ]
        for row in rows
    ]
    if not lines:
        return []
    return [
        {
            "heading": "材料要求和依据",
            "table": {"columns": ["材料名称", "受理标准", "依据"], "rows": lines},
        }
    ]


def _conditions(conditions: Sequence[AcceptanceCondition]) -> Section:
    texts = [
        f"{number}. {condition.text}（依据：{'、'.join(condition.basis)}）"
        for number, condition in enumerate(conditions, 1)
    ]
    return {"heading": "办理条件", "paragraphs": texts or ["没有另外的条件。"]}


def _excluded(definition: ItemDefinition) -> list[Section]:
    times = excluded_times(definition)
    if not times:
        return []
    rows = [
        [
            time.procedure.procedure.name,
            f"约{time.procedure.days}个工作日",
            time.effect,
            _with_note(time.procedure.note.removesuffix("。"), "、".join(time.procedure.basis)),
        ]
        for time in times
    ]
    return [
        {
            "heading": "特别程序",
            "table": {"columns": ["程序", "预计时间", "是否计入时限", "什么时候启动、依据"], "rows": rows},
        }
    ]


def _procedure(definition: ItemDefinition, department: str) -> Section:
    rows = [
        [str(number), stage.title, stage.actor, stage.time or "—", stage.note]
        for number, stage in enumerate(stages(definition, department), 1)
    ]
    return {
        "heading": "办理程序",
        "table": {"columns": ["序号", "环节", "由谁办", "多长时间", "办理内容"], "rows": rows},
    }


def _fees(definition: ItemDefinition) -> list[Section]:
    if not definition.fees:
        return []
    rows = [[fee.name, fee.standard, "、".join(fee.basis), fee.reduction or "—"] for fee in definition.fees]
    return [
        {
            "heading": "收费项目",
            "table": {"columns": ["项目", "标准", "依据", "减免"], "rows": rows},
        }
    ]


def _places(definition: ItemDefinition) -> Section:
    rows = [
        [
            place.name,
            f"{place.address}{f'，{place.windows}' if place.windows else ''}",
            "；".join(f"{opening.days} {'、'.join(opening.hours)}" for opening in place.opening),
        ]
        for place in definition.places
    ]
    return {
        "heading": "办理地点和时间",
        "table": {"columns": ["地点", "地址和窗口", "时间"], "rows": rows},
    }


def _questions_and_answers(definition: ItemDefinition) -> list[Section]:
    if not definition.faq:
        return []
    paragraphs = [
        text for entry in definition.faq for text in (f"问：{entry.question}", f"答：{entry.answer}")
    ]
    return [{"heading": "常见问题", "paragraphs": paragraphs}]
