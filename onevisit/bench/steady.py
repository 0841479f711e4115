"""The row of a steady day: lives at an even pace, pages read and slow uploads running meanwhile."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime

from onevisit.bench.commands import wait_for_queue
from onevisit.bench.context import Bench
from onevisit.bench.figures import Row, generator_cpu, milliseconds, quantile, require_no_faults
from onevisit.bench.lives import Draft
from onevisit.bench.load import Journey, get
from onevisit.bench.processor import noise
from onevisit.cases.models import CaseMaterial
from onevisit.documents.models import Document
from onevisit.records import clock

PAGES_PER_SECOND = 5
UPLOAD_BYTES = 8_000_000
PART_BYTES = 4096
PART_SECONDS = 0.25
READY_SECONDS = 120
PAGE = "page "


def case_steady(bench: Bench) -> Row:
    """How long documents take to be ready after their act, the slowest of a hundred; seconds.

    One long round: what counts is that the queue does not grow over it.
    """
    city, sizes = bench.city, bench.sizes
    began = noise()
    count = sizes.steady_seconds * sizes.steady_lives
    journeys = [*city.lives(city.drafts(count), per_second=sizes.steady_lives), *_pages(bench)]
    journeys.sort(key=lambda journey: journey.at)
    with bench.place.pages() as port, bench.place.worker():
        warming = city.lives(city.drafts(sizes.clients))
        require_no_faults(bench.generator.run(port, warming, sizes.clients))
        wait_for_queue(READY_SECONDS)
        since = clock.now()
        with _slow_uploads(port, city.drafts(sizes.slow_uploads)):
            load = require_no_faults(bench.generator.run(port, journeys, sizes.clients))
        wait_for_queue(READY_SECONDS)
    waits = _waits_since(since)
    pages = [one for one in load.answers if one.name.startswith(PAGE)]
    commands = [one for one in load.answers if not one.name.startswith(PAGE)]
    return Row(
        "case-steady",
        "s until ready, p99",
        (quantile(waits, 0.99),),
        "≤ 2 s; pages p95 ≤ 100 ms",
        higher_is_better=False,
        generator_cpu=generator_cpu([load]),
        noise=began,
        details={
            "documents": len(waits),
            "ready_median_s": round(quantile(waits, 0.5), 2),
            "pages_p95_ms": milliseconds(pages, 0.95),
            "commands_p95_ms": milliseconds(commands, 0.95),
            "commands": len(commands),
            "pages": len(pages),
            "slow_uploads": sizes.slow_uploads,
        },
    )


def _pages(bench: Bench) -> list[Journey]:
    """Guides and worklists read at an even pace."""
    city, sizes = bench.city, bench.sizes
    guide = get(f"{PAGE}guide", f"/items/{city.version.item.code}/")
    worklist = get(f"{PAGE}worklist", "/desk/", city.handler().cookies)
    count = sizes.steady_seconds * PAGES_PER_SECOND
    return [
        Journey((worklist if number % 2 else guide,), number / PAGES_PER_SECOND) for number in range(count)
    ]


@contextlib.contextmanager
def _slow_uploads(port: int, drafts: list[Draft]) -> Iterator[None]:
    """Uploads of a material that trickle in until the block ends."""
    ended = threading.Event()
    threads = [threading.Thread(target=_trickle, args=(port, draft, ended)) for draft in drafts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _trickle(port: int, draft: Draft, ended: threading.Event) -> None:
    key = CaseMaterial.objects.filter(case_id=draft.case_id).values_list("key", flat=True)[0]
    boundary = "trickle"
    head = (
        f"POST /my/cases/{draft.case_id}/materials/{key}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: {draft.applicant.cookies}\r\nContent-Type: multipart/form-data; boundary={boundary}\r\n"
        f"Content-Length: {UPLOAD_BYTES}\r\n\r\n--{boundary}\r\n"
        'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    )
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head.encode("ascii"))
        while not ended.is_set():
            try:
                connection.sendall(bytes(PART_BYTES))
            except OSError:  # the server gave it up: a slow upload is not owed an answer
                return
            time.sleep(PART_SECONDS)


def _waits_since(since: datetime) -> list[float]:
    made = Document.objects.filter(created_at__gte=since, ready_at__isnull=False)
    return [(one.ready_at - one.created_at).total_seconds() for one in made if one.ready_at is not None]
