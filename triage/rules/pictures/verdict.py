"""Whether two prints are of the same picture, how sure that is, and what was done to it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from triage.rules.pictures.agreeing import Agreement, compare
from triage.rules.pictures.points import Points
from triage.rules.pictures.prints import Print
from triage.rules.pictures.registering import Fit, fit_points, refine
from triage.rules.pictures.resampling import Grey

SAME = 0.5
"""The score from which two pictures are called the same."""

FEWEST_POINTS = 5
DARKER, LIGHTER = 0.8, 1.25
CUT_FROM = 0.03
RESIZED_FROM = 0.1


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How like two pictures are. `score` is between 0 and 1, and from 0.5 on they are the same one.

    `how` holds codes of what was measured: `same` where nothing was, else of `cropped`, `added_to`, `resized`,
    `darker`, `lighter`, `mirrored`, `inverted`. `facts` has the numbers: `cropped` the share of the other picture's
    area that is not in mine, `added_to` the reverse, `scale` the pixels of mine to one of theirs, `light` the ratio.
    """

    score: float
    how: tuple[str, ...] = ()
    facts: dict[str, float] | None = None

    @property
    def is_same(self) -> bool:
        """Tell whether the pictures are the same one."""
        return self.score >= SAME


NOTHING = Verdict(score=0.0)


def judge(mine: Print, theirs: Print) -> Verdict:
    """Return how like two pictures are, as they stand, mirrored or with light and dark exchanged."""
    best = NOTHING
    for view, points, pixels in _views(mine):
        fit = fit_points(points, theirs.points)
        if fit is None or fit.agreeing < FEWEST_POINTS:
            continue
        fit = refine(pixels, theirs.pixels.astype(np.float32), fit)
        agreement = compare(pixels, theirs.pixels.astype(np.float32), fit)
        score = score_of(agreement)
        if score > best.score:
            best = _tell(score, view, fit, agreement, mine, theirs)
        if best.is_same:
            break
    return best


def _views(mine: Print) -> Iterator[tuple[str, Points, Grey]]:
    pixels = mine.pixels.astype(np.float32)
    yield "", mine.points, pixels
    yield "mirrored", mine.points.mirrored(width=pixels.shape[1]), np.ascontiguousarray(pixels[:, ::-1])
    yield "inverted", mine.points.inverted(), 255 - pixels


BIAS = 2.76
ALIKE, EXCHANGED, OF_POINTS = -0.66, -3.12, 0.22
CLASH, CLASH_ON_PAGES = -14.57, -14.34
SPOTS, SPOTS_ON_PAGES = -11.67, -15.3
CUT, OUTSIDE, SMALL, PAGE = -13.57, -4.94, -5.2, 0.35
"""Fitted by logistic regression on made copies of photographs, memes and screenshots (docs/pictures.md)."""

PAGE_FROM, PAGE_WHOLLY = 0.2, 0.5
CUT_ALLOWED, OUTSIDE_ALLOWED, COVERED_ENOUGH = 0.3, 0.05, 0.6


def score_of(agreement: Agreement) -> float:
    """Return the chance, as fitted, that an agreement is that of one picture and its copy.

    What clashes weighs more the more of the picture is blank: on a page every word counts, while a photograph that
    was compressed clashes here and there. As much may be cut off, or lie outside, as copies usually have.
    """
    page = float(np.clip((agreement.blank - PAGE_FROM) / (PAGE_WHOLLY - PAGE_FROM), 0, 1))
    total = BIAS + ALIKE * agreement.alike + EXCHANGED * agreement.exchanged + PAGE * page
    total += (CLASH + CLASH_ON_PAGES * page) * agreement.clash + (SPOTS + SPOTS_ON_PAGES * page) * agreement.spots
    total += CUT * max(agreement.cut - CUT_ALLOWED, 0) + OUTSIDE * max(agreement.outside - OUTSIDE_ALLOWED, 0)
    total += SMALL * max(COVERED_ENOUGH - min(agreement.covered, agreement.filled), 0)
    total += OF_POINTS * float(np.log(max(agreement.points, 1)))
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def _tell(score: float, view: str, fit: Fit, agreement: Agreement, mine: Print, theirs: Print) -> Verdict:
    """Return the verdict with what was measured; the numbers are rounded to what they can bear."""
    scale = _pixels_to_one(fit, mine, theirs)
    facts = {
        "cropped": round(1 - agreement.covered, 2),
        "added_to": round(1 - agreement.filled, 2),
        "scale": round(scale, 2),
        "light": round(agreement.lift, 2),
    }
    measured = {
        "cropped": facts["cropped"] >= CUT_FROM,
        "added_to": facts["added_to"] >= CUT_FROM,
        "resized": abs(scale - 1) >= RESIZED_FROM,
        "darker": view != "inverted" and agreement.lift <= DARKER,
        "lighter": view != "inverted" and agreement.lift >= LIGHTER,
        view: bool(view),
    }
    how = tuple(code for code, is_so in measured.items() if is_so)
    return Verdict(score=round(score, 4), how=how or ("same",), facts=facts)


def _pixels_to_one(fit: Fit, mine: Print, theirs: Print) -> float:
    """Return how many pixels of my file there are to one of theirs, along one side."""
    own = (mine.box.bottom - mine.box.top) * (mine.box.right - mine.box.left) / mine.pixels.size
    other = (theirs.box.bottom - theirs.box.top) * (theirs.box.right - theirs.box.left) / theirs.pixels.size
    return float(np.sqrt(fit.across * fit.down * own / other))
