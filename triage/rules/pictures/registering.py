"""Laying one picture over another: which points belong together, and the scale and shift that they agree on."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from triage.rules.pictures.points import Points
from triage.rules.pictures.resampling import Grey, blur, draw

FARTHEST = 15  # of 63 bits
TRIES = 500
NEAREST_PAIR = 12.0  # pixels between the two points that a guess is made from
LARGEST_SCALE = 5.0
MOST_STRETCHED = 1.3
ROUNDS = (2.6, 1.1)  # blur in pixels
STEPS = 5
MOST_REFINED = 0.2


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How `mine` lies over `theirs`: my x = across * their x + right, my y = down * their y + low, in pixels."""

    across: float
    right: float
    down: float
    low: float
    agreeing: int = 0


def pair_up(mine: Points, theirs: Points) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of points that look alike: for each of mine the most alike of theirs, and the reverse."""
    if not len(mine.signs) or not len(theirs.signs):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    distances = np.bitwise_count(mine.signs[:, None] ^ theirs.signs[None, :])
    nearest = distances.argmin(axis=1)
    kept = np.flatnonzero(distances[np.arange(len(nearest)), nearest] <= FARTHEST)
    back = distances.argmin(axis=0)
    kept_back = np.flatnonzero(distances[back, np.arange(len(back))] <= FARTHEST)
    pairs = np.unique(
        np.concatenate([np.stack([kept, nearest[kept]], axis=1), np.stack([back[kept_back], kept_back], axis=1)]),
        axis=0,
    )
    return pairs[:, 0], pairs[:, 1]


def fit_points(mine: Points, theirs: Points) -> Fit | None:
    """Return the scale and shift on which most pairs agree, or None where no two pairs do."""
    own, other = pair_up(mine, theirs)
    if len(own) < 3:
        return None
    x, y, scale = theirs.x[other], theirs.y[other], theirs.scale[other]
    mine_x, mine_y, mine_scale = mine.x[own], mine.y[own], mine.scale[own]
    guesses = _guess(x, y, mine_x, mine_y)
    if not len(guesses):
        return None
    within = np.maximum(2.0, 0.5 * mine_scale)
    ratio = mine_scale / scale
    across, right, down, low = (guesses[:, [column]] for column in range(4))
    agree = (np.abs(across * x + right - mine_x) < within) & (np.abs(down * y + low - mine_y) < within)
    agree &= np.abs(np.log2(ratio / np.sqrt(across * down))) < 0.5
    best = agree[agree.sum(axis=1).argmax()]
    return _settle(x, y, mine_x, mine_y, best, within)


def _guess(x: Grey, y: Grey, mine_x: Grey, mine_y: Grey) -> Grey:
    """Return guesses, one a row: across, right, down, low. Each comes from two pairs drawn by a fixed chance."""
    chance = np.random.default_rng(len(x))
    first, second = chance.integers(0, len(x), (2, TRIES))
    apart_x, apart_y = x[second] - x[first], y[second] - y[first]
    mine_apart_x, mine_apart_y = mine_x[second] - mine_x[first], mine_y[second] - mine_y[first]
    wide, tall = np.abs(apart_x) >= NEAREST_PAIR, np.abs(apart_y) >= NEAREST_PAIR
    across = np.divide(mine_apart_x, apart_x, out=np.zeros_like(apart_x), where=wide)
    down = np.divide(mine_apart_y, apart_y, out=np.zeros_like(apart_y), where=tall)
    across, down = np.where(wide, across, down), np.where(tall, down, across)
    sane = (across > 1 / LARGEST_SCALE) & (across < LARGEST_SCALE) & (down > 1 / LARGEST_SCALE) & (down < LARGEST_SCALE)
    ratio = np.divide(across, down, out=np.full_like(across, 9), where=sane)
    sane &= (ratio < MOST_STRETCHED) & (ratio > 1 / MOST_STRETCHED)
    right, low = mine_x[first] - across * x[first], mine_y[first] - down * y[first]
    return np.asarray(np.stack([across, right, down, low], axis=1)[sane], dtype=np.float32)


def _settle(x: Grey, y: Grey, mine_x: Grey, mine_y: Grey, agree: NDArray[np.bool_], within: Grey) -> Fit | None:
    """Return the fit through the points that agree, drawn again with those that agree with it."""
    fit = None
    for _ in range(3):
        if agree.sum() < 2:
            break
        across, right = _line(x[agree], mine_x[agree], like=fit.across if fit else None)
        down, low = _line(y[agree], mine_y[agree], like=fit.down if fit else None)
        across, down = _sane(across, down)
        right, low = (
            float(np.median(mine_x[agree] - across * x[agree])),
            float(np.median(mine_y[agree] - down * y[agree])),
        )
        agree = (np.abs(across * x + right - mine_x) < within) & (np.abs(down * y + low - mine_y) < within)
        fit = Fit(across=across, right=right, down=down, low=low, agreeing=int(agree.sum()))
    return fit


def _line(places: Grey, mine: Grey, *, like: float | None) -> tuple[float, float]:
    spread = float(np.var(places))
    if spread < 25:
        return float("nan"), 0.0
    slope = float(np.mean((places - places.mean()) * (mine - mine.mean())) / spread)
    return slope, float(mine.mean() - slope * places.mean())


def _sane(across: float, down: float) -> tuple[float, float]:
    """Return both scales; one that could not be told is the other's, and neither leaves the bounds."""
    across = down if np.isnan(across) else across
    down = across if np.isnan(down) else down
    if np.isnan(across):
        across = down = 1.0
    limits = (1 / LARGEST_SCALE, LARGEST_SCALE)
    return float(np.clip(across, *limits)), float(np.clip(down, *limits))


