"""Copies of exhibits without what tells who gave them: metadata, and what a person wrote of themselves."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, ImageOps

from referrals.rules.bare_pictures import is_bare
from reports.models import Evidence
from reports.rules.file_kinds import DRAWN_TYPES, KINDS, PLAIN_TEXT
from reports.rules.plain_text import decode_beginning
from reports.services import custody
from reports.services.pictures import BrokenPicture, TooManyFrames, TooManyPixels, open_picture

MOST_PIXELS = 40_000_000
LARGEST_TEXT = 5 * 1024 * 1024
LARGEST_PICTURE = 32 * 1024 * 1024
PIECE_BYTES = 256 * 1024
HELD_BACK = "it may tell who gave it, and the complainant is not named; available on request through the hub"


class CannotBeCleaned(Exception):
    """There is no way to be sure that a copy tells nothing; the message is for the disclosure list."""


@dataclass(frozen=True, kw_only=True)
class Clean:
    """A copy in memory, and what it is; `is_original` where it is the original itself, since that tells nothing."""

    content: bytes
    media_type: str
    is_original: bool = False


def make(*, item: Evidence, masked: Callable[[str], str], at: datetime) -> Clean:
    """Return a copy that holds nothing beside what it shows: the original itself where it does not either.

    Pictures are drawn anew at full size, texts lose what `masked` takes out of them. Raises CannotBeCleaned for what
    is neither, or too large, and custody.ExhibitChanged.
    """
    if item.content_type in DRAWN_TYPES and item.size <= LARGEST_PICTURE:
        return _picture(item, at=at)
    if item.content_type == PLAIN_TEXT and item.size <= LARGEST_TEXT:
        return _text(item, masked=masked, at=at)
    raise CannotBeCleaned(HELD_BACK)


def pieces(content: bytes) -> Iterator[bytes]:
    """Return bytes piece by piece."""
    for start in range(0, len(content), PIECE_BYTES):
        yield content[start : start + PIECE_BYTES]


def _picture(item: Evidence, *, at: datetime) -> Clean:
    original = b"".join(custody.pieces(item=item, at=at))
    if is_bare(original, media_type=item.content_type):
        return Clean(content=original, media_type=item.content_type, is_original=True)
    try:
        picture = open_picture(io.BytesIO(original), drawn_as=KINDS[item.content_type].drawn_as)
    except (BrokenPicture, TooManyPixels, TooManyFrames):
        raise CannotBeCleaned(HELD_BACK) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise CannotBeCleaned(HELD_BACK)
    target = io.BytesIO()
    _bare(picture).save(target, "PNG", compress_level=3)
    return Clean(content=target.getvalue(), media_type="image/png")


def _bare(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, turned the way they were meant to be seen."""
    turned = ImageOps.exif_transpose(picture)
    mode = "RGBA" if turned.has_transparency_data else "RGB"
    turned = turned.convert(mode)
    bare = Image.new(mode, turned.size)
    bare.paste(turned)
    return bare


def _text(item: Evidence, *, masked: Callable[[str], str], at: datetime) -> Clean:
    original = b"".join(custody.pieces(item=item, at=at))
    text = decode_beginning(original)
    left = masked(text)
    if left == text:
        return Clean(content=original, media_type=PLAIN_TEXT, is_original=True)
    return Clean(content=left.encode("utf-8", "replace"), media_type=PLAIN_TEXT)
