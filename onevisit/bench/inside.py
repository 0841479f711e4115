"""The rows that need no page server: due dates of many limits, one document, the count of statements."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from typing import Any

import numpy as np

from onevisit.bench.context import Bench
from onevisit.bench.figures import Row
from onevisit.bench.in_process import recorded_requests, send
from onevisit.bench.lives import Draft
from onevisit.bench.load import Journey, get
from onevisit.bench.processor import noise
from onevisit.bench.replay import Recording, rolled_back
from onevisit.documents.models import Document
from onevisit.documents.production import make_file
from onevisit.law.calendar import WorkingCalendar, standard_calendar
from onevisit.law.limits_vectorised import EPOCH_ORDINAL, PauseColumn, due_dates

FIRST_START, LAST_START = np.datetime64("2020-01-01"), np.datetime64("2024-12-31")
LONGEST_LIMIT = 60
MILLION = 1_000_000
SEED = 20260101
_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?([a-z_]+)', re.IGNORECASE)


def due(bench: Bench) -> Row:
    """Due dates of limits with up to two pauses each, millions a second on one core.

    The limit is NumPy's own ``busday_offset`` over the same rest days, which knows no pauses.
    """
    calendar = standard_calendar()
    size = bench.sizes.due_dates
    random = np.random.default_rng(SEED)
    starts = FIRST_START + random.integers(0, (LAST_START - FIRST_START).astype(int), size)
    counts = random.integers(1, LONGEST_LIMIT, size)
    pauses = [_pauses(random, starts), _pauses(random, starts)]
    rest_days = _rest_days(calendar)
    began = noise()
    ours, limits = [], []
    for _ in range(bench.sizes.rounds):
        begin = time.perf_counter()
        due_dates(starts, counts, pauses, calendar)
        middle = time.perf_counter()
        np.busday_offset(starts, counts, roll="backward", weekmask="1111111", holidays=rest_days)
        end = time.perf_counter()
        ours.append(size / (middle - begin) / MILLION)
        limits.append(size / (end - middle) / MILLION)
    return Row("due", "M dates/s", tuple(ours), "≥ 20 M/s, ratio ≥ 1", tuple(limits), noise=began)


def _pauses(random: np.random.Generator, starts: Any) -> PauseColumn:
    """A pause for a half of the limits, some days after their start."""
    first = starts + random.integers(1, 20, len(starts))
    resumed = first + random.integers(1, 30, len(starts))
    none = random.random(len(starts)) < 0.5
    first[none] = np.datetime64("NaT")
    resumed[none] = np.datetime64("NaT")
    return PauseColumn(first, resumed)


def _rest_days(calendar: WorkingCalendar) -> Any:
    days = np.arange(np.datetime64(calendar.first), np.datetime64(calendar.last))
    working = np.array(calendar.working_days, dtype=np.int64) - EPOCH_ORDINAL
    return np.setdiff1d(days, working.view("datetime64[D]"))


def document(bench: Bench) -> Row:
    """One document rendered, sealed and signed, milliseconds on one core: those of a whole life in turn."""
    city = bench.city
    began = noise()
    cores = os.sched_getaffinity(0)
    with rolled_back():
        draft = city.drafts(1)[0]
        for request in city.lives([draft])[0].requests:
            send(request)
        made = list(Document.objects.filter(case_id=draft.case_id).select_related("seal", "hall"))
        os.sched_setaffinity(0, {min(cores)})
        try:
            for one in made:
                make_file(one)
            rounds = [_round_of_documents(made, bench.sizes.documents) for _ in range(bench.sizes.rounds)]
        finally:
            os.sched_setaffinity(0, cores)
    kinds = {one.kind: round(_milliseconds_of(one), 1) for one in made}
    return Row(
        "document",
        "ms",
        tuple(rounds),
        "≤ 40 ms",
        higher_is_better=False,
        noise=began,
        details={"kinds_ms": kinds},
    )


def _round_of_documents(made: list[Document], count: int) -> float:
    return sum(_milliseconds_of(made[number % len(made)]) for number in range(count)) / count


def _milliseconds_of(one: Document) -> float:
    """Processor time, which others on the same machine don't lengthen."""
    begin = time.process_time()
    make_file(one)
    return (time.process_time() - begin) * 1000


def statements(bench: Bench) -> Row:
    """The statements of every command of a life and of the worklist; the row is the command with the most."""
    counted = counted_statements(bench.city.drafts(2), bench)
    commands = [one["count"] for name, one in counted.items() if name != "worklist"]
    return Row(
        "statements",
        "statements",
        (max(commands),),
        "worklist ≤ 6, each command ≤ 15",
        higher_is_better=False,
        details=counted,
    )


def counted_statements(drafts: list[Draft], bench: Bench) -> dict[str, dict[str, Any]]:
    """By request: how many statements and which; of a repeated one the longest. One life warms up."""
    warming, counted = bench.city.lives(drafts)
    recorded_requests(warming)
    worklist = get("worklist", "/desk/", bench.city.handler().cookies)
    requests = Journey((*counted.requests, worklist))
    longest: dict[str, Recording] = {}
    for name, kept in recorded_requests(requests):
        if name not in longest or len(kept.texts) > len(longest[name].texts):
            longest[name] = kept
    return {name: _counts(kept) for name, kept in longest.items()}


def _counts(kept: Recording) -> dict[str, Any]:
    names = Counter(_name_of(text) for text in kept.texts)
    listed = [name if count == 1 else f"{name} ×{count}" for name, count in names.items()]
    return {"count": len(kept.texts), "of": "; ".join(listed)}


def _name_of(text: str) -> str:
    """What a statement does and the first table it names, such as ``UPDATE cases_case``."""
    table = _TABLE.search(text)
    return f"{text.split(None, 1)[0]} {table.group(1)}" if table else " ".join(text.split()[:2])
