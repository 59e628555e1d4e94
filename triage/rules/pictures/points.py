"""Local points of a grey picture: where it has blobs, how large they are, and what lies round each of them.

The detector is the difference of Gaussians over scales (Lowe 2004), upright: copies of a picture are cut and
scaled, hardly ever turned. What lies round a point is told by the signs of a small cosine transform, so that
neither brightness nor contrast matters, and so that a mirrored or inverted picture is had by turning signs over.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.rules.pictures.resampling import Grey, blur, halve

MOST_POINTS = 240
OCTAVES = 4
LEVELS = 6  # of each octave; points are found on three of them
FINEST = 1.5
STEP = 2 ** (1 / 3)
GRID = 8
SPREAD = 1.5  # distance of two samples round a point, in units of its scale
CELLS = 6
FAINTEST = 0.6  # grey levels of 255
SMALLEST_OCTAVE = 12
KEY_BITS = 28
DOUBTS = 3  # of the signs in a key, those that a copy turns over most easily

Whole = NDArray[np.intp]
Signs = NDArray[np.uint64]


def _zigzag() -> list[tuple[int, int]]:
    """Return the frequencies (down, across) from low to high, without the mean."""
    pairs = [(down, across) for down in range(GRID) for across in range(GRID) if down + across]
    return sorted(pairs, key=lambda pair: (pair[0] ** 2 + pair[1] ** 2, pair))


_PLACES = np.arange(GRID)
COSINES = np.cos(np.pi * (2 * _PLACES[None, :] + 1) * _PLACES[:, None] / (2 * GRID)).astype(np.float32)
DOWN = np.array([pair[0] for pair in _zigzag()])
ACROSS = np.array([pair[1] for pair in _zigzag()])
BITS = np.uint64(1) << np.arange(len(ACROSS), dtype=np.uint64)
ALL_SIGNS = BITS.sum(dtype=np.uint64)
MIRRORED_SIGNS = BITS[ACROSS % 2 == 1].sum(dtype=np.uint64)


@dataclass(frozen=True, kw_only=True)
class Points:
    """Points of one picture, the most telling first: `x`, `y` and `scale` in pixels of it.

    `signs` holds 63 signs each, low frequencies first; `doubts` the places of those in doubt, the most doubtful first.
    """

    x: Grey
    y: Grey
    scale: Grey
    signs: Signs
    doubts: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.x)

    def mirrored(self, *, width: int) -> "Points":
        """Return the points that the picture mirrored left to right has."""
        signs, x = self.signs ^ MIRRORED_SIGNS, np.asarray(width - 1 - self.x, dtype=np.float32)
        return Points(x=x, y=self.y, scale=self.scale, signs=signs, doubts=self.doubts)

    def inverted(self) -> "Points":
        """Return the points that the picture with light and dark exchanged has."""
        return Points(x=self.x, y=self.y, scale=self.scale, signs=self.signs ^ ALL_SIGNS, doubts=self.doubts)


@dataclass(frozen=True, kw_only=True)
class _Found:
    """Points of one octave, in pixels of the whole picture, with the waves round each."""

    x: Grey
    y: Grey
    scale: Grey
    strength: Grey
    waves: Grey


def find_points(picture: Grey, *, most: int = MOST_POINTS) -> Points:
    """Return up to `most` points of a picture of at least 16 x 16 pixels."""
    octaves = []
    smaller = picture
    for octave in range(OCTAVES):
        if min(smaller.shape) < SMALLEST_OCTAVE:
            break
        octaves.append(_find_in_octave(smaller, factor=2.0**octave))
        smaller = halve(smaller)
    x, y, scale, strength, waves = (
        np.concatenate([getattr(found, name) for found in octaves]) for name in ("x", "y", "scale", "strength", "waves")
    )
    order = _spread_out(x, y, strength, picture.shape)[:most]
    waves = waves[order]
    signs = ((waves > 0) * BITS).sum(axis=1, dtype=np.uint64)
    doubts = np.argsort(np.abs(waves[:, :KEY_BITS]), axis=1, kind="stable")[:, :DOUBTS].astype(np.uint8)
    return Points(x=x[order], y=y[order], scale=scale[order], signs=signs, doubts=doubts)


def _find_in_octave(picture: Grey, *, factor: float) -> _Found:
    sigmas = FINEST * STEP ** np.arange(LEVELS)
    levels = np.stack([blur(picture, float(sigma)) for sigma in sigmas])
    differences = levels[1:] - levels[:-1]
    level, row, column = _extremes(differences)
    finer = _peaks(differences, level, row, column)
    scale = (FINEST * STEP ** (level + finer[0])).astype(np.float32)
    y, x = row + finer[1], column + finer[2]
    waves = _waves(levels, level, y, x, scale)
    shift = (factor - 1) / 2
    return _Found(
        x=(x * factor + shift).astype(np.float32),
        y=(y * factor + shift).astype(np.float32),
        scale=(scale * factor).astype(np.float32),
        strength=np.abs(differences[level, row, column]),
        waves=waves,
    )


def _extremes(differences: Grey) -> tuple[Whole, Whole, Whole]:
    """Return where the differences are largest or smallest among their 26 neighbours: level, row, column."""
    found = (differences == _highest_near(differences)) & (differences > FAINTEST)
    found |= (differences == -_highest_near(-differences)) & (differences < -FAINTEST)
    found[[0, -1]] = False
    found[:, [0, -1]] = False
    found[:, :, [0, -1]] = False
    level, row, column = np.nonzero(found)
    return level, row, column


def _peaks(differences: Grey, level: Whole, row: Whole, column: Whole) -> list[Grey]:
    """Return how far from each extreme its peak lies, along levels, rows and columns, by a parabola along each."""
    middle = differences[level, row, column]
    peaks = []
    for ahead in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
        before = differences[level - ahead[0], row - ahead[1], column - ahead[2]]
        after = differences[level + ahead[0], row + ahead[1], column + ahead[2]]
        bend = before - 2 * middle + after
        offset = np.divide(before - after, 2 * bend, out=np.zeros_like(bend), where=np.abs(bend) > 1e-6)
        peaks.append(np.clip(offset, -0.5, 0.5))
    return peaks


def _highest_near(values: Grey) -> Grey:
    for axis in range(3):
        ahead, behind = [slice(None)] * 3, [slice(None)] * 3
        ahead[axis], behind[axis] = slice(1, None), slice(None, -1)
        raised = values.copy()
        np.maximum(raised[tuple(ahead)], values[tuple(behind)], out=raised[tuple(ahead)])
        np.maximum(raised[tuple(behind)], values[tuple(ahead)], out=raised[tuple(behind)])
        values = raised
    return values


def _spread_out(x: Grey, y: Grey, strength: Grey, shape: tuple[int, ...]) -> Whole:
    """Return the points' order: the strongest of each cell first, then the second of each, and so on."""
    down = np.clip(y * CELLS / shape[0], 0, CELLS - 1).astype(np.intp)
    across = np.clip(x * CELLS / shape[1], 0, CELLS - 1).astype(np.intp)
    cell = down * CELLS + across
    order = np.lexsort((-strength, cell))
    first = np.searchsorted(cell[order], cell[order], side="left")
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order)) - first
    return np.lexsort((-strength, rank))


