"""What of an item rests on which law: every citation of a definition with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import Citation
from onevisit.law.legal_basis import Cited, cited_in

_CITATIONS = tuple[Citation, ...]
_NAMING_FIELDS = ("name", "text", "label", "reason")


@dataclass(frozen=True)
class Rest:
    """One citation: the element, the words of the place (受理条件“年满十八周岁”), and what it names."""

    element: str
    where: str
    citation: str
    cited: tuple[Cited, ...]

    def rests_on(self, key: str) -> bool:
        """Whether it names the law or article with this key."""
        return any(key in one.keys for one in self.cited)


def rests(definition: ItemDefinition) -> list[Rest]:
    """Every citation of the item, in the order of the item file."""
    return [
        Rest(element, where, citation, tuple(cited_in(citation)))
        for element, where, citation in _citations(definition, "", "")
    ]


def cited_keys(definition: ItemDefinition) -> list[str]:
    """The keys of all laws and articles on which the item rests, each once."""
    return sorted({key for rest in rests(definition) for cited in rest.cited for key in cited.keys})


def _citations(part: BaseModel, element: str, where: str) -> Iterator[tuple[str, str, str]]:
    for name, field in type(part).model_fields.items():
        value, of, title = getattr(part, name), element or name, field.title or name
        if field.annotation == _CITATIONS:
            # A basis belongs to what names it; only where nothing does, its own title tells more.
            place = where if where and name == "basis" else _inside(where, title)
            yield from ((of, place, text) for text in value)
            continue
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, BaseModel):
                yield from _citations(inner, of, _inside(where, f"{title}{_named(inner)}"))


def _inside(where: str, title: str) -> str:
    return f"{where} › {title}" if where else title


def _named(part: BaseModel) -> str:
    known = next((getattr(part, name) for name in _NAMING_FIELDS if getattr(part, name, "")), "")
    procedure = getattr(part, "procedure", None)
    words = procedure.name if procedure is not None else known
    return f"“{words}”" if words else ""
