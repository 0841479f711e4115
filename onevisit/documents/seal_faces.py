"""The picture of a seal: drawn by ourselves, round and red, the organ's name on an arc.

An official seal has a star in the middle; a special seal (业务收件章, 业务受理章, 审批专用章) says its kind.
The number of the seal runs along the bottom. No emblem of state is drawn. All letters are outlines, so the
picture looks the same everywhere. Diameter 4.2 cm, as for organs of counties and cities at county level.
"""

from __future__ import annotations

import math
from functools import lru_cache
from threading import Lock

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

from onevisit.documents.fonts import MissingGlyph, outline_font, package_for
from onevisit.law.document_kinds import SealKind

DIAMETER_MM = 42
RED = "#d0121b"

# Everything below is in tenths of a millimetre, from the middle of the seal.
RADIUS = 210
RING = 12
NAME_HEIGHT = 62
NAME_TOP_RADIUS = RADIUS - RING - 10
LETTER_ANGLE = 27.0
NAME_ARC = 250.0
NUMBER_HEIGHT = 19
NUMBER_RADIUS = RADIUS - RING - 9
NUMBER_ANGLE = 6.2
STAR_RADIUS = 70
KIND_WIDTH = 212
KIND_HEIGHT = 46

Transform = tuple[float, float, float, float, float, float]


_one_at_a_time = Lock()
"""The font opens its tables while it is read; several threads of a worker must not do that at once."""


def seal_svg(kind: SealKind, organ_name: str, number: str, mark: str = "") -> str:
    """The face of a seal as a complete SVG drawing 4.2 cm wide.

    ``mark`` is a word such as 演示 above the middle, which says that the seal has no legal effect. Raises
    ``ValueError`` for a kind that is no seal and ``MissingGlyph`` for a letter that no font has.
    """
    if not kind.needs_seal:
        raise ValueError(f"{kind.value} is no seal")
    with _one_at_a_time:
        return _drawn(kind, organ_name, number, mark)


@lru_cache(maxsize=256)
def _drawn(kind: SealKind, organ_name: str, number: str, mark: str) -> str:
    paths = [*_name_on_arc(organ_name), *_number_on_arc(number)]
    if kind is SealKind.OFFICIAL_SEAL:
        shapes = f'<polygon points="{_star()}"/>'
        if mark:
            paths += _line(mark, width=80, height=30, baseline=120)
    else:
        shapes = ""
        paths += _line(kind.label, width=KIND_WIDTH, height=KIND_HEIGHT, baseline=62)
        paths += _line(mark, width=90, height=34, baseline=-14)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{DIAMETER_MM}mm" height="{DIAMETER_MM}mm" '
        f'viewBox="{-RADIUS} {-RADIUS} {2 * RADIUS} {2 * RADIUS}">'
        f'<circle r="{RADIUS - RING / 2}" fill="none" stroke="{RED}" stroke-width="{RING}"/>'
        f'<g fill="{RED}">{shapes}<path d="{"".join(paths)}"/></g></svg>'
    )


def _name_on_arc(name: str) -> list[str]:
    """The letters stand upright on the arc, read from left to right over the top; long names are narrower."""
    step = min(LETTER_ANGLE, NAME_ARC / max(len(name) - 1, 1))
    middle_radius = NAME_TOP_RADIUS - NAME_HEIGHT / 2
    width = min(NAME_HEIGHT * 0.8, math.radians(step) * middle_radius * 0.86)
    return [
        _letter(letter, width, NAME_HEIGHT, angle=step * (index - (len(name) - 1) / 2), radius=middle_radius)
        for index, letter in enumerate(name)
    ]


def _number_on_arc(number: str) -> list[str]:
    """Small letters along the bottom, read from left to right, their feet towards the ring."""
    positions: list[float] = []
    angle = 0.0
    for letter in number:
        half = NUMBER_ANGLE / 2 if ord(letter) > 0x2E80 else NUMBER_ANGLE / 3
        positions.append(angle + half)
        angle += 2 * half
    radius = -(NUMBER_RADIUS - NUMBER_HEIGHT / 2)
    return [
        _letter(letter, 0, NUMBER_HEIGHT, angle=angle / 2 - position, radius=radius)
        for letter, position in zip(number, positions, strict=True)
    ]


def _line(text: str, *, width: float, height: float, baseline: float) -> list[str]:
    """A straight line of letters of equal width, centred; ``baseline`` is measured down from the middle."""
    step = width / max(len(text), 1)
    return [
        _letter(
            letter,
            min(step * 0.94, height),
            height,
            x=step * (index - (len(text) - 1) / 2),
            y=baseline - height / 2,
        )
        for index, letter in enumerate(text)
    ]


def _letter(
    letter: str,
    width: float,
    height: float,
    *,
    angle: float = 0.0,
    radius: float = 0.0,
    x: float = 0.0,
    y: float = 0.0,
) -> str:
    """The outline of one letter, its middle at (x, y) or on the arc; ``width`` 0 keeps its own width."""
    font = outline_font(bold=True)
    glyph_name = font.getBestCmap().get(ord(letter))
    if glyph_name is None:
        raise MissingGlyph(letter, package_for(letter))
    glyphs = font.getGlyphSet()
    bounds = BoundsPen(glyphs)
    glyphs[glyph_name].draw(bounds)
    if bounds.bounds is None:
        return ""
    left, _, right, _ = bounds.bounds
    units = font["head"].unitsPerEm
    advance = glyphs[glyph_name].width
    across = (width or height * advance / units) / advance
    upwards = height / units
    # The em box of a Chinese letter reaches from 12 % below its baseline to 88 % above it.
    middle_across, middle_up = (advance / 2 if width else (left + right) / 2), units * 0.38
    turned = math.radians(angle)
    cos, sin = math.cos(turned), math.sin(turned)
    centre_x, centre_y = x + radius * sin, y - radius * cos
    transform: Transform = (
        across * cos,
        across * sin,
        upwards * sin,
        -upwards * cos,
        centre_x - across * cos * middle_across - upwards * sin * middle_up,
        centre_y - across * sin * middle_across + upwards * cos * middle_up,
    )
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.1f}".removesuffix(".0"))
    glyphs[glyph_name].draw(TransformPen(pen, transform))
    return str(pen.getCommands())


def _star() -> str:
    points = []
    for corner in range(10):
        radius = STAR_RADIUS if corner % 2 == 0 else STAR_RADIUS * 0.382
        angle = math.radians(36 * corner)
        points.append(f"{radius * math.sin(angle):.1f},{-radius * math.cos(angle):.1f}")
    return " ".join(points)
