"""One text for one value: canonical JSON after RFC 8785, so that a hash can be taken of it.

Only what has a single exact text is let in: strings, integers, true, false, null, lists and objects. Floating
point numbers are refused; amounts are integers in fen or texts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

LARGEST_INTEGER = 2**53 - 1
"""Integers beyond this are not exact in every JSON reader (RFC 8785, 3.2.2.3; I-JSON)."""


_ENCODER = json.JSONEncoder(ensure_ascii=False)


class CanonicalError(ValueError):
    """A value that has no single exact canonical text."""


def canonical_text(value: object) -> str:
    """The RFC 8785 text of a value: keys sorted by UTF-16 code units, no spaces, shortest escapes.

    Raises CanonicalError for floats, for integers beyond 2**53 - 1, for keys that are not strings, for lone
    surrogates and for any other type.
    """
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts)


def _write(value: object, parts: list[str]) -> None:
    if value is None:
        parts.append("null")
    elif value is True:
        parts.append("true")
    elif value is False:
        parts.append("false")
    elif isinstance(value, str):
        parts.append(_quoted(value))
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise CanonicalError(f"the integer {value} is too large to be exact in every reader")
        parts.append(str(int(value)))
    elif isinstance(value, Mapping):
        _write_object(value, parts)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        parts.append("[")
        for position, element in enumerate(value):
            if position:
                parts.append(",")
            _write(element, parts)
        parts.append("]")
    else:
        raise CanonicalError(f"a value of type {type(value).__name__} has no canonical text")


def _write_object(value: Mapping[object, object], parts: list[str]) -> None:
    keys: list[str] = []
    for key in value:
        if not isinstance(key, str):
            raise CanonicalError(f"the key {key!r} of an object is not a string")
        keys.append(str(key))
    parts.append("{")
    plain = all(key.isascii() for key in keys)
    for position, key in enumerate(sorted(keys) if plain else sorted(keys, key=_utf16_order)):
        if position:
            parts.append(",")
        parts.append(_quoted(key))
        parts.append(":")
        _write(value[key], parts)
    parts.append("}")


def _utf16_order(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _quoted(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalError("a string holds half of a surrogate pair") from error
    # The standard library escapes exactly what RFC 8785 asks for: quote, backslash and control characters.
    return _ENCODER.encode(str(text))
