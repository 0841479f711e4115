"""The rows of `onevisit bench` by name, and running them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from onevisit.bench import archiving, catalogue, commands, inside, pages, steady, verifying
from onevisit.bench.context import Bench
from onevisit.bench.figures import Row
from onevisit.bench.load import Generator
from onevisit.bench.replay import spread_sequences
from onevisit.bench.workplace import Sizes, Workplace

ROWS: dict[str, Callable[[Bench], Row]] = {
    "case-create": commands.case_create,
    "case-life": commands.case_life,
    "case-steady": steady.case_steady,
    "worklist": pages.worklist,
    "guide": pages.guide,
    "due": inside.due,
    "document": inside.document,
    "archive": archiving.archive_row,
    "catalogue-import": catalogue.catalogue_import,
    "publish-check": catalogue.publish_check,
    "licence-status": verifying.licence_status,
    "pdf-verify": verifying.pdf_verify,
    "statements": inside.statements,
}


def measure(names: Sequence[str], place: Workplace, sizes: Sizes) -> Iterator[Row]:
    """The named rows one after another. Raises BenchError for a measurement that failed."""
    spread_sequences(place.owner)
    with Generator() as generator:
        bench = Bench(place, generator, sizes)
        for name in names:
            yield ROWS[name](bench)
