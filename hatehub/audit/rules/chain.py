"""How audit entries are chained: each entry's hash covers its content and the hash before it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Link:
    """What one entry's hash covers. `sequence` starts at 1 within a subject."""

    subject: str
    sequence: int
    at: datetime
    actor: str
    verb: str
    reason: str
    details: dict[str, Any]
    previous_hash: str


class FractionInDetails(Exception):
    """Details hold a fraction, which a database may store otherwise than it was hashed: use a text."""


def check_details(details: Any) -> None:
    """Return quietly where details hold no fraction at any depth. Raises FractionInDetails."""
    if isinstance(details, float):
        raise FractionInDetails
    if isinstance(details, dict):
        details = list(details.values())
    if isinstance(details, list | tuple):
        for each in details:
            check_details(each)


def hash_link(link: Link) -> str:
    """Return the SHA-256, as 64 hexadecimal digits, over the entry in canonical JSON (RFC 8785 in spirit)."""
    content = {
        "subject": link.subject,
        "sequence": link.sequence,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": link.actor,
        "verb": link.verb,
        "reason": link.reason,
        "details": link.details,
        "previous": link.previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def find_break(links: Iterable[tuple[Link, str]]) -> int | None:
    """Return the sequence of the first link that does not hold in one subject's chain, or None.

    `links` are (link, stored hash) in order of sequence. A link breaks where a number is missing,
    where it does not name the hash before it, or where its own hash does not match its content.
    """
    previous, expected = GENESIS, 1
    for link, stored in links:
        if link.sequence != expected:
            return expected
        if link.previous_hash != previous or hash_link(link) != stored:
            return link.sequence
        previous, expected = stored, expected + 1
    return None
