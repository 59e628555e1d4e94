"""The overlapping pieces of a normal form, and the keyed numbers under which they are stored."""

import hashlib
from collections.abc import Iterable

LETTERS = 5
SIGNS = 3
LEAST_LETTERS = 12


def is_sign(char: str) -> bool:
    """Tell whether a character is one of Chinese or Japanese, which says as much as several letters."""
    return "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or char >= "\U00020000"


def pieces(compact: str) -> list[str]:
    """Return the distinct pieces of five letters, or three Chinese or Japanese signs; none of a text too short."""
    if len(compact) < LEAST_LETTERS and sum(3 if is_sign(char) else 1 for char in compact) < LEAST_LETTERS:
        return []
    if compact.isascii():
        return list(dict.fromkeys(compact[i : i + LETTERS] for i in range(len(compact) - LETTERS + 1)))
    found: dict[str, None] = {}
    for i, char in enumerate(compact):
        size = SIGNS if is_sign(char) else LETTERS
        if i + size <= len(compact):
            found[compact[i : i + size]] = None
    return list(found)


def numbers(parts: Iterable[str], *, key: bytes) -> list[int]:
    """Return a signed 32-bit number for each part, equal for equal parts under one key and no hint of them without."""
    return [
        int.from_bytes(hashlib.blake2b(part.encode(), digest_size=4, key=key).digest(), "big", signed=True)
        for part in parts
    ]
