"""Personal data at rest: encrypted fields, exact search by keyed hash, names by keyed bigrams, commitments.

A ciphertext is AES-256-GCM bound to table, column and row: copied to another row or column it does not open.
The keys live outside the database (``keys.py``); the key's number stands in each ciphertext.
"""

from __future__ import annotations

import hmac
import os
import unicodedata
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from onevisit.records import keys

FORMAT = 1
NONCE_BYTES = 12
HEADER_BYTES = 1 + 4


class SealedDataError(RuntimeError):
    """A ciphertext does not open: it was altered, moved to another row, or its key is missing."""


def encrypt(plain: bytes, table: str, column: str, row: object) -> bytes:
    """Ciphertext of ``plain``, readable only at this table, column and row (its primary key)."""
    held = keys.privacy_keys()
    header = bytes([FORMAT]) + held.current.to_bytes(4, "big")
    nonce = os.urandom(NONCE_BYTES)
    place = _place(table, column, row)
    cipher = _cipher(held.encryption[held.current], f"{table}.{column}")
    return header + nonce + cipher.encrypt(nonce, plain, header + place)


def decrypt(sealed: bytes, table: str, column: str, row: object) -> bytes:
    """The plain bytes again. Raises SealedDataError when altered, moved, or sealed with a missing key."""
    header, nonce = sealed[:HEADER_BYTES], sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    if len(nonce) < NONCE_BYTES or header[0] != FORMAT:
        raise SealedDataError(f"{table}.{column} of row {row} holds no ciphertext")
    number = int.from_bytes(header[1:], "big")
    key = keys.privacy_keys().encryption.get(number)
    if key is None:
        raise SealedDataError(
            f"{table}.{column} of row {row} needs key {number}, which is not in the key file"
        )
    try:
        opened = _cipher(key, f"{table}.{column}").decrypt(
            nonce, sealed[HEADER_BYTES + NONCE_BYTES :], header + _place(table, column, row)
        )
    except InvalidTag as error:
        raise SealedDataError(f"{table}.{column} of row {row} was altered or belongs elsewhere") from error
    return opened


def keyed_hash(kind: str, text: str) -> bytes:
    """HMAC-SHA256 by which a number or phone is found exactly without being readable.

    ``kind`` ("resident_number", "phone", ...) keeps equal texts of different kinds apart. The text is taken
    without spaces and hyphens, full-width digits and letters as plain ones, letters in capitals.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(character for character in plain if not character.isspace() and character != "-")
    key = keys.derived_key(keys.privacy_keys().search, f"exact:{kind}")
    return hmac.digest(key, plain.encode("utf-8"), "sha256")


def name_bigrams(name: str) -> list[str]:
    """Keyed tokens of each pair of neighbouring characters, for a ``text[]`` column with a GIN index.

    A name matches a query when it holds all tokens of the query (``@>``). Tokens are keyed, so the
    index tells nobody a name. A name or query of one character gives its single token; the first
    character of every name is a token too, so a family name finds. Sorted, without repetition.
    """
    plain = _plain_name(name)
    tokens = {_bigram_token(plain[i : i + 2]) for i in range(len(plain) - 1)}
    tokens |= {_bigram_token("^" + plain[0])} if plain else set()
    return sorted(tokens)


def query_bigrams(query: str) -> list[str]:
    """The tokens that a name must hold to match ``query``.

    Empty when the query holds no letter or character.
    """
    plain = _plain_name(query)
    if len(plain) == 1:
        return [_bigram_token("^" + plain)]
    return sorted({_bigram_token(plain[i : i + 2]) for i in range(len(plain) - 1)})


def commitment(kind: str, subject_id: int, text: str) -> str:
    """Salted commitment to a personal text, for the ledger: 64 hexadecimal digits that tell nothing.

    With the salt (``commitment_salt``) anybody can check that the text was the one committed to; without the
    key file nobody can guess it.
    """
    return hmac.new(commitment_salt(kind, subject_id), text.encode("utf-8"), "sha256").hexdigest()


def commitment_salt(kind: str, subject_id: int) -> bytes:
    """The 32-byte salt that opens the commitments of one subject; handed out only to prove them."""
    key = keys.derived_key(keys.privacy_keys().commitment, f"commitment:{kind}")
    return hmac.digest(key, str(subject_id).encode("ascii"), "sha256")


def _plain_name(name: str) -> str:
    normal = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in normal if character.isalnum())


def _bigram_token(pair: str) -> str:
    return hmac.digest(_bigram_key(keys.privacy_keys().search), pair.encode("utf-8"), "sha256")[:8].hex()


@cache
def _bigram_key(search_key: bytes) -> bytes:
    return keys.derived_key(search_key, "bigram")


@cache
def _cipher(key: bytes, purpose: str) -> AESGCM:
    return AESGCM(keys.derived_key(key, purpose))


def _place(table: str, column: str, row: object) -> bytes:
    return f"{table}\x00{column}\x00{row}".encode()
