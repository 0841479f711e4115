"""The rows as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onevisit.bench.figures import QUIET_BELOW, Row

HEADING = f"{'row':<14} {'ours':>12} {'limit':>12} {'ratio':>7} {'generator':>9}  unit, goal"


def line_of(row: Row) -> str:
    """The row on one line, its details below."""
    limit = "—" if row.limit is None else f"{row.limit:,.1f}"
    ratio = "—" if row.ratio is None else f"{row.ratio:.0%}"
    generator = "—" if row.generator_cpu is None else f"{row.generator_cpu:.0%}"
    noisy = f"; noisy: others used {row.noise:.0%} of the machine" if row.noise > QUIET_BELOW else ""
    head = (
        f"{row.name:<14} {row.ours:>12,.1f} {limit:>12} {ratio:>7} {generator:>9}  "
        f"{row.unit}, goal {row.goal}{noisy}"
    )
    return "\n".join([head, *_detail_lines(row.details, 1)])


def _detail_lines(details: Mapping[str, Any], depth: int) -> list[str]:
    lines = []
    for name, value in details.items():
        if isinstance(value, Mapping) and any(isinstance(one, Mapping) for one in value.values()):
            lines.append(f"{'  ' * depth}{name}:")
            lines += _detail_lines(value, depth + 1)
        elif isinstance(value, Mapping):
            words = ", ".join(f"{key} {one}" for key, one in value.items())
            lines.append(f"{'  ' * depth}{name}: {words}")
        else:
            lines.append(f"{'  ' * depth}{name}: {value}")
    return lines
