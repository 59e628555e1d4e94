"""The mail that the hub would have sent, read from the folder where development keeps it."""

import email
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

SEPARATOR = b"-" * 79 + b"\n"
MOST = 50


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message as it would have gone out."""

    to: str
    subject: str
    at: datetime
    body: str
    message_id: str


def list_letters(*, folder: Path) -> list[Letter]:
    """Return the newest 50 messages, newest first; none where the folder is not there yet."""
    if not folder.is_dir():
        return []
    parts = [part for path in folder.glob("*.log") for part in path.read_bytes().split(SEPARATOR) if part.strip()]
    letters = [_letter(part) for part in parts]
    return sorted(letters, key=lambda letter: letter.at, reverse=True)[:MOST]


def _letter(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
    return Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])),
        body=body.get_content() if body is not None else "",
        message_id=str(message["Message-ID"]),
    )
