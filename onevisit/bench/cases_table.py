"""Many cases at once: rows made by the database itself, for measuring what a large history costs."""

from __future__ import annotations

from datetime import timedelta

import psycopg
from psycopg import sql

from onevisit.cases.models import Case
from onevisit.law.lifecycle import State
from onevisit.records import clock

BATCH = 100_000
DAYS = 60
OPEN = (State.RECEIVED.value, State.ACCEPTED.value, State.IN_REVIEW.value, State.DECIDED.value)


def fill(owner: str, model_case: int, total: int, still_open: int) -> None:
    """Copies the newest draft ``total`` times; ``still_open`` of them are open, the others archived.

    Open cases are spread evenly among the others and over due days. The sealed columns of a copy belong to
    the model's row and can't be opened; lists don't read them.
    """
    today = clock.today()
    every = total // still_open
    changed: dict[str, sql.Composable] = {
        "id": sql.SQL("row.number + {base}").format(base=sql.Literal(model_case)),
        "number": sql.SQL("'BENCH' || row.number"),
        "state": sql.SQL(
            "CASE WHEN row.number % {every} = 0 THEN ({open}::text[])[1 + (row.number / {every}) % {states}]"
            " ELSE {archived} END"
        ).format(
            every=sql.Literal(every),
            open=sql.Literal(list(OPEN)),
            states=sql.Literal(len(OPEN)),
            archived=sql.Literal(State.ARCHIVED.value),
        ),
        "due_on": sql.SQL("{first}::date + ((row.number / {every}) % {days})::int").format(
            first=sql.Literal(today - timedelta(days=DAYS // 4)),
            every=sql.Literal(every),
            days=sql.Literal(DAYS),
        ),
        "warn_on": sql.SQL("{first}::date + ((row.number / {every}) % {days})::int").format(
            first=sql.Literal(today - timedelta(days=DAYS // 4 + 1)),
            every=sql.Literal(every),
            days=sql.Literal(DAYS),
        ),
        "received_at": sql.Literal(clock.now()),
    }
    columns = [str(field.column) for field in Case._meta.concrete_fields]
    statement = sql.SQL(
        "INSERT INTO cases_case ({columns}) SELECT {values} FROM cases_case AS model,"
        " generate_series({first}, {last}) AS row (number) WHERE model.id = {model}"
    )
    values = [changed.get(column, sql.Identifier("model", column)) for column in columns]
    with psycopg.connect(owner, autocommit=True) as connection:
        for first in range(1, total + 1, BATCH):
            connection.execute(
                statement.format(
                    columns=sql.SQL(", ").join([sql.Identifier(column) for column in columns]),
                    values=sql.SQL(", ").join(values),
                    first=sql.Literal(first),
                    last=sql.Literal(min(first + BATCH - 1, total)),
                    model=sql.Literal(model_case),
                )
            )
        connection.execute("VACUUM ANALYZE")
