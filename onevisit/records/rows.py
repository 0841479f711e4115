"""Rows of a model by a statement that is written once.

Django composes the text of every query anew. For the few that stand in every command, over tables with many
columns, that took a third of the command's time; these are written out, and read with this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


class Rows(Generic[Row]):
    """The columns of a model as a statement names them (``alias`` is its table there), and its instances.

    The fields ``without`` are left out; an instance reads them when somebody asks, as deferred ones.
    """

    def __init__(self, model: type[Row], alias: str, *, without: Collection[str] = ()) -> None:
        self._model = model
        self._alias = alias
        self._without = frozenset(without)

    @cached_property
    def columns(self) -> str:
        """The columns for the SELECT list, in the order in which ``taken_from`` takes their values."""
        return ", ".join(f'{self._alias}."{field.column}"' for field in self._fields)

    def taken_from(self, values: list[Any]) -> Row:
        """The row as the ORM would give it; takes its values off the front of the list."""
        own = values[: len(self._fields)]
        del values[: len(self._fields)]
        for position, convert in self._converters:
            own[position] = convert(own[position], None, connection)
        return self._model.from_db("default", self._names, own)

    @cached_property
    def _fields(self) -> list[models.Field[Any, Any]]:
        return [field for field in self._model._meta.concrete_fields if field.name not in self._without]

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._fields]

    @cached_property
    def _converters(self) -> list[tuple[int, Callable[..., Any]]]:
        return [
            (position, convert)
            for position, field in enumerate(self._fields)
            for convert in field.get_db_converters(connection)
        ]
