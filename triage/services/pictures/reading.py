"""From a stranger's file to a grey picture, within bounds: upright, on white, the first frame of several."""

from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from reports.rules.file_kinds import KINDS
from reports.services.pictures import BrokenPicture, TooManyFrames, TooManyPixels, open_picture

MOST_GREY = 6_000_000  # pixels of the grey picture; a larger one is made smaller first


class NoPicture(Exception):
    """The file shows no picture that the hub can read."""


def read_grey(file: IO[bytes], *, media_type: str) -> NDArray[np.uint8]:
    """Return a picture's shades, rows first, 0 black to 255 white. Raises NoPicture, whatever the file holds."""
    return np.asarray(read_picture(file, media_type=media_type))


def read_picture(file: IO[bytes], *, media_type: str) -> Image.Image:
    """Return a picture in shades of grey, turned as its camera says. Raises NoPicture, whatever the file holds."""
    drawn_as = KINDS[media_type].drawn_as if media_type in KINDS else ""
    if not drawn_as:
        raise NoPicture(media_type)
    try:
        return _in_grey(open_picture(file, drawn_as=drawn_as))
    except (BrokenPicture, TooManyPixels, TooManyFrames) as error:
        raise NoPicture(media_type) from error
    except Exception as error:  # whatever a decoder or a profile raises on a stranger's bytes: there is no picture
        raise NoPicture(media_type) from error


def _in_grey(picture: Image.Image) -> Image.Image:
    picture = _smaller(picture) if picture.mode in ("L", "RGB") else picture
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _from_deep(picture)
    if picture.has_transparency_data:
        coloured = _smaller(picture.convert("RGBA"))
        white = Image.new("RGBA", coloured.size, "white")
        picture = Image.alpha_composite(white, coloured)
    return _smaller(picture.convert("L"))


def _smaller(picture: Image.Image) -> Image.Image:
    factor = int((picture.width * picture.height / MOST_GREY) ** 0.5)
    if factor < 2:
        return picture
    exif = picture.getexif()
    reduced = picture.reduce(factor)
    reduced.getexif().update(exif)
    return reduced


def _from_deep(picture: Image.Image) -> Image.Image:
    """Return a picture of 16 or 32 bits a pixel stretched to 8."""
    values = np.asarray(picture, dtype=np.float64)
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255.0 / (high - low)) if high > low else np.zeros_like(values)
    return Image.fromarray(scaled.astype(np.uint8))
