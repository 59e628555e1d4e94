"""The working picture: trimmed of plain borders, and drawn at one area, so that sizes and bars matter little."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.rules.pictures.resampling import Grey, resize

AREA = 96_000  # pixels; a page of a telephone is then about 210 x 455
LONGEST = 900
SMALLEST = 24
EVEN = 10  # grey levels by which the pixels of a plain border may differ
MOST_SPECKS = 0.004  # share of a border line that may differ more: noise of compression
MOST_TRIMMED = 0.8
FLATTEST = 2.0


@dataclass(frozen=True, kw_only=True)
class Box:
    """A part of a picture, in pixels of it: from `left`, `top` up to, not with, `right`, `bottom`."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, kw_only=True)
class Working:
    """A picture ready for comparison. `box` is what was left of the one given, whose size was `height` x `width`."""

    pixels: Grey
    box: Box
    height: int
    width: int


def prepare(picture: NDArray[np.uint8]) -> Working | None:
    """Return the working picture of a grey one, or None where it is too small or too plain to tell from others."""
    height, width = picture.shape
    if min(height, width) < SMALLEST:
        return None
    box = find_content(picture)
    content = picture[box.top : box.bottom, box.left : box.right].astype(np.float32)
    if min(content.shape) < SMALLEST or float(content.std()) < FLATTEST:
        return None
    rows, columns = _working_size(*content.shape)
    return Working(pixels=resize(content, height=rows, width=columns), box=box, height=height, width=width)


def find_content(picture: NDArray[np.uint8]) -> Box:
    """Return the part inside plain borders of one shade each; the whole where next to nothing would be left."""
    height, width = picture.shape
    top, bottom = _trim(picture)
    left, right = _trim(picture[top:bottom].T) if bottom - top >= SMALLEST else (0, width)
    if (bottom - top) * (right - left) < (1 - MOST_TRIMMED) * height * width:
        return Box(left=0, top=0, right=width, bottom=height)
    return Box(left=left, top=top, right=right, bottom=bottom)


def _trim(lines: NDArray[np.uint8]) -> tuple[int, int]:
    """Return the first line that is not plain, and the one after the last."""
    first = _count_plain(lines)
    if first == len(lines):
        return 0, len(lines)
    return first, len(lines) - _count_plain(lines[::-1])


def _count_plain(lines: NDArray[np.uint8]) -> int:
    shade = float(np.median(lines[0]))
    differing = (np.abs(lines.astype(np.int16) - shade) > EVEN).mean(axis=1)
    busy = np.flatnonzero(differing > MOST_SPECKS)
    return int(busy[0]) if len(busy) else len(lines)


def _working_size(height: int, width: int) -> tuple[int, int]:
    factor = min(math.sqrt(AREA / (height * width)), LONGEST / max(height, width))
    return max(SMALLEST, round(height * factor)), max(SMALLEST, round(width * factor))
