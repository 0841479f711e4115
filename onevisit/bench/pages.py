"""The rows of pages: the worklist of a large and of a small city, the guide of an item."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import Any

import psycopg

from onevisit.bench import cases_table
from onevisit.bench.context import Bench, disconnect
from onevisit.bench.figures import Row, generator_cpu, quantile, require_no_faults
from onevisit.bench.in_process import recorded
from onevisit.bench.load import Journey, Load, Request, get
from onevisit.bench.processor import noise, spent
from onevisit.bench.replay import BEGIN, COMMIT, Recording, Statement, replay
from onevisit.bench.workplace import Workplace

READERS = 2


def guide(bench: Bench) -> Row:
    """The guide of an item, pages a second."""
    request = get("guide", f"/items/{bench.city.version.item.code}/")
    began = noise()
    loads, limits, costs = [], [], []
    with bench.place.pages() as port:
        _read(bench, port, request, bench.sizes.clients * 4)
        kept = recorded([Journey((request,))] * 2)[-1]
        for _ in range(bench.sizes.rounds):
            before = spent(port, bench.place.runtime)
            loads.append(_read(bench, port, request, bench.sizes.guide_views))
            costs.append(spent(port, bench.place.runtime).since(before, bench.sizes.guide_views))
            limits.append(_limit(bench, bench.place, kept, bench.sizes.guide_views))
    return Row(
        "guide",
        "pages/s",
        tuple(len(one.answers) / one.seconds for one in loads),
        "≥ 500/s",
        tuple(len(one.answers) / one.seconds for one in limits),
        generator_cpu=generator_cpu(loads),
        noise=began,
        details={"cost_of_one": costs[len(costs) // 2], "statements": len(kept.texts)},
    )


def worklist(bench: Bench) -> Row:
    """The worklist of a department of a large city, milliseconds p95; beside it that of a small city."""
    city, sizes = bench.city, bench.sizes
    request = get("worklist", "/desk/", city.handler().cookies)
    model = city.drafts(1)[0].case_id
    kept = recorded([Journey((request,))] * 2)[-1]
    disconnect()
    small, large = bench.place.copy("small"), bench.place.copy("large")
    cases_table.fill(small.owner, model, *sizes.few_cases)
    cases_table.fill(large.owner, model, *sizes.many_cases)
    began = noise()
    with ExitStack() as stack:
        ports = {place: stack.enter_context(place.pages()) for place in (small, large)}
        for port in ports.values():
            _read(bench, port, request, 20, READERS)
        few, many, limits = [], [], []
        for _ in range(sizes.rounds):
            few.append(_read(bench, ports[small], request, sizes.page_views, READERS))
            many.append(_read(bench, ports[large], request, sizes.page_views, READERS))
            limits.append(_limit(bench, large, kept, sizes.page_views, READERS))
    rows = tuple(_p95(one) for one in many)
    small_rows = tuple(_p95(one) for one in few)
    ratios = sorted(_median(one) / _median(other) for one, other in zip(many, few, strict=True))
    list_statement = _list_statement(kept)
    return Row(
        "worklist",
        "ms p95",
        rows,
        "≤ 40 ms, time ratio ≤ 1.3, buffers equal",
        tuple(_p95(one) for one in limits),
        higher_is_better=False,
        generator_cpu=generator_cpu(many),
        noise=began,
        details={
            "p95_of_small_ms": round(sorted(small_rows)[len(small_rows) // 2], 1),
            "time_ratio": round(ratios[len(ratios) // 2], 2),
            "statements": len(kept.texts),
            "small": _explained(small, list_statement),
            "large": _explained(large, list_statement),
        },
    )


def _read(bench: Bench, port: int, request: Request, views: int, clients: int = 0) -> Load:
    clients = clients or bench.sizes.clients
    return require_no_faults(bench.generator.run(port, [Journey((request,))] * views, clients))


def _limit(bench: Bench, place: Workplace, kept: Recording, times: int, clients: int = 0) -> Load:
    connections = clients or bench.sizes.clients
    return require_no_faults(replay(bench.generator, place.runtime, [kept] * times, connections))


def _p95(load: Load) -> float:
    return quantile([one.seconds for one in load.answers], 0.95) * 1000


def _median(load: Load) -> float:
    return quantile([one.seconds for one in load.answers], 0.5)


def _list_statement(kept: Recording) -> Statement:
    """The statement that reads the cases of the list."""
    return next(
        one for one in kept.statements if one.text not in (BEGIN, COMMIT) and 'FROM "cases_case"' in one.text
    )


def _explained(place: Workplace, statement: Statement) -> dict[str, Any]:
    """Buffers that the list touches, its time in the database, and what its plan consists of."""
    with psycopg.connect(place.runtime, autocommit=True) as connection:
        parameters = statement.parameters or None
        explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.text}"
        for _ in range(2):  # the first time fills the cache
            # The text is the product's own, as recorded; no value stands in it.
            answer = connection.execute(explain, parameters).fetchone()
    assert answer is not None
    found = answer[0] if isinstance(answer[0], list) else json.loads(answer[0])
    plan = found[0]["Plan"]
    return {
        "buffers": plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
        "database_ms": round(found[0]["Execution Time"], 2),
        "plan": " > ".join(_nodes(plan)),
    }


def _nodes(plan: dict[str, Any]) -> list[str]:
    index = f" {plan['Index Name']}" if "Index Name" in plan else ""
    found = [f"{plan['Node Type']}{index}"]
    for inner in plan.get("Plans", ()):
        found += _nodes(inner)
    return found
