"""Whether files are whole: cut off, damaged, and made to trip up a reader."""

import io
import random
import struct

import pytest

from reports.rules.refusals import Reason, Refusal
from reports.services import pictures
from reports.services.gif_frames import count_gif_frames
from reports.services.inspection import inspect
from tests.making import files as making
from tests.making.reports import picture


def answer(content, *, name=""):
    try:
        return inspect(io.BytesIO(content), name=name)
    except Refusal as refusal:
        return refusal.reason


RECORDING = Reason.RECORDING_BROKEN
BROKEN = {
    "film cut off": (making.film()[:-10], RECORDING),
    "film without its table of contents": (making.film(contents=b"free"), RECORDING),
    "film of which only the start came": (making.film()[:20], RECORDING),
    "film with a box of no size": (making.film()[:20] + b"\0\0\0\4moov", RECORDING),
    "film with a long size that is cut": (making.film()[:20] + b"\0\0\0\1moov\0\0", RECORDING),
    "film of endless boxes": (making.film()[:20] + making.box(b"free") * 20_001, RECORDING),
    "WebM without tracks": (making.matroska()[:-20], RECORDING),
    "WebM cut in a number": (making.matroska()[:20], RECORDING),
    "AVI without content": (making.avi()[:-12], RECORDING),
    "WAV without sound": (making.wave()[:36], RECORDING),
    "Ogg of one page": (making.ogg()[:47], RECORDING),
    "Ogg cut in its head": (making.ogg()[:20] + b"OpusHead", RECORDING),
    "MP3 that is nothing but a tag": (making.mp3(frames=0, tag=b"title"), RECORDING),
    "MP3 with a single frame": (making.mp3(frames=1, tag=b"title"), RECORDING),
    "PDF cut off": (making.pdf()[:-200], Reason.PDF_BROKEN),
    "PDF of one line": (b"%PDF-1.7\n%%EOF", Reason.PDF_BROKEN),
    "PDF without pages": (making.pdf(pages=0), Reason.PDF_BROKEN),
    "PDF with a table that points to itself": (b"%PDF-1.4\nxref\n0 0\ntrailer <</Prev 9>>\nstartxref\n9\n%%EOF", None),
    "locked PDF": (making.pdf(password="secret"), Reason.PDF_PASSWORD),
    "mail without its parts": (making.mail(more='Content-Type: multipart/mixed; boundary="b"\r\n'), Reason.MAIL_BROKEN),
    "mail with null bytes": (making.mail(body="x\0"), Reason.MAIL_BROKEN),
    "Outlook message cut off": (making.compound_file()[:1100], Reason.MAIL_BROKEN),
    "Outlook message cut in its head": (making.compound_file()[:300], Reason.MAIL_BROKEN),
    "Word document": (making.compound_file(["Root Entry", "WordDocument", "1Table"]), Reason.OFFICE),
    "message with macros": (making.compound_file([*making.MESSAGE_NAMES, "_VBA_PROJECT"]), Reason.OFFICE),
    "text that turns into something else": (b"words " * 20_000 + b"\0MZ", Reason.LETTERS),
    "UTF-16 that breaks off": ("words".encode("utf-16")[:-1], Reason.LETTERS),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_file_is_refused_with_the_reason_that_fits(what):
    content, reason = BROKEN[what]
    assert answer(content) in ([reason] if reason else [Reason.PDF_BROKEN])


WHOLE = {
    "film with a long size": (
        making.film()[:20] + b"\0\0\0\1moov" + struct.pack(">Q", 24) + bytes(8),
        "video/mp4",
    ),
    "film whose last box goes to the end": (making.film() + b"\0\0\0\0mdat" + bytes(50), "video/mp4"),
    "film behind an old QuickTime head": (making.box(b"wide") + making.box(b"moov", bytes(20)), "video/quicktime"),
    "WebM of unknown length": (
        making.matroska().replace(b"\x18\x53\x80\x67\x01" + bytes(6) + b"\x1c", b"\x18\x53\x80\x67\x01" + b"\xff" * 7),
        "video/webm",
    ),
    "MP3 with two tags": (making.mp3(frames=0, tag=b"a") + making.mp3(tag=b"b"), "audio/mpeg"),
    "PDF that opens without a password": (making.pdf(password=""), "application/pdf"),
    "mail in parts": (
        making.mail(more='Content-Type: multipart/mixed; boundary="b"\r\n', body="x" * 70_000 + "\r\n--b\r\n\r\nhi"),
        "message/rfc822",
    ),
    "large Outlook message": (
        making.compound_file([*making.MESSAGE_NAMES, *(f"__substg1.0_{number:08}" for number in range(400))]),
        "application/vnd.ms-outlook",
    ),
    "text with one letter in the old way at its end": (b"words " * 20_000 + b"caf\xe9", "text/plain"),
}


@pytest.mark.parametrize("what", WHOLE)
def test_whole_file_is_taken(what):
    content, media_type = WHOLE[what]
    assert answer(content) == media_type


@pytest.mark.parametrize("kind", making.EVERY_KIND)
def test_damaged_file_is_taken_or_refused_and_nothing_else(kind):
    chance = random.Random(kind)
    whole = making.EVERY_KIND[kind]
    for _ in range(200):
        content = bytearray(whole[: chance.randint(1, len(whole))] if chance.random() < 0.5 else whole)
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        answer(bytes(content))


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_animation_is_taken_up_to_a_length(kind):
    assert answer(making.animation(kind=kind, frames=12)) == f"image/{kind.lower()}"


@pytest.mark.parametrize("kind", ["GIF", "PNG", "TIFF"])
def test_longer_animation_is_refused_as_such(kind, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_FRAMES", 50)
    assert answer(making.animation(kind=kind, frames=50)) == f"image/{kind.lower()}"
    assert answer(making.animation(kind=kind, frames=51)) == Reason.ANIMATION_TOO_LONG


def test_animation_of_very_large_frames_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS_OF_ALL_FRAMES", 12 * 48 - 1)
    assert answer(making.animation(kind="GIF", frames=12)) == Reason.ANIMATION_TOO_LONG


def test_frames_of_a_gif_are_counted_without_decoding():
    for frames in (1, 2, 30):
        assert count_gif_frames(io.BytesIO(making.animation(kind="GIF", frames=frames)), most=50) == frames
    assert count_gif_frames(io.BytesIO(making.animation(kind="GIF", frames=60)), most=50) == 51
    assert count_gif_frames(io.BytesIO(picture(kind="GIF")[:9]), most=50) == 0


def test_comment_of_endless_blocks_is_not_counted_to_its_end():
    content = b"GIF89a\x08\0\x06\0\0\0\0\x21\xfe" + b"\x01x" * 1_000_000
    assert count_gif_frames(io.BytesIO(content), most=50) == 51
