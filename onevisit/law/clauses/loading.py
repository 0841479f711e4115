"""Read the registry from the data files, one file per text."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from onevisit.law.clauses.model import Clause, Kind, Source, SourceKind

DATA_DIRECTORY = Path(__file__).with_name("data")

#: The texts in the order in which lists and pages show them; each is a file of the data directory.
TEXTS = (
    "jiaohe",
    "anshan",
    "licence_law",
    "reconsideration_law",
    "litigation_law",
    "signature_law",
    "privacy_law",
    "disclosure_regulation",
    "online_services_regulation",
    "business_environment_regulation",
    "holidays_regulation",
    "readings",
    "house",
)


@cache
def registry() -> Mapping[str, Clause]:
    """Every clause by its id, in the order of the texts and, within a text, of its printing."""
    clauses: dict[str, Clause] = {}
    for text in TEXTS:
        for clause in read_text(DATA_DIRECTORY / f"{text}.toml"):
            if clause.id in clauses:
                raise ValueError(f"{text}.toml: clause {clause.id} is registered twice")
            clauses[clause.id] = clause
    return MappingProxyType(clauses)


def read_text(path: Path) -> list[Clause]:
    """The clauses of one data file. Raises ``ValueError`` naming file and clause of a malformed entry."""
    with path.open("rb") as stream:
        document = tomllib.load(stream)
    source = Source(**{**document["source"], "kind": SourceKind(document["source"]["kind"])})
    found: list[Clause] = []
    for chapter in document["chapter"]:
        for clause_id, entry in chapter["clause"].items():
            if not clause_id.startswith(f"{source.key}-"):
                raise ValueError(f"{path.name}: {clause_id} does not begin with {source.key}-")
            found.append(_clause(path.name, clause_id, source, chapter["title"], entry))
    return found


def _clause(file_name: str, clause_id: str, source: Source, chapter: str, entry: dict[str, Any]) -> Clause:
    try:
        return Clause(
            id=clause_id,
            source=source,
            chapter=chapter,
            place=entry.pop("place"),
            summary=entry.pop("summary"),
            english=entry.pop("english"),
            kind=Kind(entry.pop("kind")),
            rests_on=tuple(entry.pop("rests_on", ())),
            **entry,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{file_name}: {clause_id}: {error}") from error
