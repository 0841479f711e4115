"""Numbers without gaps, such as document numbers."""

from __future__ import annotations

from django.db import connection


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
