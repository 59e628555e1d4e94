"""The token of an answer link: which link it is, and a proof that the hub wrote it."""

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

ID_BYTES = 16
PROOF_BYTES = 16
LENGTH = 43
"""Letters of 32 bytes in base 64 without padding."""


@dataclass(frozen=True, kw_only=True)
class Token:
    """What a token says: the link's id, and the proof as 32 hexadecimal digits."""

    link_id: UUID
    proof: str


def proof_of(keyed_hash: str) -> str:
    """Return the part of a keyed hash (64 hexadecimal digits) that a token carries: 128 bits."""
    return keyed_hash[: 2 * PROOF_BYTES]


def write_token(token: Token) -> str:
    """Return the token as it stands in an address: 43 letters, digits, hyphens and underscores."""
    packed = token.link_id.bytes + bytes.fromhex(token.proof)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_token(text: str) -> Token | None:
    """Return what a token says; None for anything that `write_token` does not write."""
    if len(text) != LENGTH or not text.isascii():
        return None
    try:
        packed = base64.urlsafe_b64decode(f"{text}=")
    except (binascii.Error, ValueError):
        return None
    if len(packed) != ID_BYTES + PROOF_BYTES:
        return None
    token = Token(link_id=UUID(bytes=packed[:ID_BYTES]), proof=packed[ID_BYTES:].hex())
    return token if write_token(token) == text else None


def what_is_proven(*, link_id: UUID, kind: str, subject: str) -> str:
    """Return what the keyed hash is made over, so that a token is good for this link, kind and subject alone."""
    return f"{link_id}\n{kind}\n{subject}"
