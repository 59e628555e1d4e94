"""How sure a share is that was counted on few cases. Pure."""

from dataclasses import dataclass
from math import sqrt

SURE = 1.959964
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share of 0 to 1, and the interval in which the true one lies in 95 of 100 cases."""

    value: float
    low: float
    high: float


def share_of(confirmed: int, total: int) -> Share | None:
    """Return a share with its interval (Wilson 1927), which holds for few cases too; None where nothing was counted."""
    if total <= 0:
        return None
    value, square = confirmed / total, SURE * SURE
    middle = (value + square / (2 * total)) / (1 + square / total)
    half = SURE * sqrt(value * (1 - value) / total + square / (4 * total * total)) / (1 + square / total)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Share(value=value, low=min(low, value), high=max(high, value))  # at 0 and 1 both ends round off it
