"""Reduced copies of pictures for the summary: small, without metadata, and never more than a few."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

MOST_PICTURES = 24
MOST_PIXELS = 25_000_000
LARGEST_SIDE = 1000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that goes into the package, redacted where it is to be. `content` is its bytes, or where they are.

    `is_small`: `small` has made it already, and it is taken as it is.
    """

    exhibit: str
    content: bytes | Path
    caption: str = ""
    is_small: bool = False


@dataclass(frozen=True, kw_only=True)
class Reduced:
    """A reduced picture as it lies beside the layout; `file` is empty where it cannot be drawn."""

    exhibit: str
    caption: str
    file: str
    content: bytes


def reduce(pictures: Iterable[Picture]) -> list[Reduced]:
    """Return the first pictures as small JPEG files, one in memory at a time; broken ones without a file."""
    made = []
    for number, picture in enumerate(pictures):
        if number == MOST_PICTURES:
            break
        content = _made(picture)
        file = f"picture-{number + 1}.jpg" if content else ""
        made.append(Reduced(exhibit=picture.exhibit, caption=picture.caption, file=file, content=content))
    return made


def _made(picture: Picture) -> bytes:
    if picture.is_small and isinstance(picture.content, bytes):
        return picture.content
    return small(picture.content)


def small(content: bytes | Path) -> bytes:
    """Return a picture as a small JPEG without metadata; empty where it cannot be drawn, or has too many pixels."""
    try:
        with Image.open(io.BytesIO(content) if isinstance(content, bytes) else content, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return b""
            opened.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            return _drawn(ImageOps.exif_transpose(opened))
    except Exception:  # whatever a stranger's bytes trip up: the picture is left out, the document is made
        return b""


def _drawn(image: Image.Image) -> bytes:
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    coloured = image.convert("RGBA")
    clean = Image.new("RGB", coloured.size, "white")
    clean.paste(coloured, mask=coloured.getchannel("A"))
    target = io.BytesIO()
    clean.save(target, "JPEG", quality=82)
    return target.getvalue()
