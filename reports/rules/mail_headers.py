"""Recognising an e-mail as it is saved (RFC 5322) by its header."""

import codecs
import re
from email.message import Message
from email.parser import BytesHeaderParser

FIELD = re.compile(rb"[!-9;-~]{1,76}:")
HEADER_END = re.compile(rb"\r?\n\r?\n")
# What a mail has besides its sender: RFC 5322 asks for a date, and whatever carried it adds the others.
CARRIED = frozenset({"date", "message-id", "received"})


def read_header(head: bytes) -> Message | None:
    """Return the header with which a file begins, or None where it is no e-mail's."""
    block = HEADER_END.split(head.removeprefix(codecs.BOM_UTF8), maxsplit=1)[0]
    if len(block) == len(head) or b"\0" in block or not _is_header(block):
        return None
    header = BytesHeaderParser().parsebytes(block)
    names = {name.lower() for name in header.keys()}  # noqa: SIM118 - a message is no mapping
    return header if "from" in names and names & CARRIED else None


def is_saved_page(header: Message) -> bool:
    """Tell whether this is a web page that a browser saved in the form of an e-mail (MHTML)."""
    return "snapshot-content-location" in header or "<saved by" in str(header["from"]).lower()


def boundary_of(header: Message) -> bytes | None:
    """Return the line that begins each part of a mail in several parts, or None where there is but one."""
    boundary = header.get_boundary() if header.get_content_maintype() == "multipart" else None
    return b"--" + boundary.encode("utf-8", "surrogateescape") if boundary else None


def _is_header(block: bytes) -> bool:
    lines = block.splitlines()
    return bool(lines) and all(
        FIELD.match(line) or (number > 0 and line[:1] in (b" ", b"\t")) for number, line in enumerate(lines)
    )
