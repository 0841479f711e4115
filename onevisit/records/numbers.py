"""Numbers without gaps, such as document numbers."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from onevisit.law.clauses import enforces


@enforces("HOUSE-19")
def take(series: str, year: int) -> int:
    """The next number of a series without gaps, such as the 文号 of one organ in one year; begins with 1.

    Take it as the last statement before commit: other takers of the series wait until then. A rolled-back
    transaction gives its number back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO records_numberseries AS counter (series, year, last) VALUES (%s, %s, 1)
               ON CONFLICT (series, year) DO UPDATE SET last = counter.last + 1
               RETURNING last""",
            [series, year],
        )
        return int(cursor.fetchone()[0])


def take_several(counts: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], int]:
    """Takes so many numbers of each (series, year) in one statement; gives the first number of each.

    The rules of ``take`` hold. Series are locked in the order of their names, so takers never wait in a ring.
    """
    if not counts:
        return {}
    wanted = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO records_numberseries AS counter (series, year, last)
               SELECT * FROM unnest(%s::text[], %s::int[], %s::bigint[])
               ON CONFLICT (series, year) DO UPDATE SET last = counter.last + EXCLUDED.last
               RETURNING series, year, last""",
            [
                [series for series, _ in wanted],
                [year for _, year in wanted],
                [counts[one] for one in wanted],
            ],
        )
        return {(series, year): last - counts[series, year] + 1 for series, year, last in cursor.fetchall()}