def _waves(levels: Grey, level: Whole, y: Grey, x: Grey, scale: Grey) -> Grey:
    """Return the cosine transform of an 8 x 8 patch round each point, without its mean."""
    steps = ((np.arange(GRID) - (GRID - 1) / 2) * SPREAD).astype(np.float32)
    patches = _sample(levels, level, y[:, None] + scale[:, None] * steps, x[:, None] + scale[:, None] * steps)
    waves = COSINES @ patches @ COSINES.T
    return np.asarray(waves[:, DOWN, ACROSS], dtype=np.float32)


def _sample(levels: Grey, level: Whole, rows: Grey, columns: Grey) -> Grey:
    """Return the values of the points' levels at rows x columns, interpolated, the edge repeated."""
    _, height, width = levels.shape
    rows, columns = np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)
    top = np.minimum(rows.astype(np.intp), height - 2)
    left = np.minimum(columns.astype(np.intp), width - 2)
    down, across = (rows - top)[:, :, None], (columns - left)[:, None, :]
    at, row, column = level[:, None, None], top[:, :, None], left[:, None, :]
    upper = levels[at, row, column] * (1 - across) + levels[at, row, column + 1] * across
    lower = levels[at, row + 1, column] * (1 - across) + levels[at, row + 1, column + 1] * across
    return np.asarray(upper * (1 - down) + lower * down, dtype=np.float32)
