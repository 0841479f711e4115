"""The flow chart of an item as SVG: one column of stages, branches to their right, text set in lines.

Drawn on the server from the stages, without script and without inline style; `portal.css` gives the colours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from onevisit.documents.layout import letters_wide
from onevisit.web.portal.process import Branch, BranchKind, Stage

# All measures in units of the drawing; a letter of a title is 16 units wide.
COLUMN = 250.0
GAP = 34.0
SIDE = 186.0
WIDTH = COLUMN + GAP + SIDE + 2.0
PADDING = 10.0
BETWEEN = 28.0
BETWEEN_BRANCHES = 10.0
TITLE_SIZE = 16.0
NOTE_SIZE = 13.0
LINE = 1.4
HEAD = 6.0

CLOSING_MARKS = "，。、；：）”》"
PIECES = re.compile(r"[!-~’]+|.")
"""What stays on one line: a Latin word or a Chinese letter."""


@dataclass
class _Box:
    """A box with its lines of text: (text, class, size of a letter)."""

    lines: list[tuple[str, str, float]] = field(default_factory=list)

    @property
    def height(self) -> float:
        return 2 * PADDING + sum(size * LINE for _text, _class, size in self.lines)


def wrapped(text: str, letters: float) -> list[str]:
    """The text in lines of at most so many Chinese letters; no line begins with a closing mark.

    Latin words stay whole.
    """
    lines: list[str] = []
    line = ""
    for piece in PIECES.findall(text):
        if line and letters_wide(f"{line}{piece}".rstrip()) > letters and piece not in CLOSING_MARKS:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line] if line else lines


def flow_chart(stages: Sequence[Stage], *, name: str) -> SafeString:
    """The drawing of these stages; ``name`` is what a screen reader calls it."""
    pieces: list[SafeString] = []
    top = 1.0
    middle = COLUMN / 2 + 1
    for number, stage in enumerate(stages, 1):
        box = _stage_box(number, stage)
        sides = [(branch, _branch_box(branch)) for branch in stage.branches]
        sides_height = sum(side.height for _branch, side in sides) + BETWEEN_BRANCHES * max(len(sides) - 1, 0)
        pieces.append(_drawn(box, 1.0, top, COLUMN, "stage"))
        height = _draw_branches(pieces, sides, top, box.height)
        bottom = top + box.height
        if number < len(stages):
            following = top + max(height, sides_height, box.height) + BETWEEN
            pieces.append(_arrow_down(middle, bottom, following))
            top = following
        else:
            top += max(height, box.height)
    words = _("；").join(
        _("%(number)d. %(title)s（%(actor)s）")
        % {"number": number, "title": stage.title, "actor": stage.actor}
        for number, stage in enumerate(stages, 1)
    )
    return format_html(
        '<svg class="flow" viewBox="0 0 {} {}" role="img" aria-labelledby="flow-name flow-words">'
        '<title id="flow-name">{}</title><desc id="flow-words">{}</desc>{}</svg>',
        _number(WIDTH),
        _number(top + 1),
        name,
        words,
        format_html_join("", "{}", ((piece,) for piece in pieces)),
    )


def _stage_box(number: int, stage: Stage) -> _Box:
    letters = (COLUMN - 2 * PADDING) / TITLE_SIZE
    small = (COLUMN - 2 * PADDING) / NOTE_SIZE
    box = _Box()
    for line in wrapped(f"{number}　{stage.title}", letters):
        box.lines.append((line, "flow__title", TITLE_SIZE))
    facts = _(" · ").join(part for part in (stage.actor, stage.time) if part)
    for line in wrapped(facts, small):
        box.lines.append((line, "flow__note", NOTE_SIZE))
    return box


def _branch_box(branch: Branch) -> _Box:
    small = (SIDE - 2 * PADDING) / NOTE_SIZE
    box = _Box()
    for line in wrapped(branch.case, small):
        box.lines.append((line, "flow__case", NOTE_SIZE))
    for line in wrapped(branch.title, (SIDE - 2 * PADDING) / TITLE_SIZE):
        box.lines.append((line, "flow__title", TITLE_SIZE))
    for line in wrapped(branch.note, small):
        box.lines.append((line, "flow__note", NOTE_SIZE))
    return box


def _draw_branches(
    pieces: list[SafeString], sides: Sequence[tuple[Branch, _Box]], top: float, stage_height: float
) -> float:
    """Draws the branches of one stage and gives the height they need, from the stage's top."""
    left = COLUMN + GAP + 1
    place = top
    for index, (branch, box) in enumerate(sides):
        pieces.append(_drawn(box, left, place, SIDE, branch.kind.value))
        leave = place + min(18.0, box.height / 3)
        if index == 0:
            pieces.append(_arrow_right(COLUMN + 1, leave, left))
            if branch.kind is not BranchKind.LEAVES:
                back = min(place + box.height - 12.0, top + stage_height - 8.0)
                pieces.append(_arrow_left(left, back, COLUMN + 1))
        else:
            # Later branches leave the stage by one rail beside the first arrow.
            rail = COLUMN + GAP / 2 + 1
            start = top + 18.0
            pieces.append(_line(_path("M", rail, start, "V", leave)))
            pieces.append(_arrow_right(rail, leave, left))
        place += box.height + BETWEEN_BRANCHES
    return place - BETWEEN_BRANCHES - top if sides else 0.0


def _drawn(box: _Box, left: float, top: float, width: float, kind: str) -> SafeString:
    lines = []
    baseline = top + PADDING
    for text, css_class, size in box.lines:
        baseline += size * LINE
        lines.append((css_class, _number(left + PADDING), _number(baseline - size * 0.42), text))
    return format_html(
        '<g class="flow__box flow__box--{}"><rect x="{}" y="{}" width="{}" height="{}" rx="4"/>{}</g>',
        kind,
        _number(left),
        _number(top),
        _number(width),
        _number(box.height),
        format_html_join("", '<text class="{}" x="{}" y="{}">{}</text>', lines),
    )


def _arrow_down(x: float, start: float, end: float) -> SafeString:
    tip = _path("M", x - HEAD / 2, end - HEAD, "h", HEAD, "l", -HEAD / 2, HEAD, "z")
    return _arrow(_path("M", x, start, "V", end - HEAD), tip)


def _arrow_right(start: float, y: float, end: float) -> SafeString:
    tip = _path("M", end - HEAD, y - HEAD / 2, "v", HEAD, "l", HEAD, -HEAD / 2, "z")
    return _arrow(_path("M", start, y, "H", end - HEAD), tip)


def _arrow_left(start: float, y: float, end: float) -> SafeString:
    tip = _path("M", end + HEAD, y - HEAD / 2, "v", HEAD, "l", -HEAD, -HEAD / 2, "z")
    return _arrow(_path("M", start, y, "H", end + HEAD), tip)


def _arrow(line: str, tip: str) -> SafeString:
    return format_html('{}<path class="flow__head" d="{}"/>', _line(line), tip)


def _path(*commands: str | float) -> str:
    """Path data: letters of commands with their numbers."""
    return " ".join(part if isinstance(part, str) else _number(part) for part in commands)


def _line(path: str) -> SafeString:
    return format_html('<path class="flow__line" d="{}"/>', path)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
