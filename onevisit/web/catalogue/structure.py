"""A form made from the types of an item definition, and the content read back from it.

Nothing here knows an element by name: titles, choices, lists and parts all come from the pydantic models, so
a new field of the item format is on the page at once. Content is kept exactly as typed, right or wrong; the
publish check judges it. Names of inputs are paths: ``materials.2.review_points.0.text``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from onevisit.catalog.shapes import Shape, shape_of

Path = tuple[str | int, ...]
Faults = Mapping[Path, Sequence[str]]
LIMIT_UNITS = ("wd", "d", "immediate", "none")
_COUNTED = re.compile(r"(.*?)(wd|d)", re.DOTALL)
MOST_ROWS = 200


@dataclass
class Node:
    """One input, or a group of them, as the template draws it.

    ``kind``: line, long, lines (one entry a line), paragraphs (entries parted by empty lines), tick, choice,
    choices, limit, part, optional (a part that may be missing), rows (a list of parts).
    """

    kind: str
    name: str
    label: str
    value: Any = ""
    optional: bool = False
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    present: bool = True

    @property
    def id(self) -> str:
        """The id of the input."""
        return "in-" + self.name.replace(".", "-")

    @property
    def faulty(self) -> bool:
        """Whether something is wrong here or below."""
        return bool(self.faults) or any(child.faulty for child in self.children)


def node(name: Path, info: FieldInfo, value: Any, faults: Faults) -> Node:
    """The input of one field. ``value`` is the content there, as typed or as an item file holds it."""
    shape = shape_of(info.annotation, info.metadata)
    if shape.kind == "limit" and value is None and not info.is_required():
        value = "none"
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    made = _node(name, info.title or str(name[-1]), shape, value, faults, default)
    made.optional = not info.is_required() and shape.kind not in {"tick", "choice"}
    return made


def _node(name: Path, label: str, shape: Shape, value: Any, faults: Faults, default: Any) -> Node:
    dotted = ".".join(map(str, name))
    made = Node(shape.kind, dotted, label, faults=list(faults.get(name, ())))
    if shape.kind in {"part", "optional"}:
        made.present = shape.kind == "part" or isinstance(value, Mapping)
        made.children = part_nodes(name, shape.of, value if isinstance(value, Mapping) else {}, faults)
    elif shape.kind == "rows":
        rows = value if isinstance(value, list | tuple) else []
        made.children = [row_node((*name, at), shape.of, row, faults) for at, row in enumerate(rows)]
        made.value = ",".join(str(at) for at in range(len(rows)))
    elif shape.kind == "choice":
        chosen = _as_text(value if value is not None else getattr(default, "value", ""))
        made.options = [(one.value, _label(one), one.value == chosen) for one in shape.of]
        if shape.nullable or not chosen:
            made.options.insert(0, ("", "—", not chosen))
    elif shape.kind == "choices":
        # What is chosen stands first, in its own order, which is how the guide names it.
        held = [_as_text(one) for one in value or ()]
        known = [(one.value, _label(one), one.value in held) for one in shape.of]
        made.options = sorted(known, key=lambda one: held.index(one[0]) if one[2] else len(held))
    elif shape.kind == "limit":
        made.value, unit = _limit_parts(value)
        words = (_("个工作日"), _("个自然日"), _("当场办结"), _("没有规定"))
        made.options = [(key, text, key == unit) for key, text in zip(LIMIT_UNITS, words, strict=True)]
    elif shape.kind in {"lines", "paragraphs"}:
        made.value = ("\n" if shape.kind == "lines" else "\n\n").join(map(_as_text, value or ()))
        made.faults += [one for path, told in faults.items() if path[:-1] == name for one in told]
    elif shape.kind == "tick":
        made.value = _as_text(value if value is not None else default or False) in {"True", "true"}
    else:
        made.value = _as_text(value if value is not None else default if default is not None else "")
    return made


def part_nodes(name: Path, model: type[BaseModel], value: Mapping[str, Any], faults: Faults) -> list[Node]:
    """The inputs of the fields of a part."""
    return [node((*name, key), info, value.get(key), faults) for key, info in model.model_fields.items()]


def row_node(name: Path, model: type[BaseModel], value: Any, faults: Faults) -> Node:
    """One row of a list of parts."""
    held = value if isinstance(value, Mapping) else {}
    children = part_nodes(name, model, held, faults)
    title = next((str(held[key]) for key in _ROW_TITLES if held.get(key)), "")
    return Node("part", ".".join(map(str, name)), title, children=children, faults=list(faults.get(name, ())))


_ROW_TITLES = ("name", "label", "title", "text", "question", "key")


def _as_text(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return value if isinstance(value, str) else str(value)


def _label(member: Any) -> str:
    return str(getattr(member, "label", member.value))


def _limit_parts(value: Any) -> tuple[str, str]:
    text = "" if value is None else _as_text(value)
    if text in {"immediate", "none"}:
        return "", text
    counted = _COUNTED.fullmatch(text)
    return (counted[1], counted[2]) if counted else (text, "wd")


def read(name: Path, info: FieldInfo, sent: QueryDict) -> Any:
    """The content of one field from what was sent; MISSING where the field's default stands."""
    return _read(name, shape_of(info.annotation, info.metadata), sent, required=info.is_required())


