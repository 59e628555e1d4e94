"""Drawing a picture anew with boxes blacked out: nothing of the original but the pixels outside them."""

import io
from collections.abc import Iterable

from PIL import Image, ImageOps

from referrals.rules.redaction import Box, settle_boxes
from reports.rules.file_kinds import KINDS
from reports.services.pictures import open_picture

MOST_PIXELS = 50_000_000
LARGEST_VIEW = (1600, 12_000)
COLOURED = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr"})
"""Pillow's modes of at most eight bits a channel, which come out as they went in."""
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


class CannotRedact(Exception):
    """This cannot be blacked out in part, but it can be left out; the message says why."""


def open_upright(original: bytes, *, content_type: str) -> Image.Image:
    """Return a picture as it is seen: turned as its camera says, on white where it lets light through, 24 bits.

    Raises CannotRedact where it moves or has several pages, is too large, or has finer colours; and what `open_picture`
    raises.
    """
    picture = open_picture(io.BytesIO(original), drawn_as=KINDS[content_type].drawn_as)
    # A photograph's further frames are previews and depths, which are left behind like all else that is not seen.
    if getattr(picture, "n_frames", 1) > 1 and picture.format not in ("JPEG", "MPO"):
        raise CannotRedact("It moves, or has several pages: each would have to be looked at.")
    if picture.width * picture.height > MOST_PIXELS:
        raise CannotRedact("It has more than 50 million pixels.")
    if picture.mode not in COLOURED:
        raise CannotRedact("Its colours are finer than those of the copy would be.")
    return _on_white(ImageOps.exif_transpose(picture))


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the pixels alone: a new picture, so that no text, thumbnail or profile comes along."""
    clean = Image.new("RGB", picture.size, WHITE)
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        clean.paste(layer, mask=layer)
    else:
        clean.paste(picture.convert("RGB"))
    return clean


def blacken(picture: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """Paint boxes black in the picture itself, and return it; what is outside the picture is nothing."""
    for box in settle_boxes(boxes, width=picture.width, height=picture.height):
        picture.paste(BLACK, (box.left, box.top, box.right, box.bottom))
    return picture


def as_png(picture: Image.Image) -> bytes:
    """Return a picture as the bytes of a PNG."""
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def as_view(picture: Image.Image) -> bytes:
    """Return a PNG to look at, at most 1,600 pixels wide and 12,000 high."""
    picture.thumbnail(LARGEST_VIEW)
    return as_png(picture)
