"""How far two pictures agree once one lies over the other, told place by place.

Every place is compared by itself, by the correlation of what is drawn there, so that neither brightness nor
contrast matters, a watermark spoils only where it lies, and other words spoil every line they stand in.
"""

from dataclasses import dataclass

import numpy as np

from triage.rules.pictures.registering import Fit, covered, draw_over
from triage.rules.pictures.resampling import Grey, blur

WINDOW = 3.5  # pixels, the Gaussian of one place
SLOW = 7.0
ALIKE, UNLIKE = 0.6, 0.35
FAINT = 1.8  # grey levels: below this lie the traces of compression
SHOWN = 0.3
BLANK = 0.1
HELD, NOT_HELD = 0.6, 0.3
CELL, CELL_SHOWN = 12, 0.2


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Shares between 0 and 1, of what is drawn and not of area, unless said otherwise.

    `alike`: of what either shows where they overlap, the share that looks the same. `clash`: the share where both
    show something and not the same. `missing`: of theirs, the share that mine shows nothing of; `cut`: that lies
    outside mine; `outside`: of mine, the share that lies outside theirs. `covered` and `filled` are of area: how
    much of theirs mine covers, and how much of mine theirs fills. `correlation` is the weighed mean. `exchanged`:
    of what either shows, the share that the other does not hold, the smaller of both: a watermark only adds,
    other words take away as well. `spots`: of
    the cells of 12 pixels with something in them, the share with a clash. `blank` is the share of the overlap
    where neither shows anything: large on pages, small on photographs. `points` agree on the fit; `gain` is the
    ratio of contrasts and `lift` that of light, mine to theirs.
    """

    alike: float
    clash: float
    missing: float
    cut: float
    outside: float
    covered: float
    filled: float
    correlation: float
    exchanged: float
    spots: float
    blank: float
    points: int
    gain: float
    lift: float


def compare(mine: Grey, theirs: Grey, fit: Fit) -> Agreement:
    """Return how far my picture, laid over theirs by the fit, shows the same."""
    height, width = theirs.shape
    drawn = draw_over(mine, fit, height=height, width=width)
    within = covered(mine.shape, fit, height=height, width=width)
    coarseness = 1 / min(fit.across, fit.down)  # their pixels to one of mine
    theirs_seen = blur(theirs, 0.6 * coarseness) if coarseness > 1.2 else theirs
    inside = within.astype(np.float32)
    held = np.where(within, drawn, theirs_seen)
    one, other = _detail(theirs_seen), _detail(held)
    one_power, other_power = blur(one * one, WINDOW), blur(other * other, WINDOW)
    product = blur(one * other, WINDOW)
    gain = float(np.sqrt((other_power * inside).sum() / max(float((one_power * inside).sum()), 1e-6)))
    gain = min(max(gain, 0.05), 20.0)
    other_power = other_power / gain**2
    correlation = np.asarray(product / gain / np.sqrt((one_power + 1.0) * (other_power + 1.0)), dtype=np.float32)
    floor = 0.12 * float(np.percentile(np.sqrt(one_power), 95)) + FAINT
    shown, shown_mine = _weight(one_power, floor), _weight(other_power, floor)
    either, both = np.maximum(shown, shown_mine) * inside, np.minimum(shown, shown_mine) * inside
    total = max(float(either.sum()), 1e-6)
    likeness = _likeness(correlation, either)
    clashing = both * (1 - likeness)
    mine_power = blur(_detail(mine) ** 2, WINDOW)
    mine_weight = _weight(mine_power / gain**2, floor)
    mine_inside = _their_place_on(mine.shape, fit, height=height, width=width)
    return Agreement(
        alike=float((either * likeness).sum() / total),
        clash=float(clashing.sum() / total),
        missing=float((np.maximum(shown - shown_mine, 0) * inside).sum() / total),
        cut=float((shown * (1 - inside)).sum() / max(float(shown.sum()), 1e-6)),
        outside=float((mine_weight * (1 - mine_inside)).sum() / max(float(mine_weight.sum()), 1e-6)),
        covered=float(inside.mean()),
        filled=float(mine_inside.mean()),
        correlation=float((correlation * either).sum() / total),
        exchanged=min(
            _share_lost(product / gain, one_power, shown * inside),
            _share_lost(product / gain, other_power, shown_mine * inside),
        ),
        spots=_share_of_cells(clashing, either),
        blank=float(((either < BLANK) * inside).sum() / max(float(inside.sum()), 1.0)),
        points=fit.agreeing,
        gain=gain,
        lift=float((held * inside).sum() / max(float((theirs_seen * inside).sum()), 1e-6)),
    )


def _likeness(correlation: Grey, either: Grey) -> Grey:
    """Return how alike each place is, from 0 to 1, judged by what the best quarter of the places reach.

    Where most of a page is sharp and equal, a word that only resembles another must not pass for a poor copy of it.
    """
    shown = correlation[either > SHOWN]
    reached = float(np.percentile(shown, 75)) if shown.size else 0.0
    unlike, alike = max(UNLIKE, 0.5 * reached), max(ALIKE, 0.8 * reached)
    return np.asarray(np.clip((correlation - unlike) / (alike - unlike), 0, 1), dtype=np.float32)


def _share_lost(product: Grey, power: Grey, shown: Grey) -> float:
    """Return the share of what one picture shows that the other does not hold, whatever else lies there."""
    held = product / (power + 1.0)
    lost = np.clip((HELD - held) / (HELD - NOT_HELD), 0, 1)
    return float((shown * lost).sum() / max(float(shown.sum()), 1e-6))


def _share_of_cells(clashing: Grey, either: Grey) -> float:
    """Return the share of the cells with something in them in which something clashes."""
    clashes, shown = _cell_means(clashing), _cell_means(either)
    inked = shown > CELL_SHOWN
    return float((clashes[inked] > CELL_SHOWN).mean()) if inked.any() else 0.0


def _cell_means(values: Grey) -> Grey:
    rows, columns = values.shape[0] // CELL, values.shape[1] // CELL
    cells = values[: rows * CELL, : columns * CELL].reshape(rows, CELL, columns, CELL)
    return np.asarray(cells.mean(axis=(1, 3)), dtype=np.float32)


def _detail(picture: Grey) -> Grey:
    return np.asarray(picture - blur(picture, SLOW), dtype=np.float32)


def _weight(power: Grey, floor: float) -> Grey:
    """Return how much is drawn at each place: 0 for nothing, 1 for as much as counts."""
    return np.asarray(np.clip((np.sqrt(power) - floor / 2) / floor, 0, 1), dtype=np.float32)


def _their_place_on(shape: tuple[int, ...], fit: Fit, *, height: int, width: int) -> Grey:
    """Return 1 for the pixels of mine that theirs lies over, 0 for the others."""
    rows = (np.arange(shape[0]) - fit.low) / fit.down
    columns = (np.arange(shape[1]) - fit.right) / fit.across
    in_rows = (rows >= -0.5) & (rows <= height - 0.5)
    in_columns = (columns >= -0.5) & (columns <= width - 0.5)
    return np.asarray(in_rows[:, None] & in_columns[None, :], dtype=np.float32)
