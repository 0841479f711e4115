"""Start the worker only: renders and signs documents, sends messages, does periodic work."""

from __future__ import annotations

import argparse
import asyncio

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from onevisit.records import installation

CONCURRENT_JOBS = 4
# Jobs announce themselves with no notification, because that would make commits wait for each other.
LOOK_FOR_JOBS_EVERY_SECONDS = 0.25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Works until told to stop, then finishes the jobs in hand.

    Raises Refusal when the key file does not belong to the database.
    """
    installation.check_keys()
    asyncio.run(work())
    return 0


async def work() -> None:
    """Fetches and runs jobs with connections of its own, outside Django's pool."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        async with working.open_async():
            await working.run_worker_async(
                concurrency=CONCURRENT_JOBS,
                delete_jobs="successful",
                fetch_job_polling_interval=LOOK_FOR_JOBS_EVERY_SECONDS,
            )
