"""The print of a picture: a small grey picture of it and its points, all that is needed to tell it from others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.rules.pictures.points import Points, find_points
from triage.rules.pictures.working import Box, prepare

VERSION = 1
"""The version of everything here that a stored print depends on; raise it when points, keys or sizes change."""


@dataclass(frozen=True, kw_only=True)
class Print:
    """A picture's print. `pixels` is grey, about 96,000 of them; `box` is what it shows of the picture itself,
    whose size was `height` x `width`.
    """

    pixels: NDArray[np.uint8]
    points: Points
    box: Box
    height: int
    width: int


def make_print(picture: NDArray[np.uint8]) -> Print | None:
    """Return the print of a grey picture, or None where it is too small or too plain to be told from others."""
    working = prepare(picture)
    if working is None:
        return None
    points = find_points(working.pixels)
    if not len(points):
        return None
    pixels = np.clip(np.rint(working.pixels), 0, 255).astype(np.uint8)
    return Print(pixels=pixels, points=points, box=working.box, height=working.height, width=working.width)
