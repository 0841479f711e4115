"""What every measurement is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from onevisit.bench.lives import City
from onevisit.bench.load import Generator
from onevisit.bench.workplace import Sizes, Workplace


@dataclass
class Bench:
    """The database with its programs, the load generator, and the city, made when a row first needs it."""

    place: Workplace
    generator: Generator
    sizes: Sizes

    @cached_property
    def city(self) -> City:
        """The demo city with applicants and sessions."""
        return City(self.sizes.clients)


def disconnect() -> None:
    """Closes this process's connections, so that the database can be copied."""
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    from onevisit.records import side_connection

    side_connection.close()
    connection = connections["default"]
    assert isinstance(connection, DatabaseWrapper)
    connection.close()
    connection.close_pool()
