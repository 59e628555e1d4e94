"""Which files are taken, judged by their content and never by their name.

The table of what is taken is the hub's own, and so is the decision; puremagic is asked only what a file that is
refused may be, so that the sentence to the sender fits.
"""

import re
import struct

import puremagic

from reports.rules.file_kinds import BINARY_ENDINGS, INTERNET_MAIL, OUTLOOK_MAIL, PDF, PLAIN_TEXT
from reports.rules.mail_headers import is_saved_page, read_header
from reports.rules.plain_text import encoding_of, has_controls, hides_page, what_text_is
from reports.rules.recordings import recognise_recording
from reports.rules.refusals import Reason, Refusal

HEAD_BYTES = 64 * 1024
TAIL_BYTES = 66_000  # the end of a ZIP: 22 bytes and a comment of at most 65,535
MOST_FILES = 10

PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
BITMAP = re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0{3}", re.S)
NEVER_TAKEN: tuple[tuple[bytes, Reason], ...] = (
    (b"\x7fELF", Reason.PROGRAM),
    (b"\xfe\xed\xfa\xce", Reason.PROGRAM),
    (b"\xfe\xed\xfa\xcf", Reason.PROGRAM),
    (b"\xce\xfa\xed\xfe", Reason.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Reason.PROGRAM),
    (b"\xca\xfe\xba\xbe", Reason.PROGRAM),
    (b"\0asm", Reason.PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", Reason.PROGRAM),  # a Windows shortcut
    (b"PK\x03\x04", Reason.ARCHIVE),
    (b"PK\x05\x06", Reason.ARCHIVE),
    (b"PK\x07\x08", Reason.ARCHIVE),
    (b"Rar!\x1a\x07", Reason.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Reason.ARCHIVE),
    (b"\x1f\x8b", Reason.ARCHIVE),
)
OFFICE_IN_ZIP = (b"[Content_Types].xml", b"application/vnd.oasis.opendocument", b"_rels/.rels")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF_MARK = b"%PDF-"
PDF_START = re.compile(rb"%PDF-\d\.\d\s")
PDF_WITHIN = 1024  # readers look this far for the mark
ZIP_END, ZIP_END_BYTES = b"PK\x05\x06", 22


def recognise(head: bytes) -> str:
    """Return the media type that a file's first 64 KiB show. Raises Refusal for any that is not taken.

    What a beginning cannot prove is for `reports.services.inspection`: that the rest is whole, and that an OLE
    file is an Outlook message.
    """
    if not head:
        raise Refusal(Reason.EMPTY)
    _refuse_never_taken(head)
    media_type = next((kind for mark, kind in PICTURES if head.startswith(mark)), "")
    media_type = media_type or ("image/bmp" if BITMAP.match(head) else recognise_recording(head))
    if media_type:
        _refuse_mixed(head)
        return media_type
    if PDF_MARK in head[:PDF_WITHIN]:
        return _recognise_pdf(head)
    if head.startswith(OLE):
        return OUTLOOK_MAIL
    return _recognise_text(head)


def check_name(name: str, *, media_type: str) -> None:
    """Refuse a text that calls itself a picture or a film: it is a damaged file, and the sender should know."""
    ending = name.rpartition(".")[2].lower()
    if media_type in (PLAIN_TEXT, INTERNET_MAIL) and ending in BINARY_ENDINGS:
        raise Refusal(Reason.NOT_INSIDE, kind=ending.upper())


def ends_as_archive(tail: bytes) -> bool:
    """Tell whether a file's last 66,000 bytes end as a ZIP does: such a file is an archive whatever its start says."""
    place = tail.rfind(ZIP_END)
    while place >= 0:
        end = tail[place : place + ZIP_END_BYTES]
        if len(end) == ZIP_END_BYTES and place + ZIP_END_BYTES + struct.unpack("<H", end[20:])[0] == len(tail):
            return True
        place = tail.rfind(ZIP_END, 0, place)
    return False


def _refuse_never_taken(head: bytes) -> None:
    reason = next((reason for mark, reason in NEVER_TAKEN if head.startswith(mark)), None)
    if reason == Reason.ARCHIVE and any(mark in head[:4096] for mark in OFFICE_IN_ZIP):
        reason = Reason.OFFICE
    if head.startswith(b"MZ") and (has_controls(head) or not encoding_of(head)):
        reason = Reason.PROGRAM
    if reason is not None:
        raise Refusal(reason)


def _refuse_mixed(head: bytes) -> None:
    if PDF_START.search(head[: PDF_WITHIN + 16]) or hides_page(head):
        raise Refusal(Reason.MIXED)


def _recognise_pdf(head: bytes) -> str:
    if hides_page(head):
        raise Refusal(Reason.MIXED)
    if PDF_START.match(head):
        return PDF
    if head.startswith(PDF_MARK) or PDF_START.search(head[: PDF_WITHIN + 16]):
        raise Refusal(Reason.PDF_START)
    return _recognise_text(head)


def _recognise_text(head: bytes) -> str:
    header = read_header(head)
    if header is not None:
        if is_saved_page(header):
            raise Refusal(Reason.WEB_PAGE)
        return INTERNET_MAIL
    encoding = encoding_of(head)
    if not encoding:
        raise Refusal(_name_refused(head))
    reason = what_text_is(head, encoding=encoding)
    if reason is not None:
        raise Refusal(reason)
    return PLAIN_TEXT


def _name_refused(head: bytes) -> Reason:
    """Return the reason that fits a file which is neither taken nor text."""
    if hides_page(head):
        return Reason.WEB_PAGE
    if not has_controls(head):
        return Reason.LETTERS
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return Reason.UNKNOWN
    media_type = guesses[0].mime_type if guesses else ""
    if media_type.startswith(("video/", "audio/")):
        return Reason.OTHER_RECORDING
    return next((reason for pattern, reason in GUESSED if pattern.search(media_type)), Reason.UNKNOWN)


GUESSED = (
    (re.compile(r"tar|zip|compress|xz|rar|7z|archive|lzma|lha|zstd"), Reason.ARCHIVE),
    (re.compile(r"executable|java|msdownload|shockwave|script|installer"), Reason.PROGRAM),
    (re.compile(r"msword|ms-?excel|powerpoint|officedocument|opendocument|rtf|postscript"), Reason.OFFICE),
)
