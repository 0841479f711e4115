"""The nine elements that an item has in common at every level (三级九统, AS-3.1a), and how an item differs.

An implementation item may promise better, never ask for more: a material may be left out, none added.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import Citation, ItemLimit, Key, Name, Part, limit_in_words
from onevisit.catalog.parts import AcceptanceCondition, IntermediaryService
from onevisit.catalog.publication import PublicationFault
from onevisit.law.clauses import enforces
from onevisit.law.items import ItemType, MaterialSource, Necessity, ServiceObject


class BaseMaterial(Part):
    """A material as the base item names it; how many copies and in what form is the organ's own."""

    key: Key = Field(title="代码")
    name: Name = Field(title="名称")
    necessity: Necessity = Field(title="必要性")
    source: MaterialSource = Field(title="来源渠道")
    basis: tuple[Citation, ...] = Field((), title="依据")


class BaseDefinition(Part):
    """The nine elements, under the names an item file gives them."""

    base_code: Name = Field(title="基本编码", pattern=r"^[0-9A-Z]{12}$")
    name: Name = Field(title="事项名称")
    type: ItemType = Field(title="事项类型")
    basis: tuple[Citation, ...] = Field((), title="设定依据")
    service_objects: tuple[ServiceObject, ...] = Field(title="服务对象", min_length=1)
    statutory_limit: ItemLimit = Field(title="法定办结时限")
    conditions: tuple[AcceptanceCondition, ...] = Field((), title="受理条件")
    materials: tuple[BaseMaterial, ...] = Field((), title="申请材料")
    intermediary_services: tuple[IntermediaryService, ...] = Field((), title="中介服务")


NINE_ELEMENTS = tuple(BaseDefinition.model_fields)
LOCKED_ELEMENTS = tuple(name for name in NINE_ELEMENTS if name != "materials")
"""What an implementation item has from its base and may not change at all."""


def base_of(item: ItemDefinition) -> BaseDefinition:
    """The nine elements of an item, as the first version of its base."""
    held = {name: getattr(item, name) for name in LOCKED_ELEMENTS}
    return BaseDefinition(**held, materials=tuple(_as_base(one) for one in item.materials))


def _as_base(material: object) -> BaseMaterial:
    return BaseMaterial(**{name: getattr(material, name) for name in BaseMaterial.model_fields})


@enforces("AS-3.1a", "AS-3.1d")
def base_faults(item: ItemDefinition, base: BaseDefinition) -> Iterator[PublicationFault]:
    """Where an item differs from its base in a way it may not."""
    for name in LOCKED_ELEMENTS:
        if getattr(item, name) != getattr(base, name):
            yield PublicationFault(
                name,
                f"与目录清单不一致（目录清单：{_in_words(name, base)}）",
                "AS-3.1a",
            )
    of_base = {material.key: material for material in base.materials}
    for material in item.materials:
        known = of_base.get(material.key)
        if known is None:
            yield PublicationFault(
                "materials", f"“{material.name}”不在目录清单的材料里，只能减少，不能增加", "AS-3.1a"
            )
        elif (material.name, material.basis) != (known.name, known.basis):
            yield PublicationFault("materials", f"“{material.name}”的名称或依据与目录清单不一致", "AS-3.1a")
        elif material.necessity is Necessity.REQUIRED and known.necessity is not Necessity.REQUIRED:
            yield PublicationFault(
                "materials", f"目录清单不要求“{material.name}”，不能列为必要材料", "AS-3.1a"
            )


def _in_words(name: str, base: BaseDefinition) -> str:
    value = getattr(base, name)
    if name == "statutory_limit":
        return limit_in_words(value)
    if name == "conditions":
        return "；".join(condition.text for condition in value) or "无"
    if name == "intermediary_services":
        return "、".join(service.name for service in value) or "无"
    if isinstance(value, tuple):
        return "、".join(getattr(one, "label", str(one)) for one in value) or "无"
    return str(getattr(value, "label", value))
