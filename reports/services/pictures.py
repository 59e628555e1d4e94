"""Opening pictures that strangers sent, within bounds."""

from typing import IO

import pi_heif
from PIL import Image

from reports.services.gif_frames import count_gif_frames

MOST_PIXELS = 100_000_000
MOST_FRAMES = 2000
MOST_PIXELS_OF_ALL_FRAMES = 2_000_000_000

# The bound below is the hub's own and is checked before anything is decoded; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None
pi_heif.register_heif_opener(thumbnails=False)


class TooManyPixels(Exception):
    """The picture is larger than the hub decodes."""


class TooManyFrames(Exception):
    """The animation is longer than the hub takes."""


class BrokenPicture(Exception):
    """The bytes are no picture that can be decoded whole."""


def open_picture(file: IO[bytes], *, drawn_as: str) -> Image.Image:
    """Return a picture, decoded whole; of an animation, or of several pages, the first.

    `drawn_as` is Pillow's name of the one format that is tried. Raises TooManyPixels and TooManyFrames before
    anything is decoded, and BrokenPicture.
    """
    try:
        image = Image.open(file, formats=[drawn_as])
        _check_bounds(image, file)
        image.load()
    except (TooManyPixels, TooManyFrames):
        raise
    except Exception as error:  # a decoder that a stranger's bytes trip up: whatever it raises, the picture is broken
        raise BrokenPicture from error
    return image


def _check_bounds(image: Image.Image, file: IO[bytes]) -> None:
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise TooManyPixels
    frames = _count_frames(image, file)
    if frames > MOST_FRAMES or frames * pixels > MOST_PIXELS_OF_ALL_FRAMES:
        raise TooManyFrames


def _count_frames(image: Image.Image, file: IO[bytes]) -> int:
    """Return the number of frames; counting stops soon after there are too many."""
    if image.format == "GIF":
        place = file.tell()
        frames = count_gif_frames(file, most=MOST_FRAMES)
        file.seek(place)
        return frames
    if image.format == "TIFF":
        return _count_pages(image)
    return int(getattr(image, "n_frames", 1))


def _count_pages(image: Image.Image) -> int:
    """Return the number of pages of a TIFF, one by one: Pillow counts wrongly after a leap."""
    pages = 1
    try:
        while pages <= MOST_FRAMES:
            image.seek(pages)
            pages += 1
    except EOFError:
        image.seek(0)
    return pages