def draw_over(mine: Grey, fit: Fit, *, height: int, width: int) -> Grey:
    """Return my picture drawn where theirs is; outside it, its edges are repeated (`covered` tells where)."""
    coarse = min(fit.across, fit.down)
    softened = blur(mine, 0.45 * coarse) if coarse > 1.2 else mine
    return draw(softened, height=height, width=width, down=fit.down, low=fit.low, across=fit.across, right=fit.right)


def covered(shape: tuple[int, ...], fit: Fit, *, height: int, width: int) -> NDArray[np.bool_]:
    """Return which pixels of theirs, `height` x `width`, my picture of this shape covers."""
    rows = fit.down * np.arange(height) + fit.low
    columns = fit.across * np.arange(width) + fit.right
    in_rows = (rows >= -0.5) & (rows <= shape[0] - 0.5)
    in_columns = (columns >= -0.5) & (columns <= shape[1] - 0.5)
    return np.asarray(in_rows[:, None] & in_columns[None, :])


def refine(mine: Grey, theirs: Grey, fit: Fit) -> Fit:
    """Return the fit made exact by the pixels themselves (Lucas and Kanade 1981), or as it was where that fails."""
    found = fit
    for sigma in ROUNDS:
        found = _refine_at(sigma, mine, theirs, found)
    far = max(abs(found.across / fit.across - 1), abs(found.down / fit.down - 1))
    return found if far < MOST_REFINED else fit


def _refine_at(sigma: float, mine: Grey, theirs: Grey, fit: Fit) -> Fit:
    height, width = theirs.shape
    size = float(np.sqrt(fit.across * fit.down))
    target = _even_out(theirs, max(1.0, 0.6 / size) * sigma, 1.0)
    evened = _even_out(mine, sigma * size, size)
    slope_y, slope_x = np.gradient(target)
    places_y, places_x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None, :]
    basis = np.stack([slope_x * places_x, slope_x, slope_y * places_y, slope_y]).reshape(4, -1)
    for _ in range(STEPS):
        drawn = draw(evened, height=height, width=width, down=fit.down, low=fit.low, across=fit.across, right=fit.right)
        residual = (target - drawn).ravel()
        trust = covered(mine.shape, fit, height=height, width=width).ravel() / (1.0 + (residual / 0.5) ** 2)
        weighted = basis * trust.astype(np.float32)
        step = _solve(weighted @ basis.T, weighted @ residual)
        # Theirs, moved by the step, looks like mine as drawn: my places move by as much, in my pixels.
        fit = replace(
            fit,
            across=float(fit.across * (1 + step[0])),
            right=float(fit.right + fit.across * step[1]),
            down=float(fit.down * (1 + step[2])),
            low=float(fit.low + fit.down * step[3]),
        )
        if np.abs(step[[0, 2]]).max() * max(height, width) < 0.1 and np.abs(step[[1, 3]]).max() < 0.1:
            break
        if (
            not 1 / LARGEST_SCALE < fit.across / 1.5 < LARGEST_SCALE
            or not 1 / LARGEST_SCALE < fit.down / 1.5 < LARGEST_SCALE
        ):
            break
    return fit


def _solve(normal: Grey, right_side: Grey) -> NDArray[np.float64]:
    damped = normal.astype(np.float64) + np.diag(np.diag(normal).astype(np.float64) * 1e-3 + 1e-6)
    return np.asarray(np.linalg.solve(damped, right_side.astype(np.float64)), dtype=np.float64)


def _even_out(picture: Grey, sigma: float, size: float) -> Grey:
    """Return a picture blurred a little, without its slow changes of light, at one contrast everywhere."""
    fine = blur(picture, sigma)
    detail = fine - blur(fine, 8.0 * size)
    contrast = np.sqrt(blur(detail * detail, 8.0 * size))
    return np.asarray(detail / (contrast + 2.0), dtype=np.float32)
