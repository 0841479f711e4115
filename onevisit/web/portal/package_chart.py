"""The course of a package drawn: who decides when, one bar for each item, over working days (rule 19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

DAYS_ROOM, BAR, LEAST = 1000, 16, 8


@dataclass(frozen=True)
class Bar:
    """One item: from the end of working day ``begins`` to the end of working day ``ends``."""

    name: str
    organ: str
    begins: int
    ends: int


def package_chart(bars: Sequence[Bar], limit: int, name: str) -> SafeString:
    """The bars under each other, on one scale, with the promised day as a line through all of them.

    The words are text of the page, so that they wrap on a telephone and grow with large print.
    """
    scale = DAYS_ROOM / max([limit, *(bar.ends for bar in bars), 1])
    rows = format_html_join(
        "",
        '<li><span>{}</span><svg viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<rect x="{}" y="0" width="{}" height="{}" class="package-chart__bar"/>'
        '<line x1="{}" y1="0" x2="{}" y2="{}" class="package-chart__limit"/></svg>'
        '<span class="quiet">{}</span></li>',
        (
            (
                f"{bar.name}（{bar.organ}）",
                DAYS_ROOM,
                BAR,
                f"{min(bar.begins * scale, DAYS_ROOM - LEAST):.1f}",
                f"{max((bar.ends - bar.begins) * scale, LEAST):.1f}",
                BAR,
                f"{limit * scale:.1f}",
                f"{limit * scale:.1f}",
                BAR,
                _("当场") if bar.ends == bar.begins else _("第 %(day)d 个工作日") % {"day": bar.ends},
            )
            for bar in bars
        ),
    )
    return format_html(
        '<figure class="package-chart"><ol class="plain" aria-label="{}">{}</ol>'
        '<figcaption class="quiet">{}</figcaption></figure>',
        name,
        rows,
        _("竖线：承诺 %(days)d 个工作日内全部办好") % {"days": limit},
    )
