"""Opening pictures that strangers sent, within bounds."""

from typing import IO

from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 100_000_000

# The bound below is the hub's own and is checked before anything is decoded; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None


class TooManyPixels(Exception):
    """The picture is larger than the hub decodes."""


class BrokenPicture(Exception):
    """The bytes are no picture that can be decoded whole."""


def open_picture(file: IO[bytes]) -> Image.Image:
    """Return a picture, decoded whole. Raises TooManyPixels before decoding, and BrokenPicture."""
    try:
        image = Image.open(file)
        if image.width * image.height > MOST_PIXELS:
            raise TooManyPixels
        image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise BrokenPicture from error
    return image
