"""The rows of acts over HTTP: submitting an application, and whole lives."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from onevisit.bench.context import Bench
from onevisit.bench.figures import (
    BenchError,
    Row,
    by_name,
    generator_cpu,
    milliseconds,
    require_no_faults,
)
from onevisit.bench.in_process import recorded
from onevisit.bench.lives import Draft
from onevisit.bench.load import Answered, Journey, Load
from onevisit.bench.processor import noise, spent
from onevisit.bench.replay import replay
from onevisit.documents.models import Document

DRAIN_SECONDS = 900
LOOK_SECONDS = 0.1


@dataclass
class Rounds:
    """Rounds of ours and of the limit, and the processor time that one of our answers cost."""

    ours: list[Load] = field(default_factory=list)
    limits: list[Load] = field(default_factory=list)
    cost: dict[str, float] = field(default_factory=dict)

    @property
    def answers(self) -> list[Answered]:
        """All our answers."""
        return [answer for one in self.ours for answer in one.answers]


def case_create(bench: Bench) -> Row:
    """Complete online applications submitted by several clients at once, a second."""
    began = noise()
    rounds = _rounds(bench, bench.city.submissions, bench.sizes.creates)
    return Row(
        "case-create",
        "cases/s",
        tuple(len(one.answers) / one.seconds for one in rounds.ours),
        "≥ 250/s, p95 ≤ 100 ms",
        tuple(len(one.answers) / one.seconds for one in rounds.limits),
        generator_cpu=generator_cpu(rounds.ours),
        noise=began,
        details={
            "p95_ms": milliseconds(rounds.answers, 0.95),
            "clients": bench.sizes.clients,
            "cost_of_one": rounds.cost,
        },
    )


def case_life(bench: Bench) -> Row:
    """Every command of whole lives, a second; their documents wait in the queue, which is drained after."""
    city = bench.city
    began = noise()
    rounds = _rounds(bench, city.lives, bench.sizes.lives)
    per_life = len(city.lives(city.drafts(1))[0].requests)
    queued = Document.objects.filter(state=Document.State.QUEUED).count()
    drained = drain(bench)
    return Row(
        "case-life",
        "commands/s",
        tuple(len(one.answers) / one.seconds for one in rounds.ours),
        "≥ 200/s, ratio ≥ 20 %",
        tuple(len(one.answers) * per_life / one.seconds for one in rounds.limits),
        generator_cpu=generator_cpu(rounds.ours),
        noise=began,
        details={
            "commands": by_name(rounds.answers),
            "cost_of_one": rounds.cost,
            "documents_queued": queued,
            "drain_seconds": round(drained, 1),
            "documents_per_second": round(queued / drained, 1),
        },
    )


def _rounds(bench: Bench, journeys_of: Callable[[Sequence[Draft]], list[Journey]], count: int) -> Rounds:
    """Rounds of ours and of the limit in turn, after a first one that only warms up."""
    city, clients = bench.city, bench.sizes.clients
    rounds = Rounds()
    with bench.place.pages() as port:
        require_no_faults(bench.generator.run(port, journeys_of(city.drafts(clients)), clients))
        before = spent(port, bench.place.runtime)
        costs = []
        for _ in range(bench.sizes.rounds):
            journeys = journeys_of(city.drafts(count))
            recordings = recorded(journeys_of(city.drafts(count)))
            before = spent(port, bench.place.runtime)
            ours = require_no_faults(bench.generator.run(port, journeys, clients))
            costs.append(spent(port, bench.place.runtime).since(before, len(ours.answers)))
            rounds.ours.append(ours)
            limit = replay(bench.generator, bench.place.runtime, recordings, clients)
            rounds.limits.append(require_no_faults(limit))
    rounds.cost = {name: sorted(one[name] for one in costs)[len(costs) // 2] for name in costs[0]}
    return rounds


def drain(bench: Bench) -> float:
    """Starts the worker and waits until the queue is empty; gives the seconds that took."""
    begin = time.monotonic()
    with bench.place.worker():
        wait_for_queue(DRAIN_SECONDS)
    return time.monotonic() - begin


def wait_for_queue(seconds: float) -> None:
    """Returns when no job waits or runs. Raises BenchError when that takes longer."""
    deadline = time.monotonic() + seconds
    while (left := _jobs_left()) > 0:
        if time.monotonic() > deadline:
            raise BenchError(f"{left} jobs were not done within {seconds:.0f} s")
        time.sleep(LOOK_SECONDS)


def _jobs_left() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
        return int(cursor.fetchone()[0])
