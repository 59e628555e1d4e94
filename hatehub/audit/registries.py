"""Who signs for the audit: filled at start-up by the app that has the key."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Signed:
    """An Ed25519 signature in hexadecimal, and the id of the key that made it."""

    key_id: str
    signature: str


class Notary(Protocol):
    """Signs what the audit sums up, tells whether a signature holds, and has authorities stamp it with the time."""

    def sign(self, content: bytes, *, at: datetime) -> Signed:
        """Sign with the key in use."""
        ...

    def holds(self, content: bytes, *, signed: Signed) -> bool:
        """Tell whether a key of the hub, in use or retired, made this signature."""
        ...

    def ask_stamp(self, digest: str, *, day: date, at: datetime) -> None:
        """Have a digest stamped (RFC 3161) where an authority is configured."""
        ...


_notary: list[Notary] = []


def register_notary(notary: Notary) -> None:
    """Name who signs; the last one named does."""
    _notary[:] = [notary]


def notary() -> Notary:
    """Return who signs. Raises LookupError where nobody was named."""
    if not _notary:
        raise LookupError("Nobody signs for the audit.")
    return _notary[0]
