"""The whole content of the database as one value: nothing may be half-done, wherever it might be."""

from __future__ import annotations

from django.db import connection

NOT_PART_OF_AN_ACT = (
    "records_accesslogrow",
    "records_installation",
    "django_session",
    "procrastinate_workers",
)


def content() -> dict[str, tuple[int, str]]:
    """Rows and a digest of every table; what is written outside an act's transaction is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
                  AND has_table_privilege(oid, 'SELECT')
                ORDER BY relname"""
        )
        tables = [name for (name,) in cursor.fetchall() if name not in NOT_PART_OF_AN_ACT]
        parts = [
            f"SELECT '{name}', count(*), coalesce(md5(string_agg(digest, '' ORDER BY digest)), '')"
            f' FROM (SELECT md5(held::text) AS digest FROM "{name}" AS held) AS rows'
            for name in tables
        ]
        cursor.execute(" UNION ALL ".join(parts))
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}


def changed(before: dict[str, tuple[int, str]]) -> list[str]:
    """The tables whose content differs from what it was."""
    return sorted(name for name, value in content().items() if before.get(name) != value)
