"""The flow chart of an item, drawn from its definition so that it can't disagree with it (AS-3.1c)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import IMMEDIATE, limit_in_words
from onevisit.catalog.parts import ItemProcedure
from onevisit.law.clauses import enforces
from onevisit.law.items import StepKind


class NodeKind(StrEnum):
    """What a node of the chart is; the style sheet gives each its colour and every node also has words."""

    APPLICANT = "applicant"
    ACT = "act"
    STEP = "step"
    SIDE = "side"
    PAUSE = "pause"
    END = "end"


@dataclass(frozen=True)
class FlowNode:
    """One node: its words, and a note below them (a limit, a way of delivery)."""

    key: str
    kind: NodeKind
    label: str
    note: str = ""


@dataclass(frozen=True)
class FlowEdge:
    """An arrow between two nodes, with its words."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class FlowChart:
    """The main line from application to delivery, and what branches off to the side of one of its nodes."""

    title: str
    main: tuple[FlowNode, ...]
    sides: tuple[tuple[str, FlowNode], ...]
    edges: tuple[FlowEdge, ...]

    def lines(self) -> tuple[str, ...]:
        """The chart as sentences in order, for screen readers and the telephone (AS-3.1c)."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        words = {edge.target: edge.label for edge in self.edges}
        for number, node in enumerate(self.main, start=1):
            yield f"{number}. {_with_note(node)}"
            for key, side in self.sides:
                if key == node.key:
                    reason = words.get(side.key, "")
                    yield f"　　{reason}：{_with_note(side)}" if reason else f"　　{_with_note(side)}"


def _with_note(node: FlowNode) -> str:
    return f"{node.label}（{node.note}）" if node.note else node.label


@enforces("AS-3.1c")
def flow_chart(definition: ItemDefinition) -> FlowChart:
    """The chart of one item version: application, receipt, acceptance, its own steps, decision, delivery."""
    channels = "、".join(channel.label for channel in definition.channels)
    ways = "、".join(way.label for way in definition.delivery.ways)
    main = [
        FlowNode("apply", NodeKind.APPLICANT, "提出申请", channels),
        FlowNode("receive", NodeKind.ACT, "收件", "出具收件凭证"),
        FlowNode("accept", NodeKind.ACT, "受理", "出具受理通知书"),
    ]
    sides: list[tuple[str, FlowNode]] = [
        ("receive", FlowNode("correct", NodeKind.SIDE, "一次性告知补正", "补齐后继续办理")),
        ("accept", FlowNode("not_accepted", NodeKind.END, "不予受理", "书面说明理由，告知有权机关")),
    ]
    edges = [FlowEdge("receive", "correct", "材料不齐"), FlowEdge("accept", "not_accepted", "不符合受理条件")]
    deciding = _deciding_step(definition)
    for step in definition.steps:
        note = "" if step.limit is None else limit_in_words(step.limit)
        main.append(FlowNode(step.key, NodeKind.STEP, step.name, note))
        if step.key == deciding:
            refused = FlowNode("refused", NodeKind.END, "不予决定书", "写明理由和复议、诉讼权利")
            sides.append((step.key, refused))
            edges.append(FlowEdge(step.key, "refused", "不符合条件"))
    paused = _first_review(definition)
    for entry in definition.special_procedures:
        key = f"procedure_{entry.key}"
        note = f"预计 {entry.days} 个工作日，{'不计入' if _stops(entry) else '计入'}时限"
        sides.append((paused, FlowNode(key, NodeKind.PAUSE, entry.procedure.name, note)))
        edges.append(FlowEdge(paused, key, "需要时"))
    result = definition.result.name or "办理结果"
    main.append(FlowNode("deliver", NodeKind.APPLICANT, f"送达{result}", ways))
    edges.extend(FlowEdge(before.key, after.key) for before, after in pairwise(main))
    promise = limit_in_words(definition.promised_limit)
    title = f"{definition.name}办理流程图"
    if definition.promised_limit not in (None, IMMEDIATE):
        title += f"（受理后 {promise}）"
    return FlowChart(title, tuple(main), tuple(sides), tuple(edges))


def _stops(entry: ItemProcedure) -> bool:
    return entry.procedure.stops_promise(cited_basis="；".join(entry.basis))


def _deciding_step(definition: ItemDefinition) -> str:
    signing = [step.key for step in definition.steps if step.kind is StepKind.SIGN]
    return signing[-1] if signing else definition.steps[0].key


def _first_review(definition: ItemDefinition) -> str:
    reviews = [step.key for step in definition.steps if step.kind is StepKind.REVIEW]
    return reviews[0] if reviews else definition.steps[0].key


NODE_WIDTH = 260
SIDE_WIDTH = 240
SIDE_GAP = 136
ROW_GAP = 34
LINE_HEIGHT = 22
PADDING = 14
LABEL_LETTERS = 14
NOTE_LETTERS = 17
MARGIN = 12


def flow_chart_svg(definition: ItemDefinition) -> str:
    """The chart as an accessible SVG element without scripts and style attributes.

    Colours come from the style sheet by the classes ``flow-node`` and ``flow-node-<kind>``; the attributes
    drawn in keep it readable on paper and without style sheet.
    """
    chart = flow_chart(definition)
    drawing = _Drawing()
    top = MARGIN
    for node in chart.main:
        sides = [side for key, side in chart.sides if key == node.key]
        height = max(_height(node), _stack_height(sides))
        drawing.main(node, top, height)
        drawing.sides(node, sides, top, height, chart.edges)
        top += height + ROW_GAP
    drawing.arrows()
    width = MARGIN * 2 + NODE_WIDTH + (SIDE_GAP + SIDE_WIDTH if chart.sides else 0)
    description = escape("；".join(chart.lines()))
    return (
        f'<svg class="flow-chart" role="img" viewBox="0 0 {width} {top - ROW_GAP + MARGIN}" width="{width}" '
        f'xmlns="http://www.w3.org/2000/svg" aria-labelledby="flow-title flow-description">'
        f'<title id="flow-title">{escape(chart.title)}</title>'
        f'<desc id="flow-description">{description}</desc>'
        '<defs><marker id="flow-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
        'markerHeight="7" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" class="flow-arrow" '
        'fill="#4b5563"/></marker></defs>' + "".join(drawing.parts) + "</svg>"
    )


def _wrapped(text: str, letters: int) -> list[str]:
    """Lines of at most ``letters`` Chinese letters; a Latin one or a digit takes half the room."""
    lines: list[str] = []
    room = 0.0
    for letter in text:
        width = 0.5 if letter.isascii() else 1.0
        if not lines or room < width:
            lines.append("")
            room = float(letters)
        lines[-1] += letter
        room -= width
    return lines


def _written(node: FlowNode) -> list[tuple[str, int, str]]:
    """The lines of a node: words, size, class."""
    return [
        *((words, 16, "flow-label") for words in _wrapped(node.label, LABEL_LETTERS)),
        *((words, 13, "flow-note") for words in _wrapped(node.note, NOTE_LETTERS)),
    ]


def _height(node: FlowNode) -> int:
    return PADDING * 2 + LINE_HEIGHT * len(_written(node))


def _stack_height(sides: list[FlowNode]) -> int:
    return sum(_height(side) for side in sides) + PADDING * max(0, len(sides) - 1)


class _Drawing:
    """Collects the parts of the drawing and the boxes that arrows join."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._boxes: list[tuple[int, int]] = []

    def main(self, node: FlowNode, top: int, height: int) -> None:
        own = _height(node)
        place = top + (height - own) // 2
        self._box(node, MARGIN, place, NODE_WIDTH, own)
        self._boxes.append((place, place + own))

    def sides(
        self, node: FlowNode, sides: list[FlowNode], top: int, height: int, edges: tuple[FlowEdge, ...]
    ) -> None:
        left = MARGIN + NODE_WIDTH + SIDE_GAP
        middle = top + height // 2
        place = top + (height - _stack_height(sides)) // 2
        for side in sides:
            own = _height(side)
            self._box(side, left, place, SIDE_WIDTH, own)
            words = next((e.label for e in edges if (e.source, e.target) == (node.key, side.key)), "")
            self._side_arrow(middle, place + own // 2, left, words)
            place += own + PADDING

    def arrows(self) -> None:
        middle = MARGIN + NODE_WIDTH // 2
        for (_, bottom), (top, _) in pairwise(self._boxes):
            self._line(f"M{middle} {bottom}V{top}")

    def _side_arrow(self, start: int, end: int, left: int, words: str) -> None:
        right = MARGIN + NODE_WIDTH
        turn = right + 14
        self._line(f"M{right} {start}H{turn}V{end}H{left}")
        self.parts.append(
            f'<text class="flow-words" x="{turn + 6}" y="{end - 6}" font-size="13" fill="#374151">'
            f"{escape(words)}</text>"
        )

    def _line(self, path: str) -> None:
        self.parts.append(
            f'<path class="flow-line" d="{path}" fill="none" stroke="#4b5563" stroke-width="1.5" '
            'marker-end="url(#flow-arrow)"/>'
        )

    def _box(self, node: FlowNode, left: int, top: int, width: int, height: int) -> None:
        dashes = ' stroke-dasharray="6 4"' if node.kind is NodeKind.PAUSE else ""
        round_corners = height // 2 if node.kind is NodeKind.APPLICANT else 4
        self.parts.append(
            f'<rect class={quoteattr(f"flow-node flow-node-{node.kind.value}")} x="{left}" y="{top}" '
            f'width="{width}" height="{height}" rx="{round_corners}" fill="#ffffff" stroke="#4b5563" '
            f'stroke-width="1.5"{dashes}/>'
        )
        line = top + PADDING + LINE_HEIGHT - 6
        for words, size, name in _written(node):
            self.parts.append(
                f'<text class="{name}" x="{left + width // 2}" y="{line}" font-size="{size}" '
                f'text-anchor="middle" fill="#111827">{escape(words)}</text>'
            )
            line += LINE_HEIGHT
