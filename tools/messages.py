"""Brings the English translation file up to date with the texts in code and templates: `make messages`.

New texts are added without translation, texts no longer used are dropped, translations are never guessed. The
exit code is 1 when a text has no English yet; the texts are listed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

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
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
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
            source = templatize(source, origin=str(path))
        stream = io.BytesIO(source.encode("utf-8"))
        for _line, function, found, _comments in extract_python(stream, KEYWORDS, [], {"encoding": "utf-8"}):
            if function in KEYWORDS and (read := read_call(function, found)) is not None:
                yield *read, str(path.relative_to(CHECKOUT))


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


def untranslated(catalog: Catalog) -> list[str]:
    """The texts that have no English."""
    missing = []
    for message in catalog:
        parts = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and not all(parts):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def main() -> int:
    """Writes the file and lists what it lacks."""
    catalog = renewed()
    with ENGLISH.open("wb") as stream:
        stream.write(HEADER.encode("utf-8"))
        write_po(stream, catalog, width=0, sort_output=True, include_lineno=False, omit_header=True)
    missing = untranslated(catalog)
    for text in missing:
        print(text)
    print(f"{len(catalog)} texts, {len(missing)} without English", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
