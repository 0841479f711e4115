"""The course of a package drawn: who decides when, one bar for each item, over working days (rule 19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

ROW, LABEL_ROOM, DAYS_ROOM, BAR = 52, 12, 300, 16


@dataclass(frozen=True)
class Bar:
    """One item: from the end of working day ``begins`` to the end of working day ``ends``."""

    name: str
    organ: str
    begins: int
    ends: int


def package_chart(bars: Sequence[Bar], limit: int, name: str) -> SafeString:
    """The bars under each other, on one scale; the table beside it says the same in words."""
    longest = max([limit, *(bar.ends for bar in bars), 1])
    scale = DAYS_ROOM / longest
    height = ROW * len(bars) + 28
    rows = format_html_join(
        "",
        '<g><text x="0" y="{}" class="chart__label">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" class="chart__bar"/>'
        '<text x="{}" y="{}" class="chart__note">{}</text></g>',
        (
            (
                ROW * index + 14,
                f"{bar.name}（{bar.organ}）",
                f"{bar.begins * scale:.1f}",
                ROW * index + 22,
                f"{max((bar.ends - bar.begins) * scale, 4):.1f}",
                BAR,
                f"{max(bar.ends * scale, 4) + 6:.1f}",
                ROW * index + 34,
                _("当场") if bar.ends == bar.begins else _("第 %(day)d 个工作日") % {"day": bar.ends},
            )
            for index, bar in enumerate(bars)
        ),
    )
    return format_html(
        '<svg class="package-chart" viewBox="0 0 420 {}" role="img" aria-label="{}">{}'
        '<line x1="{}" y1="0" x2="{}" y2="{}" class="chart__limit"/>'
        '<text x="{}" y="{}" class="chart__note" text-anchor="middle">{}</text></svg>',
        height,
        name,
        rows,
        f"{limit * scale:.1f}",
        f"{limit * scale:.1f}",
        height - 18,
        f"{min(limit * scale, 330):.1f}",
        height - 4,
        _("承诺 %(days)d 个工作日") % {"days": limit},
    )
