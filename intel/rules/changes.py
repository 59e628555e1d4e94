"""Whether a number has changed from one period to the next, or may be the same by chance. Pure.

Two counts of periods of equal length are compared as two Poisson counts: given their sum, either is binomial with a
half (Przyborowski and Wilenski, "Homogeneity of Results in Testing Samples from Poisson Series", Biometrika 31, 1940).
The test is exact. Counts that vary more than by chance look different a little too often: it is an aid to words, and
says nothing of causes.
"""

from enum import StrEnum
from math import exp, lgamma, log

SURE = 0.05
FEWEST = 10


class Change(StrEnum):
    """What can be said of two counts."""

    FEW = "few"
    SAME = "same"
    MORE = "more"
    FEWER = "fewer"


def compare(*, now: int, before: int) -> Change:
    """Say whether there are more now than before, fewer, or none that could be told; of fewer than ten in all nothing.

    The difference is told where so uneven a split, or a more uneven one, comes by chance in at most 5 of 100 cases.
    """
    total = now + before
    if total < FEWEST:
        return Change.FEW
    if _two_sided(min(now, before), total) > SURE:
        return Change.SAME
    return Change.MORE if now > before else Change.FEWER


def _two_sided(fewer: int, total: int) -> float:
    """Return how likely a split as uneven as this is where either side is as likely."""
    below = sum(
        exp(lgamma(total + 1) - lgamma(k + 1) - lgamma(total - k + 1) - total * log(2)) for k in range(fewer + 1)
    )
    return min(1.0, 2 * below)