MISSING = object()


def _read(name: Path, shape: Shape, sent: QueryDict, *, required: bool) -> Any:
    dotted = ".".join(map(str, name))
    if shape.kind == "part":
        return read_part(name, shape.of, sent)
    if shape.kind == "optional":
        return read_part(name, shape.of, sent) if sent.get(f"{dotted}.given") else None
    if shape.kind == "rows":
        places = [at for at in sent.get(f"{dotted}.rows", "").split(",") if at.isascii() and at.isdigit()]
        return [read_part((*name, int(at)), shape.of, sent) for at in places[:MOST_ROWS]]
    if shape.kind == "choices":
        return sent.getlist(dotted)
    if shape.kind == "tick":
        return dotted in sent
    if shape.kind == "limit":
        unit = sent.get(f"{dotted}.unit", "")
        return f"{_typed(sent, f'{dotted}.count')}{unit}" if unit in {"wd", "d"} else unit
    text = _typed(sent, dotted)
    if shape.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if shape.kind == "paragraphs":
        return [one.strip() for one in re.split(r"\n[ \t]*\n", text) if one.strip()]
    if not text and shape.nullable:
        return None
    if not text and shape.kind in {"number", "choice"} and not required:
        return MISSING
    return text


def _typed(sent: QueryDict, name: str) -> str:
    return sent.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()


def read_part(name: Path, model: type[BaseModel], sent: QueryDict) -> dict[str, Any]:
    """The content of a part."""
    found = {key: read((*name, key), info, sent) for key, info in model.model_fields.items()}
    return {key: value for key, value in found.items() if value is not MISSING}


def blank(model: type[BaseModel]) -> dict[str, Any]:
    """A new row of a list: every text empty, every default standing."""
    return {key: _blank(info) for key, info in model.model_fields.items() if info.is_required()}


def _blank(info: FieldInfo) -> Any:
    shape = shape_of(info.annotation, info.metadata)
    if shape.kind in {"rows", "lines", "paragraphs", "choices"}:
        return []
    return blank(shape.of) if shape.kind == "part" else ""


def rows_model(model: type[BaseModel], path: Sequence[str]) -> type[BaseModel] | None:
    """The part in the list at ``path`` (names and positions), or None where there is no list of parts."""
    current: type[BaseModel] | None = model
    shape: Shape | None = None
    for step in path:
        if step.isascii() and step.isdigit():
            current = shape.of if shape is not None and shape.kind == "rows" else None
            shape = None
            continue
        info = current.model_fields.get(step) if current is not None else None
        if info is None:
            return None
        shape = shape_of(info.annotation, info.metadata)
        current = shape.of if shape.kind in {"part", "optional"} else None
    return shape.of if shape is not None and shape.kind == "rows" else None
