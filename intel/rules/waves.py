"""Waves: many more occurrences against one target or place than is usual there at that time of the week. Pure.

Each window, such as the last 24 hours, is compared with the windows at the same time of the last weeks, so that days
and hours compare with their like. From those come what is usual and how much it varies; how likely so many or more
would be by chance is the tail of a negative binomial distribution. That is the frame of Farrington and others, "A
statistical algorithm for the early detection of outbreaks of infectious disease", J. R. Stat. Soc. A 159 (1996), with
the negative binomial tail of Noufaily and others, Stat. Med. 32 (2013). Left out of it: the trend, and the weights
against past outbreaks, for which eight weeks are too few. So a series stays less sensitive for eight weeks after a
wave, and one that grows slowly is no wave.

So many series are looked at that some are unusual on any day. What may pass for chance is therefore divided by the
number of series and windows looked at (Bonferroni).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma, log

from intel.rules.notice_table import WaveNumbers

SMALL = 1e-18
"""Further terms of a tail are left out once they are smaller than this."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """How many occurrences a window has, and how many each of the earlier ones had, the newest first."""

    hours: int
    now: int
    before: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Unusual:
    """A window that is not as usual: what was to be expected, and how likely so many or more are by chance."""

    window: Window
    usual: float
    chance: float
    series: int


def find_unusual(series: Mapping[str, Sequence[Window]], *, looked_at: int, numbers: WaveNumbers) -> dict[str, Unusual]:
    """Return the series that are a wave, each by its least likely window. `looked_at` counts all series, also quiet."""
    most = numbers.false_a_look / max(1, looked_at * len(numbers.hours))
    found = {}
    for key, windows in series.items():
        judged = [judge(window, looked_at=looked_at, numbers=numbers) for window in windows]
        unusual = [each for each in judged if each is not None and each.chance <= most]
        if unusual:
            found[key] = min(unusual, key=lambda each: (each.chance, each.window.hours))
    return found


def judge(window: Window, *, looked_at: int, numbers: WaveNumbers) -> Unusual | None:
    """Say what is usual for a window and how likely it is; None of too few occurrences or too short a past."""
    if window.now < numbers.from_occurrences or len(window.before) < numbers.fewest_weeks:
        return None
    weeks = len(window.before)
    usual = (sum(window.before) + numbers.prior) / weeks
    dispersion = max(numbers.least_dispersion, _dispersion(window.before))
    variance = dispersion * usual * (1 + 1 / weeks)
    return Unusual(window=window, usual=usual, chance=tail(window.now, mean=usual, variance=variance), series=looked_at)


def tail(number: int, *, mean: float, variance: float) -> float:
    """Return how likely so many or more are, of a negative binomial distribution; `variance` is above `mean`.

    Up to the mean it is what the numbers below leave over: there the terms of the tail itself begin too small to see.
    """
    if number <= mean:
        return max(0.0, 1.0 - fsum(_chance(each, mean=mean, variance=variance) for each in range(number)))
    size, kept = mean * mean / (variance - mean), mean / variance
    total, place, term = 0.0, number, _chance(number, mean=mean, variance=variance)
    while term > SMALL and place < number + 100_000:
        total += term
        term *= (place + size) / (place + 1) * (1 - kept)
        place += 1
    return min(1.0, total)


def _chance(number: int, *, mean: float, variance: float) -> float:
    size, kept = mean * mean / (variance - mean), mean / variance
    return exp(lgamma(number + size) - lgamma(number + 1) - lgamma(size) + size * log(kept) + number * log(1 - kept))


def _dispersion(counts: Sequence[int]) -> float:
    """Return how much more counts vary than chance alone would have them: their variance over their mean."""
    mean = sum(counts) / len(counts)
    if mean == 0:
        return 1.0
    return sum((each - mean) ** 2 for each in counts) / (len(counts) - 1) / mean
