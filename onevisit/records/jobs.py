"""Work for the worker, queued in the caller's transaction: a job exists if and only if its act was committed.

Jobs run at least once, so each must be idempotent. Arguments are ids and codes, never personal data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from procrastinate.contrib.django import app

task = app.task
periodic = app.periodic


def defer(name: str, *, queue: str = "default", lock: str | None = None, **arguments: Any) -> int:
    """Queues the task registered as ``name`` with these arguments; returns the job's id. One statement."""
    return app.configure_task(name, queue=queue, lock=lock, allow_unknown=False).defer(**arguments)


def defer_many(name: str, arguments: Sequence[Mapping[str, Any]], *, queue: str = "default") -> list[int]:
    """Queues one job for each set of arguments; one statement for all of them."""
    if not arguments:
        return []
    task_to_run = app.configure_task(name, queue=queue, allow_unknown=False)
    return task_to_run.batch_defer(*[dict(one) for one in arguments])
