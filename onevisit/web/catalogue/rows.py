"""Adding, moving and removing rows of lists: plain buttons of the form, so that no script is needed.

A button's value is ``add:materials.0.review_points``, ``up:materials.2``, ``down:…`` or ``remove:…``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from onevisit.web.catalogue.structure import MOST_ROWS, blank, rows_model

DOINGS = ("add", "up", "down", "remove")


@dataclass(frozen=True)
class RowAct:
    """One press of such a button: what, in which list, at which row (None: at its end)."""

    doing: str
    list_path: tuple[str, ...]
    at: int | None


def row_act(pressed: str) -> RowAct | None:
    """The act that a button means; None for any other text."""
    doing, _colon, dotted = pressed[:200].partition(":")
    path = tuple(dotted.split("."))
    if doing not in DOINGS or not dotted:
        return None
    if doing == "add":
        return RowAct(doing, path, None)
    if len(path) < 2 or not (path[-1].isascii() and path[-1].isdigit()):
        return None
    return RowAct(doing, path[:-1], int(path[-1]))


def done(content: Mapping[str, Any], model: type[BaseModel], act: RowAct) -> str | None:
    """Does the act in ``content`` (its lists are changed in place).

    Gives the dotted path of the row to look at next; None when there is no such list or row.
    """
    part = rows_model(model, act.list_path)
    rows = _list_at(content, act.list_path)
    if part is None or rows is None:
        return None
    where = ".".join(act.list_path)
    if act.doing == "add":
        if len(rows) >= MOST_ROWS:
            return None
        rows.append(blank(part))
        return f"{where}.{len(rows) - 1}"
    at = act.at
    if at is None or at >= len(rows):
        return None
    if act.doing == "remove":
        del rows[at]
        return where
    other = at - 1 if act.doing == "up" else at + 1
    if not 0 <= other < len(rows):
        return f"{where}.{at}"
    rows[at], rows[other] = rows[other], rows[at]
    return f"{where}.{other}"


def _list_at(content: Any, path: tuple[str, ...]) -> list[Any] | None:
    current = content
    for step in path:
        if isinstance(current, dict):
            current = current.setdefault(step, [])
        elif isinstance(current, list) and step.isdigit() and int(step) < len(current):
            current = current[int(step)]
        else:
            return None
    return current if isinstance(current, list) else None
