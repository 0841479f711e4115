"""The row of the archive: a delivered case archived, packed, and its package checked."""

from __future__ import annotations

import json
import tempfile
import time
import uuid
from pathlib import Path

from onevisit.bench.context import Bench
from onevisit.bench.figures import BenchError, Row
from onevisit.bench.in_process import send
from onevisit.bench.lives import Draft
from onevisit.bench.people import staff
from onevisit.bench.processor import noise
from onevisit.bench.replay import rolled_back
from onevisit.cases import archive, engine
from onevisit.cases.models import Case, MaterialFile
from onevisit.cases.performers import Performer
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.lifecycle import Action
from onevisit.organization.workers import worker_of
from onevisit.records import clock
from onevisit.records.archive_check import check_package
from onevisit.records.receipt_check import check_receipt

ARCHIVIST = "market-archivist"
STEPS = ("archive", "pack", "check")


def archive_row(bench: Bench) -> Row:
    """Milliseconds of processor time to archive a case, pack it and check the package."""
    began = noise()
    rounds: list[float] = []
    spent: dict[str, list[float]] = {step: [] for step in STEPS}
    with rolled_back(), tempfile.TemporaryDirectory() as folder:
        for draft in bench.city.drafts(bench.sizes.rounds):
            case = _delivered(bench, draft)
            times = _archived(case, Path(folder) / "package.zip")
            rounds.append(sum(times))
            for step, one in zip(STEPS, times, strict=True):
                spent[step].append(one)
        files = len(json.loads(Case.objects.get(pk=case.pk).archive_file.manifest)["files"])
    return Row(
        "archive",
        "ms",
        tuple(rounds),
        "none given",
        higher_is_better=False,
        noise=began,
        details={"files": files} | {f"{step}_ms": round(min(times), 1) for step, times in spent.items()},
    )


def _delivered(bench: Bench, draft: Draft) -> Case:
    """A whole life with its documents made; the materials hold a file as large as a document."""
    for request in bench.city.lives([draft])[0].requests:
        send(request)
    made = Document.objects.filter(case_id=draft.case_id)
    production.produce(list(made.values_list("pk", flat=True)))
    content = made.order_by("pk").values_list("file_sha256", flat=True)[0]
    MaterialFile.objects.filter(material__case_id=draft.case_id).update(sha256=content)
    return Case.objects.get(pk=draft.case_id)


def _archived(case: Case, path: Path) -> tuple[float, float, float]:
    """Processor time of the three steps, in milliseconds. Raises BenchError when the package is not whole."""
    account_id = staff(ARCHIVIST).account_id
    begin = time.process_time()
    performer = Performer(worker=worker_of(account_id, clock.today()))
    engine.perform(case.pk, Action.ARCHIVE, performer, uuid.uuid4().hex)
    acted = time.process_time()
    with path.open("wb") as target:
        archive.write_package(Case.objects.get(pk=case.pk), target)
    packed = time.process_time()
    outcome = check_package(path, lambda receipt: check_receipt(receipt, None))
    checked = time.process_time()
    if not outcome.whole:
        raise BenchError(f"the package is not whole: {outcome.faults[0]}")
    return (acted - begin) * 1000, (packed - acted) * 1000, (checked - packed) * 1000
