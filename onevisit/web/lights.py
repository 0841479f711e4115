"""Lights of a limit: always a word and a shape besides the colour (look.md, Foundations)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from onevisit.web import words


@dataclass(frozen=True)
class LightWords:
    """What a light shows: ``kind`` names colour and shape, ``word`` the state, ``detail`` the days left."""

    kind: str
    icon: str
    word: str
    detail: str


ICONS = {
    "normal": "circle-fill",
    "due-soon": "triangle-fill",
    "overdue": "octagon-fill",
    "paused": "pause-circle-fill",
    "special": "diamond-fill",
}


def light_words(light: str, days_left: int | None = None) -> LightWords:
    """Words for a light of `law.limits.Light`, or `special` for a running special procedure.

    ``days_left``: working days, negative when overdue. Raises KeyError for an unknown light.
    """
    kind = light.lower().replace("_", "-")
    word = {
        "normal": _("正常"),
        "due-soon": _("临期"),
        "overdue": _("超期"),
        "paused": _("暂停"),
        "special": _("特别程序"),
    }[kind]
    return LightWords(
        kind=kind,
        icon=ICONS[kind],
        word=word,
        detail="" if days_left is None else words.days_left_in_words(days_left),
    )
