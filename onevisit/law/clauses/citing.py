"""Look a clause up, and cite it as the public reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from onevisit.law.clauses.english_places import english_place
from onevisit.law.clauses.loading import registry
from onevisit.law.clauses.marking import enforces
from onevisit.law.clauses.model import Clause, SourceKind, UnknownClauseError


def clause(clause_id: str) -> Clause:
    """The registered clause. Raises ``UnknownClauseError``, with the nearest ids, when there is none."""
    found = registry().get(clause_id)
    if found is None:
        raise UnknownClauseError(clause_id, tuple(get_close_matches(clause_id, registry(), n=3)))
    return found


@enforces("RULE-40")
def cite(clause_id: str, rule_book: str = "") -> str:
    """The citation for a notice or a screen, with the short name of the text: 蛟河规则第二十三条第二款.

    Internal ids stay internal: a reading (RULE-n) is cited by the clauses it reads. ``rule_book`` is the full
    name of the city's own rule book (``CityProfile.rule_book``); another city's clauses are then left out of
    such a citation. Raises ``UnknownClauseError``.
    """
    return _join([(entry.source.short_name, entry) for entry in _printed(clause(clause_id), rule_book)])


@enforces("RULE-40")
def cite_in_full(clause_id: str, rule_book: str = "") -> str:
    """The same for a formal decision, with the full name: 《中华人民共和国行政许可法》第三十八条第二款."""
    return _join(
        [(f"《{entry.source.full_name}》", entry) for entry in _printed(clause(clause_id), rule_book)]
    )


@enforces("RULE-40")
def cite_together(clause_ids: Iterable[str], rule_book: str, most: int = 2, *, in_full: bool = False) -> str:
    """The first ``most`` of several clauses that bind under this city's rule book, in one citation.

    ``rule_book`` is ``CityProfile.rule_book``. Another city's rules and rules of our own are left out;
    "" when nothing remains. ``in_full`` gives the full names of the texts, for formal decisions.
    """
    return _join(
        [
            (f"《{entry.source.full_name}》" if in_full else entry.source.short_name, entry)
            for entry in _binding(clause_ids, rule_book)[:most]
        ]
    )


@dataclass(frozen=True)
class Citation:
    """Clauses to be cited together, in Chinese or in English."""

    clauses: tuple[Clause, ...]

    def __bool__(self) -> bool:
        return bool(self.clauses)

    def __str__(self) -> str:
        return _join([(entry.source.short_name, entry) for entry in self.clauses])

    @property
    def english(self) -> str:
        """`Administrative Licensing Law, art. 32(1)(4); Jiaohe one-visit rules, art. 23(2)`."""
        places: dict[str, list[str]] = {}
        for entry in self.clauses:
            name = entry.source.short_english or entry.source.english
            places.setdefault(name, []).append(english_place(entry.place))
        return "; ".join(", ".join((name, *found)) for name, found in places.items())


@enforces("RULE-40")
def citation(clause_ids: Iterable[str], rule_book: str | None, most: int = 2) -> Citation:
    """Those of the clauses against an act that bind under this city's rule book, statutes first.

    A statute binds in every city. ``rule_book`` None stands for no known city: then only statutes are cited.
    """
    binding = _binding(clause_ids, rule_book)
    statutes_first = sorted(binding, key=lambda entry: entry.source.kind is not SourceKind.STATUTE)
    return Citation(tuple(statutes_first[:most]))


def _binding(clause_ids: Iterable[str], rule_book: str | None) -> list[Clause]:
    """The printed clauses that bind under this rule book, each once, in the order given."""
    found: list[Clause] = []
    for clause_id in clause_ids:
        for entry in _printed(clause(clause_id), rule_book or ""):
            if _binds(entry, rule_book) and entry not in found:
                found.append(entry)
    return found


def _binds(entry: Clause, rule_book: str | None) -> bool:
    kind = entry.source.kind
    return kind is SourceKind.STATUTE or (
        kind is SourceKind.RULE_BOOK and entry.source.full_name == rule_book
    )


def _printed(entry: Clause, rule_book: str) -> list[Clause]:
    """The clauses the public can read for this one: itself, or what a reading rests on."""
    if entry.source.kind is not SourceKind.READING:
        return [entry]
    found: list[Clause] = []
    for base in (clause(base_id) for base_id in entry.rests_on):
        foreign = base.source.kind is SourceKind.RULE_BOOK and rule_book not in ("", base.source.full_name)
        if not foreign:
            found += [printed for printed in _printed(base, rule_book) if printed not in found]
    return found or [entry]


def _join(named: list[tuple[str, Clause]]) -> str:
    """Citations in a row; the name of a text is not repeated for its next clause."""
    words: list[str] = []
    last_name = ""
    for name, entry in named:
        opening = f"（“{entry.opening}……”）" if entry.opening else ""
        words.append(f"{name if name != last_name else ''}{entry.place}{opening}")
        last_name = name
    return "、".join(words)
