"""The rows of the catalogue: a whole one imported in either form, and checked for publishing."""

from __future__ import annotations

import io
import time
import uuid
from itertools import cycle, islice
from statistics import median

from onevisit.bench.context import Bench
from onevisit.bench.figures import BenchError, Row
from onevisit.bench.people import staff
from onevisit.bench.processor import noise
from onevisit.bench.replay import rolled_back
from onevisit.catalog.bundles import BundleFormat, write_bundle
from onevisit.catalog.changes import Words
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.exporting import definitions_in_effect
from onevisit.catalog.importing import ask_for_import, run_import
from onevisit.catalog.models import CatalogueImport
from onevisit.catalog.publish_check import check_content, check_definition
from onevisit.catalog.surroundings import WholeSurroundings
from onevisit.organization.workers import Worker, worker_of
from onevisit.records import clock

KEEPER = "catalogue"
CHECKED_ALONE = 20
WORDS = Words(reason="测量导入速度", basis="《演示条例》第一条")


def catalogue_import(bench: Bench) -> Row:
    """Seconds from the file to the proposed changes, everything in the database; the slower of both forms."""
    began = noise()
    definitions = many_definitions(bench.sizes.items)
    worker = _keeper()
    seconds: dict[BundleFormat, list[float]] = {form: [] for form in BundleFormat}
    spent: dict[BundleFormat, list[float]] = {form: [] for form in BundleFormat}
    size: dict[str, int] = {}
    for form in BundleFormat:
        target = io.BytesIO()
        write_bundle(definitions, form, target)
        size[f"{form.value}_bytes"] = len(target.getvalue())
        for _ in range(bench.sizes.rounds):
            wall, processor = _imported(worker, target.getvalue(), len(definitions))
            seconds[form].append(wall)
            spent[form].append(processor)
    slower = max(BundleFormat, key=lambda form: median(seconds[form]))
    return Row(
        "catalogue-import",
        "s",
        tuple(seconds[slower]),
        "≤ 10 s for 1,000 items",
        higher_is_better=False,
        noise=began,
        details={"items": len(definitions), "slower_form": slower.value}
        | {f"{form.value}_s": round(median(seconds[form]), 2) for form in BundleFormat}
        | {f"{form.value}_processor_s": round(median(spent[form]), 2) for form in BundleFormat}
        | size,
    )


def publish_check(bench: Bench) -> Row:
    """Milliseconds of processor time that checking one item takes when the whole catalogue is checked."""
    began = noise()
    definitions = many_definitions(bench.sizes.items)
    contents = [one.model_dump(mode="json") for one in definitions[:CHECKED_ALONE]]
    rounds: list[float] = []
    alone: list[float] = []
    for _ in range(bench.sizes.rounds):
        begin = time.process_time()
        around = WholeSurroundings()
        for definition in definitions:
            check_definition(definition, around)
        rounds.append((time.process_time() - begin) * 1000 / len(definitions))
        begin = time.process_time()
        for content in contents:
            check_content(content)
        alone.append((time.process_time() - begin) * 1000 / len(contents))
    return Row(
        "publish-check",
        "ms",
        tuple(rounds),
        "none given",
        higher_is_better=False,
        noise=began,
        details={
            "items": len(definitions),
            "whole_catalogue_s": round(median(rounds) * len(definitions) / 1000, 2),
            "one_alone_ms": round(median(alone), 1),
        },
    )


def many_definitions(count: int) -> list[ItemDefinition]:
    """The items of the demo city over and over, each under a code of its own."""
    known = list(definitions_in_effect())
    return [
        _numbered(definition, number)
        for number, definition in enumerate(islice(cycle(known), count), start=1)
    ]


def _numbered(definition: ItemDefinition, number: int) -> ItemDefinition:
    base = f"{number:012d}"
    code = f"{definition.code[:18]}{definition.level.value}{base}"
    return definition.model_copy(
        update={"code": code, "base_code": base, "name": f"{definition.name}{number}"}
    )


def _keeper() -> Worker:
    worker = worker_of(staff(KEEPER).account_id, clock.today())
    if worker is None:
        raise BenchError(f"{KEEPER} is no member of staff today")
    return worker


def _imported(worker: Worker, content: bytes, expected: int) -> tuple[float, float]:
    """Seconds and processor seconds of one import, undone afterwards. Raises BenchError when it failed."""
    with rolled_back():
        begin, used = time.perf_counter(), time.process_time()
        asked = ask_for_import(worker, content, WORDS, uuid.uuid4().hex)
        run_import(asked.pk)
        wall, processor = time.perf_counter() - begin, time.process_time() - used
        done = CatalogueImport.objects.get(pk=asked.pk)
        if done.added != expected:
            raise BenchError(f"the import took in {done.added} of {expected} items: {done.faults[:1]}")
    return wall, processor
