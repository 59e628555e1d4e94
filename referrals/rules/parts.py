"""A file in parts: how many, how long each is, and the digest that a header names."""

import base64
import binascii
import hashlib
import hmac
import re

PART_BYTES = 4 * 1024 * 1024
NAMED = re.compile(r"(sha-256|sha-512)=:([A-Za-z0-9+/=]*):")
ALGORITHMS = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


def number_of_parts(size: int) -> int:
    """Return in how many parts a file of `size` bytes comes; at least one."""
    return max(1, -(-size // PART_BYTES))


def length_of(number: int, *, size: int) -> int:
    """Return how many bytes part `number`, counted from 1, has: the last has what is left. Raises IndexError."""
    if not 1 <= number <= number_of_parts(size):
        raise IndexError(number)
    return min(PART_BYTES, size - (number - 1) * PART_BYTES)


def is_as_digested(data: bytes, *, header: str) -> bool:
    """Tell whether bytes are what a `Content-Digest` header says (RFC 9530); algorithms that are not known are passed.

    A header that names a known one in another form than the RFC's is not met by anything.
    """
    named = NAMED.findall(header)
    if len(named) < len(re.findall(r"sha-(?:256|512)\s*=", header)):
        return False
    return all(_is_digest(data, algorithm, text) for algorithm, text in named)


def _is_digest(data: bytes, algorithm: str, text: str) -> bool:
    try:
        told = base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return hmac.compare_digest(ALGORITHMS[algorithm](data).digest(), told)
