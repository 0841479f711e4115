"""What the measurements need of the installation they run on; the command line provides it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


class Workplace(Protocol):
    """A database of its own with the demo city, and the programs of the product that work on it."""

    @property
    def runtime(self) -> str:
        """The `postgresql://` address of the role the program runs as."""

    @property
    def owner(self) -> str:
        """The `postgresql://` address of the owner of the tables."""

    def copy(self, name: str) -> Workplace:
        """A second database, equal to this one. Nobody may be connected to this one meanwhile."""

    def pages(self) -> AbstractContextManager[int]:
        """The page server on this database until the block ends; gives its port."""

    def worker(self) -> AbstractContextManager[None]:
        """The worker on this database until the block ends."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured. The defaults are those of the published figures."""

    rounds: int = 5
    clients: int = 16
    creates: int = 400
    lives: int = 16
    steady_seconds: int = 60
    steady_lives: int = 4
    slow_uploads: int = 8
    few_cases: tuple[int, int] = (10_000, 200)
    many_cases: tuple[int, int] = (1_000_000, 20_000)
    page_views: int = 200
    guide_views: int = 2000
    due_dates: int = 4_000_000
    documents: int = 20
    files: int = 300
    items: int = 1_000
