"""What the system says when it will not do something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from onevisit.law.clauses import Citation, citation
from onevisit.law.profiles import CityProfile
from onevisit.law.sentence import Sentence


class Refusal(Exception):
    """An act that the rules do not allow, told as a value that people can act on.

    ``code`` is stable English for programs, ``message`` says what happened, ``who_could`` names the person
    or office that could do it, ``next_step`` says what the reader can do now. ``clauses`` are the registry
    ids of the rules against the act in whatever city; ``city`` decides which of them are cited.
    """

    def __init__(
        self,
        code: str,
        message: Sentence,
        *,
        clauses: tuple[str, ...] = (),
        who_could: Sentence | None = None,
        next_step: Sentence | None = None,
        city: CityProfile | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.clauses = clauses
        self.who_could = who_could
        self.next_step = next_step
        self.city = city

    def within(self, city: CityProfile) -> Self:
        """The same refusal, told where the rule book of this city binds."""
        self.city = city
        return self

    @property
    def citation(self) -> Citation:
        """The clauses against the act that bind in its city; statutes alone where no city is known."""
        return citation(self.clauses, self.city.rule_book if self.city else None)

    @property
    def ground(self) -> Sentence | None:
        """The citation as a sentence; None where no clause can be cited."""
        return Sentence("依据：%(clauses)s。", clauses=self.citation) if self.citation else None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All that is told, in order: what happened, by which rule, who could, what to do now."""
        told = (self.message, self.ground, self.who_could, self.next_step)
        return tuple(sentence for sentence in told if sentence)

    def __str__(self) -> str:
        """The whole in Chinese, as a terminal or a log shows it."""
        return "".join(str(sentence) for sentence in self.sentences)


@contextmanager
def told_in(city: Callable[[], CityProfile]) -> Iterator[None]:
    """A refusal raised inside cites the rule book of this city, which is looked up only then."""
    try:
        yield
    except Refusal as refusal:
        refusal.within(city())
        raise
