"""How a day's audit is summed up in one hash: a Merkle tree of the chains that moved. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

FIRST = "0" * 64
"""What the first anchor names as the one before it."""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """The last link of one subject's chain at the moment of an anchor."""

    subject: str
    sequence: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class Summed:
    """What an anchor says: `heads` chains moved since the one before, whose hash is `previous`."""

    day: date
    at: datetime
    heads: int
    root: str
    previous: str


def merkle_root(leaves: Iterable[Leaf]) -> str:
    """Return the root over leaves in their order, 64 hexadecimal digits; memory grows with the logarithm of them.

    The tree is that of RFC 6962, 2.1: leaves and nodes are hashed with different first bytes, so that a node cannot
    pass for a leaf, and an odd one moves up as it is.
    """
    done: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, node = 0, _leaf_hash(leaf)
        while done and done[-1][0] == height:
            node = _node_hash(done.pop()[1], node)
            height += 1
        done.append((height, node))
    if not done:
        return hashlib.sha256(b"").hexdigest()
    node = done.pop()[1]
    while done:
        node = _node_hash(done.pop()[1], node)
    return node.hex()


def content_of(summed: Summed) -> bytes:
    """Return what is signed and hashed: canonical JSON, with the moment in UTC."""
    fields = {
        "day": summed.day.isoformat(),
        "at": summed.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "heads": summed.heads,
        "root": summed.root,
        "previous": summed.previous,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def hash_of(summed: Summed) -> str:
    """Return the SHA-256 of the content: what the next anchor names, and what an authority stamps."""
    return hashlib.sha256(content_of(summed)).hexdigest()


def _leaf_hash(leaf: Leaf) -> bytes:
    content = json.dumps([leaf.subject, leaf.sequence, leaf.hash], separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\x00" + content.encode()).digest()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
