"""Rows of figures: medians of rounds, quantiles, the noise of the machine."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from onevisit.bench.load import Answered, Load

QUIET_BELOW = 0.1


class BenchError(Exception):
    """A measurement failed, so there is no figure; the text says where and why."""


@dataclass(frozen=True)
class Row:
    """One row: the median of our rounds and of the rounds of the limit, in ``unit``.

    ``higher_is_better`` tells which way the ratio goes; ``noise`` is the share of the machine that others
    used when the row began, ``generator_cpu`` the share of the machine that the load generator took.
    """

    name: str
    unit: str
    rounds: tuple[float, ...]
    goal: str
    limit_rounds: tuple[float, ...] = ()
    higher_is_better: bool = True
    generator_cpu: float | None = None
    noise: float = 0.0
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ours(self) -> float:
        """The median of our rounds."""
        return median(self.rounds)

    @property
    def limit(self) -> float | None:
        """The median of the limit's rounds, None where there is none."""
        return median(self.limit_rounds) if self.limit_rounds else None

    @property
    def ratio(self) -> float | None:
        """How much of the limit we reach: 1 is the limit itself."""
        if self.limit is None:
            return None
        return self.ours / self.limit if self.higher_is_better else self.limit / self.ours

    def as_json(self) -> dict[str, Any]:
        """The row for `--json`."""
        return {
            "name": self.name,
            "unit": self.unit,
            "ours": round(self.ours, 3),
            "limit": None if self.limit is None else round(self.limit, 3),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "goal": self.goal,
            "generator_cpu": None if self.generator_cpu is None else round(self.generator_cpu, 3),
            "rounds": [round(one, 3) for one in self.rounds],
            "limit_rounds": [round(one, 3) for one in self.limit_rounds],
            "noise": round(self.noise, 3),
            "noisy": self.noise > QUIET_BELOW,
            "details": dict(self.details),
        }


def quantile(seconds: Sequence[float], share: float) -> float:
    """The value that ``share`` of all values don't exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def milliseconds(answers: Sequence[Answered], share: float) -> float:
    """A quantile of how long the answers took, in milliseconds."""
    return round(quantile([one.seconds for one in answers], share) * 1000, 1)


def by_name(answers: Sequence[Answered]) -> dict[str, dict[str, float]]:
    """For each kind of request its count, median and 95th percentile in milliseconds, in order of asking."""
    names = dict.fromkeys(one.name for one in answers)
    found = {}
    for name in names:
        own = [one for one in answers if one.name == name]
        found[name] = {
            "count": len(own),
            "median_ms": milliseconds(own, 0.5),
            "p95_ms": milliseconds(own, 0.95),
        }
    return found


def require_no_faults(load: Load) -> Load:
    """The same load. Raises BenchError when an answer was not the expected one: such a figure is void."""
    if load.faults:
        raise BenchError(f"{len(load.faults)} answers were wrong, the first: {load.faults[0]}")
    return load


def generator_cpu(loads: Sequence[Load]) -> float:
    """The share of the whole machine that the load generator used."""
    seconds = sum(one.seconds for one in loads)
    return sum(one.generator_seconds for one in loads) / seconds / (os.cpu_count() or 1)
