"""What can happen to an exhibit while the hub keeps it: the verbs of its custody log, and what fixes its hash there."""

import hashlib
from enum import StrEnum


class CustodyVerb(StrEnum):
    """What somebody did with an exhibit's bytes."""

    VIEWED = "viewed"
    COPIED = "copied"
    EXPORTED = "exported"


ARRIVALS = frozenset({"received", "file_added", "exhibit_made"})
"""Verbs of the audit with which an exhibit begins: it came with its report, was added later, or the hub made it."""


def proof_of(*, sha256: str, storage_name: str) -> str:
    """Return what the log keeps of a hash for ever, as 64 hexadecimal digits.

    It proves the hash to whoever has the exhibit's row, and tells nothing once that row is gone: the name in storage
    ends in 122 random bits, so that nobody can try files that they have.
    """
    return hashlib.sha256(f"{storage_name}:{sha256}".encode()).hexdigest()
