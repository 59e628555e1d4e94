"""Blurring and resampling of grey pictures, rows and columns apart, in plain numpy."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
Lines = NDArray[np.intp]

WIDEST_DIRECT = 2.2  # pixels; a wider blur is made at half the size


def blur(picture: Grey, sigma: float) -> Grey:
    """Return a picture blurred by a Gaussian of `sigma` pixels, its edges repeated."""
    if sigma > WIDEST_DIRECT and min(picture.shape) >= 8:
        half = blur(halve(picture), float(np.sqrt(sigma * sigma - 0.6)) / 2)
        return _double(half, picture.shape)
    return _blur_rows(_blur_rows(picture, sigma).T, sigma).T


def _blur_rows(picture: Grey, sigma: float) -> Grey:
    weights = _weights(round(sigma, 3))
    reach = len(weights) - 1
    padded = np.pad(picture, ((reach, reach), (0, 0)), mode="edge")
    rows = len(picture)
    blurred = padded[reach : reach + rows] * weights[0]
    for step in range(1, reach + 1):
        blurred += (padded[reach - step : reach - step + rows] + padded[reach + step : reach + step + rows]) * weights[
            step
        ]
    return np.asarray(blurred, dtype=np.float32)


@lru_cache(maxsize=64)
def _weights(sigma: float) -> Grey:
    """Return half of a Gaussian, from its middle outwards; the whole of it adds up to 1."""
    places = np.arange(max(1, int(np.ceil(2.8 * sigma))) + 1)
    weights = np.exp(-0.5 * (places / max(sigma, 1e-3)) ** 2)
    return np.asarray(weights / (2 * weights.sum() - weights[0]), dtype=np.float32)


def halve(picture: Grey) -> Grey:
    """Return a picture at half the size, each pixel the mean of four; an odd edge is repeated."""
    rows, columns = picture.shape
    even = np.pad(picture, ((0, rows % 2), (0, columns % 2)), mode="edge")
    return np.asarray((even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) * 0.25, dtype=np.float32)


def _double(picture: Grey, shape: tuple[int, ...]) -> Grey:
    return draw(picture, height=shape[0], width=shape[1], down=0.5, low=-0.25, across=0.5, right=-0.25)


def draw(picture: Grey, *, height: int, width: int, down: float, low: float, across: float, right: float) -> Grey:
    """Return `height` x `width` pixels of a picture, interpolated, its edges repeated.

    Row r shows the picture at row `down * r + low`, column c at `across * c + right`, counted from pixel centres.
    """
    drawn = _draw_rows(picture, height, down, low)
    return np.ascontiguousarray(_draw_rows(drawn.T, width, across, right).T)


def _draw_rows(picture: Grey, rows: int, step: float, start: float) -> Grey:
    places = np.clip(step * np.arange(rows) + start, 0, len(picture) - 1)
    above = np.minimum(places.astype(np.intp), max(len(picture) - 2, 0))
    below = np.minimum(above + 1, len(picture) - 1)
    share = (places - above).astype(np.float32)[:, None]
    return np.asarray(picture[above] * (1 - share) + picture[below] * share, dtype=np.float32)


def resize(picture: Grey, *, height: int, width: int) -> Grey:
    """Return a picture drawn at another size, all of it; where it shrinks, pixels are averaged."""
    return _resize_rows(_resize_rows(picture, height).T, width).T


def _resize_rows(picture: Grey, rows: int) -> Grey:
    step = len(picture) / rows
    if step <= 1:
        return _draw_rows(picture, rows, step, step / 2 - 0.5)
    sums = np.concatenate([np.zeros((1, picture.shape[1])), np.cumsum(picture, axis=0, dtype=np.float64)])
    edges = _draw_rows_exact(sums, np.arange(rows + 1, dtype=np.float64) * step)
    return np.asarray(np.diff(edges, axis=0) / step, dtype=np.float32)


def _draw_rows_exact(sums: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    above = np.minimum(places.astype(np.intp), len(sums) - 2)
    share = (places - above)[:, None]
    return np.asarray(sums[above] * (1 - share) + sums[above + 1] * share, dtype=np.float64)
