"""The parts in which an item is shown and written: one page each, every element in exactly one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class EditorSection:
    """One page of the editor. ``by_row`` names the list whose rows have pages of their own."""

    key: str
    title: StrOrPromise
    elements: tuple[str, ...]
    by_row: str = ""


EDITOR_SECTIONS = (
    EditorSection(
        "basics",
        gettext_lazy("基本信息"),
        (
            "name",
            "type",
            "organ_nature",
            "basis",
            "service_objects",
            "themes",
            "search_words",
            "summary",
            "to_confirm",
        ),
    ),
    EditorSection(
        "limits",
        gettext_lazy("办件类型和时限"),
        (
            "route",
            "review",
            "collective_discussion",
            "statutory_limit",
            "statutory_limit_note",
            "statutory_limit_basis",
            "promised_limit",
            "promised_limit_note",
            "extension",
            "special_procedures",
            "correction_silence",
            "renewal",
            "reported_to",
            "gap_acceptance",
            "commitment",
        ),
    ),
    EditorSection(
        "conditions",
        gettext_lazy("受理条件"),
        ("conditions", "quantity_limit", "intermediary_services"),
    ),
    EditorSection("scenarios", gettext_lazy("情形问题"), ("scenarios",), by_row="scenarios"),
    EditorSection("materials", gettext_lazy("申请材料"), ("materials",), by_row="materials"),
    EditorSection("form", gettext_lazy("申请表"), ("form",), by_row="form"),
    EditorSection("steps", gettext_lazy("办理环节和审查要点"), ("steps",), by_row="steps"),
    EditorSection("result", gettext_lazy("办理结果"), ("result", "seals", "retention")),
    EditorSection("fees", gettext_lazy("收费"), ("fees",)),
    EditorSection("channels", gettext_lazy("申请渠道和送达"), ("channels", "delivery", "visits", "online")),
    EditorSection("places", gettext_lazy("地点和电话"), ("places", "telephones")),
    EditorSection("faq", gettext_lazy("常见问题"), ("faq",)),
    EditorSection("manual", gettext_lazy("业务手册"), ("manual",)),
)

FIXED = ("format", "code", "base_code", "department", "level")
"""Elements that tell which item it is; they never change."""

SECTION_OF = {
    **dict.fromkeys(FIXED, "basics"),
    **{element: section.key for section in EDITOR_SECTIONS for element in section.elements},
}
"""The page on which an element is put right."""


def section_by_key(key: str) -> EditorSection | None:
    """The section with this key."""
    return next((section for section in EDITOR_SECTIONS if section.key == key), None)
