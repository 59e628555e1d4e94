"""Tokens as the keyed hashes that stand in the index, and in PostgreSQL's writing of documents and queries. Pure.

Documents are numbered as they come, and every lexeme begins with the block of its document: the newest can be asked
first, and no list of the index grows beyond a block.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping

from triage.rules.search.tokens import Token

BLOCK = 16_384
MOST_BLOCKS = 16**4
HASH_BYTES = 6
PLACE = "~"
"""Stands for the block in a query, which is asked of one block after the other."""
LAST_POSITION = 16_383
MOST_POSITIONS = 255

Places = Mapping[Token, Iterable[tuple[int, str]]]


class TooManyDocuments(Exception):
    """The index has a place for a thousand million documents."""


def hashed(token: Token, *, key: bytes) -> str:
    """Return eight characters, equal for equal tokens under one key and no hint of them without."""
    said = f"{token.kind}\0{token.value}".encode()
    return base64.urlsafe_b64encode(hashlib.blake2b(said, digest_size=HASH_BYTES, key=key).digest()).decode()


def block_code(number: int) -> str:
    """Return the block of a document as its lexemes begin. Raises TooManyDocuments."""
    block = number // BLOCK
    if block >= MOST_BLOCKS:
        raise TooManyDocuments(number)
    return f"{block:04x}"


def vector(places: Places, *, number: int, key: bytes) -> str:
    """Return a document as PostgreSQL reads a tsvector: each token with its places, a place being position, weight."""
    block = block_code(number)
    return " ".join(f"'{block}{hashed(token, key=key)}':{_written(at)}" for token, at in sorted(places.items()) if at)


def _written(places: Iterable[tuple[int, str]]) -> str:
    kept = list(places)[:MOST_POSITIONS]
    return ",".join(f"{min(position, LAST_POSITION)}{weight}" for position, weight in kept)


def lexeme(token: Token, *, key: bytes) -> str:
    """Return a token as a query has it, with the place of the block left open."""
    return f"'{PLACE}{hashed(token, key=key)}'"
