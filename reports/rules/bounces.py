"""Reading what mail systems send back (RFC 3464): was it for good, and which of the hub's messages was it?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from uuid import UUID

LONGEST_BOUNCE = 1_000_000
"""Bytes that are read of one message; what tells of a failure stands at its beginning."""

_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
MESSAGE_ID = re.compile(rf"<({_UUID})@[^<>@\s]+>", re.IGNORECASE)
RETURN_ADDRESS = re.compile(rf"({_UUID})[^@\s<>,]*@", re.IGNORECASE)
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
ADDRESSED = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
ANSWERED = ("In-Reply-To", "References")


class Kind(StrEnum):
    """What a message that came in means for the one that went out."""

    FAILED = "failed"
    PASSING = "passing"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What was read: the kind, the status code (`5.1.1`), and the messages it may be about, the likeliest first."""

    kind: Kind
    code: str = ""
    about: tuple[UUID, ...] = ()


def parse_bounce(raw: bytes, *, returned_to: str = "") -> Bounce:
    """Return what a message says of a delivery. Never raises; what is no delivery status notification is OTHER.

    `returned_to` is the address of the envelope, where the mail server tells it: it may name the message.
    """
    try:
        return _parse(message_from_bytes(raw[:LONGEST_BOUNCE]), returned_to=returned_to)
    except Exception:  # the standard library's parser raises many things on rubbish, and rubbish is no bounce
        return Bounce(kind=Kind.OTHER)


def _parse(message: Message, *, returned_to: str) -> Bounce:
    recipients = list(_recipients(message))
    if not recipients:
        return Bounce(kind=Kind.OTHER)
    failed = [fields for fields in recipients if _field(fields, "Action").lower() == "failed"]
    if not failed:
        return Bounce(kind=Kind.PASSING)
    about = tuple(dict.fromkeys(_about(message, returned_to=returned_to)))
    return Bounce(kind=Kind.FAILED, code=_code(failed[0]), about=about)


def _recipients(message: Message) -> Iterator[Message]:
    """Give the fields of each recipient: the groups after the first one in message/delivery-status."""
    if message.get_content_type() != "multipart/report":
        return
    for part in message.walk():
        groups = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(groups, list):
            yield from (group for group in groups if isinstance(group, Message) and "Action" in group)


def _code(fields: Message) -> str:
    found = STATUS.search(_field(fields, "Status")) or STATUS.search(_field(fields, "Diagnostic-Code"))
    return found.group(1) if found else "5.0.0"


def _about(message: Message, *, returned_to: str) -> Iterator[UUID]:
    for original in _originals(message):
        yield from _ids(MESSAGE_ID, _field(original, "Message-ID"))
    yield from _ids(RETURN_ADDRESS, returned_to)
    for name in ADDRESSED:
        yield from _ids(RETURN_ADDRESS, _field(message, name))
    for name in ANSWERED:
        yield from _ids(MESSAGE_ID, _field(message, name))


def _originals(message: Message) -> Iterator[Message]:
    """Give the headers of the message that was returned, whole or as text."""
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            yield from (inner for inner in payload if isinstance(inner, Message))
        elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            decoded = part.get_payload(decode=True)
            yield message_from_bytes(decoded if isinstance(decoded, bytes) else str(payload).encode())


def _field(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _ids(pattern: re.Pattern[str], text: str) -> Iterator[UUID]:
    yield from (UUID(found) for found in pattern.findall(text))
