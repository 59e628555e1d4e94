"""Addresses under which a file is fetched without cookies: signed, for one person, one exhibit and one purpose."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core import signing

SALT = "hub.exhibit-files"


class Purpose(StrEnum):
    """What a file is fetched for."""

    COPY = "copy"
    PLAY = "play"


class AddressUseless(Exception):
    """The address was not made here, is too old, or is for another file or purpose."""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What an address stands for. `expires` in seconds since 1970; `why` is sealed, in hexadecimal digits."""

    evidence_id: int
    user_id: int
    purpose: Purpose
    expires: int
    reading_id: int | None = None
    why: str = ""


def sign(ticket: Ticket) -> str:
    """Return a text that `read` gives the ticket for; letters, digits, `-`, `_`, `.` and `:` only."""
    return _signer().sign_object(asdict(ticket))


def read(token: str, *, at: datetime) -> Ticket:
    """Return what an address stands for. Raises AddressUseless."""
    try:
        found: dict[str, Any] = _signer().unsign_object(token)
        ticket = Ticket(**{**found, "purpose": Purpose(found["purpose"])})
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        raise AddressUseless from None
    if at.timestamp() >= ticket.expires:
        raise AddressUseless
    return ticket


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)
