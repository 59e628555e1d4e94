"""Whether bytes are plain text, in which encoding, and whether the text is really markup or a script."""

import codecs
import re
import unicodedata
from collections.abc import Iterable

from reports.rules.refusals import Reason

UTF_8, UTF_16, WESTERN = "utf-8-sig", "utf-16", "cp1252"
# Tab, line feed, vertical tab, form feed and carriage return are the controls that texts have.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1f]")
MOST_HIGH_PART = 0.3
NO_CHARACTERS = frozenset({"Cn", "Co", "Cs"})
# A browser that guesses looks for these tags at the start (WHATWG, MIME Sniffing, 7.1) ...
STARTS_AS_PAGE = re.compile(
    r"\s*<(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|!--)(?:[\s>/-]|$)",
    re.I,
)
STARTS_AS_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|svg|math|rss|feed|rdf:|xsl:)", re.I)
# ... and programs less careful look for these anywhere near it.
PAGE_NEAR_START = re.compile(r"<(?:!doctype\s+html|html|script|iframe|object|embed|body)(?:[\s>/]|$)", re.I)
MARKUP_NEAR_START = re.compile(r"<svg(?:[\s>/]|$)", re.I)
SCRIPT = re.compile(r"\s*(?:#!|@echo\s+off\b|<\?php\b|<\?=|<%)", re.I)
OFFICE = re.compile(r"\s*(?:\{\\rtf|%!PS)")
NEAR = 1024


def has_controls(head: bytes) -> bool:
    """Tell whether bytes hold control characters that no text has."""
    return CONTROL_BYTES.search(head) is not None


def encoding_of(head: bytes) -> str:
    """Return the encoding in which a beginning reads as text, or nothing. A character cut at the end is forgiven."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF_16 if reads_as([head], encoding=UTF_16) and _is_all_characters(head) else ""
    return next((encoding for encoding in (UTF_8, WESTERN) if reads_as([head], encoding=encoding)), "")


def reads_as(pieces: Iterable[bytes], *, encoding: str, is_whole: bool = False) -> bool:
    """Tell whether a stream of bytes reads as text in an encoding, without controls; memory holds one piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    size = high = 0
    try:
        for piece in pieces:
            size += len(piece)
            high += len(piece) - len(piece.translate(None, _HIGH))
            if CONTROL.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", is_whole)
    except UnicodeDecodeError:
        return False
    return encoding != WESTERN or high <= size * MOST_HIGH_PART


def decode_beginning(head: bytes) -> str:
    """Return the text with which a file begins; a character cut at the end is left out."""
    encoding = encoding_of(head) or WESTERN
    return codecs.getincrementaldecoder(encoding)("replace").decode(head)


def what_text_is(head: bytes, *, encoding: str) -> Reason | None:
    """Return why a text is not taken for one: it is a web page, markup, a script, or an office document."""
    text = codecs.getincrementaldecoder(encoding)().decode(head)
    near = text[:NEAR]
    found = (
        (SCRIPT.match(text), Reason.PROGRAM),
        (STARTS_AS_MARKUP.match(text) and not PAGE_NEAR_START.search(near), Reason.MARKUP),
        (STARTS_AS_PAGE.match(text) or STARTS_AS_MARKUP.match(text), Reason.WEB_PAGE),
        (PAGE_NEAR_START.search(near), Reason.WEB_PAGE),
        (MARKUP_NEAR_START.search(near), Reason.MARKUP),
        (OFFICE.match(text), Reason.OFFICE),
    )
    return next((reason for is_found, reason in found if is_found), None)


def hides_page(head: bytes) -> bool:
    """Tell whether a file that is no text has a web page or a script near its start."""
    near = head[: 4 * NEAR].decode("latin-1")
    return PAGE_NEAR_START.search(near) is not None or "<?php" in near


def _is_all_characters(head: bytes) -> bool:
    text = codecs.getincrementaldecoder(UTF_16)().decode(head)
    return not any(unicodedata.category(character) in NO_CHARACTERS for character in text)


_HIGH = bytes(range(128, 256))
