"""Brings the English translation file up to date with code, templates and tables of law: `make messages`.

The tables of `onevisit.law` and the choices of records stay Chinese in documents and ledger, so their labels
are not marked in the source; they are read from the tables and shown through the filter `translated`.

New texts are added without translation, texts no longer used are dropped, translations are never guessed. The
exit code is 1 when a text has no English yet or its English is broken; these texts are listed.
"""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import re
import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, TypeGuard

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.db.models import Choices
from django.utils.translation.template import templatize

from onevisit import law
from onevisit.law.clock_kinds import CLOCK_RULES
from onevisit.law.document_kinds import DocumentKind, title
from onevisit.law.items import ItemType
from onevisit.law.lifecycle import Action
from onevisit.law.procedures import SPECIAL_PROCEDURES

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "onevisit"
ENGLISH = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = """# English for the texts of onevisit; renewed by `make messages`.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "Sentence": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def texts() -> Iterator[tuple[str | tuple[str, str], str | None, str]]:
    """Every text to translate: the text (or singular and plural), its context, and the file it stands in."""
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html")]):
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = without_indents(templatize(source, origin=str(path)))
        stream = io.BytesIO(source.encode("utf-8"))
        for _line, function, found, _comments in extract_python(stream, KEYWORDS, [], {"encoding": "utf-8"}):
            if function in KEYWORDS and (read := read_call(function, found)) is not None:
                yield *read, str(path.relative_to(CHECKOUT))
    for text in sorted(law_texts()):
        yield text, None, "onevisit/law"
    for action in Action:
        yield action.label, "act done", "onevisit/law"
    for text in sorted(choice_texts()):
        yield text, None, "models"


def choice_texts() -> set[str]:
    """The Chinese names of the choices that records hold, for example kinds of identity documents."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("onevisit.")]
    of_fields = [getattr(field, "flatchoices", ()) for model in ours for field in model._meta.get_fields()]
    inside = [kind.choices for model in ours for kind in vars(model).values() if _is_choices(kind)]
    labels = {str(label) for choices in (*of_fields, *inside) for _value, label in choices}
    return {label for label in labels if CHINESE.search(label)}


def _is_choices(value: object) -> TypeGuard[type[Choices]]:
    return isinstance(value, type) and issubclass(value, Choices)


def law_texts() -> set[str]:
    """The labels of the tables of law that pages print: states, acts, roles, clocks and documents."""
    labels = {rule.label for rule in CLOCK_RULES.values()}
    labels.update(procedure.name for procedure in SPECIAL_PROCEDURES.values())
    labels.update(title(kind, item_type) for kind in DocumentKind for item_type in ItemType)
    for module in pkgutil.walk_packages(law.__path__, f"{law.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, Enum) and hasattr(value, "label"):
                labels.update(member.label for member in value)
    return labels


def without_indents(source: str) -> str:
    """Python text made of a template, without the template's indents, which mean nothing in Python."""
    return "\n".join(line.strip() for line in source.splitlines())


def read_call(function: str, found: object) -> tuple[str | tuple[str, str], str | None] | None:
    """The text and the context of one call; None when its arguments are not plain texts."""
    arguments = list(found) if isinstance(found, tuple | list) else [found]
    context = arguments.pop(0) if "pgettext" in function else None
    plain = [argument for argument in arguments if isinstance(argument, str)]
    if not plain or not plain[0] or (context is not None and not isinstance(context, str)):
        return None
    if "ngettext" in function or "npgettext" in function:
        return (plain[0], plain[1]), context
    return plain[0], context


def renewed() -> Catalog:
    """The English catalogue with exactly the texts now in use, and the translations it already had."""
    with ENGLISH.open("rb") as stream:
        known = read_po(stream, locale="en")
    catalog = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for text, context, place in texts():
        first = text[0] if isinstance(text, tuple) else text
        before = known.get(first, context)
        catalog.add(text, before.string if before else None, locations=[(place, 0)], context=context)
    return catalog


def write(catalog: Catalog) -> None:
    """Puts the catalogue into the English translation file."""
    with ENGLISH.open("wb") as stream:
        stream.write(HEADER.encode("utf-8"))
        write_po(stream, catalog, width=0, sort_output=True, include_lineno=False, omit_header=True)


def faults(catalog: Catalog) -> list[str]:
    """What is wrong with the English: one line for each text that lacks it or breaks it."""
    found: list[str] = []
    for message in catalog:
        if not message.id:
            continue
        chinese = forms(message.id)
        found.extend(f"{fault}: {chinese[0]}" for fault in faults_of(chinese, forms(message.string)))
        if message.fuzzy:
            found.append(f"marked as uncertain: {chinese[0]}")
    return found


def forms(text: str | Sequence[str | None] | None) -> list[str]:
    """A text as a list: one form, or singular and plural where it is counted."""
    return [text or ""] if isinstance(text, str | None) else [form or "" for form in text]


def faults_of(chinese: list[str], english: list[str]) -> Iterator[str]:
    """The faults of one translation, given as its forms: one, or singular and plural.

    Placeholders must be the same; a singular may leave the count out. Chinese may stand in the English only
    where it is quoted from the Chinese text, as an example of what to type.
    """
    if len(english) != len(chinese) or not all(english):
        yield "no English"
        return
    wanted = set(PLACEHOLDER.findall(chinese[0]))
    for number, text in enumerate(english):
        given = set(PLACEHOLDER.findall(text))
        counted_singular = len(english) == 2 and number == 0
        if given - wanted or (wanted != given and not counted_singular):
            yield "placeholders differ"
        if any(run not in chinese[0] for run in CHINESE.findall(text)):
            yield "Chinese in the English"


def main() -> int:
    """Writes the file and lists what is wrong with it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onevisit.config.settings")
    django.setup()
    catalog = renewed()
    write(catalog)
    found = faults(catalog)
    for line in found:
        print(line)
    print(f"{len(catalog)} texts, {len(found)} faults", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
