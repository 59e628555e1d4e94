"""Whether a new method identifies more people than the usual one: shares, differences and their intervals. Pure.

Sources: a share has the score interval of Wilson (1927). The difference of two has the interval that Newcombe makes of
their score intervals (Statistics in Medicine 17, 1998, pages 873 to 890, method 10). Over strata the difference is that
of Mantel and Haenszel, with the variance of Greenland and Robins (Biometrics 41, 1985, pages 55 to 68).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from triage.rules.shares import SURE, Share, share_of

FEWEST = 10
"""With fewer cases in either arm nothing is said."""


class Arm(StrEnum):
    """Which of the two methods."""

    NEW = "new"
    USUAL = "usual"


class Verdict(StrEnum):
    """What can be said."""

    TOO_FEW = "too_few"
    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Cases of one arm that have ended, and in how many of them somebody was identified."""

    identified: int = 0
    cases: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(identified=self.identified + other.identified, cases=self.cases + other.cases)

    @property
    def share(self) -> Share | None:
        """The share with its interval; None of fewer than ten."""
        return share_of(self.identified, self.cases) if self.cases >= FEWEST else None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How much larger the share of the first is, from -1 to 1, and the interval in which it lies in 95 of 100 cases."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """Like cases: one platform, anonymous or not, one strand; with what became of them by either method."""

    platform: str
    is_anonymous: bool
    strand: str
    new: Tally
    usual: Tally

    @property
    def is_compared(self) -> bool:
        """Whether there are cases of both: with one alone there is nothing to compare."""
        return self.new.cases > 0 and self.usual.cases > 0


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What a trial shows so far. `crude` is over all cases, `stratified` within like ones; None of too few.

    `compared` counts the cases in strata that have both arms, which is all that `stratified` rests on.
    """

    new: Tally
    usual: Tally
    strata: tuple[Stratum, ...]
    compared: int
    crude: Difference | None
    stratified: Difference | None
    verdict: Verdict


def newcombe(first: Tally, second: Tally) -> Difference | None:
    """Return the difference of two shares with its interval; None where either has no case."""
    one, other = share_of(first.identified, first.cases), share_of(second.identified, second.cases)
    if one is None or other is None:
        return None
    value = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Difference(value=value, low=max(-1.0, value - below), high=min(1.0, value + above))


def mantel_haenszel(pairs: Iterable[tuple[Tally, Tally]]) -> Difference | None:
    """Return the difference within strata, weighted; None where no stratum has both."""
    numerator = weight = spread = 0.0
    for new, usual in pairs:
        total = new.cases + usual.cases
        if not new.cases or not usual.cases:
            continue
        numerator += (new.identified * usual.cases - usual.identified * new.cases) / total
        weight += new.cases * usual.cases / total
        spread += _spread(new, usual)
    if not weight:
        return None
    value, half = numerator / weight, SURE * sqrt(spread) / weight
    return Difference(value=value, low=max(-1.0, value - half), high=min(1.0, value + half))


def _spread(new: Tally, usual: Tally) -> float:
    total = new.cases + usual.cases
    of_new = new.identified * (new.cases - new.identified) * usual.cases**3
    of_usual = usual.identified * (usual.cases - usual.identified) * new.cases**3
    return (of_new + of_usual) / (new.cases * usual.cases * total**2)


def compare(strata: Iterable[Stratum]) -> Comparison:
    """Return what two methods came to on like cases. A verdict rests on the difference within strata alone."""
    chosen = tuple(strata)
    new, usual = (sum((getattr(each, arm) for each in chosen), Tally()) for arm in Arm)
    paired = [each for each in chosen if each.is_compared]
    like_new, like_usual = (sum((getattr(each, arm) for each in paired), Tally()) for arm in Arm)
    is_enough = min(new.cases, usual.cases) >= FEWEST
    is_like_enough = min(like_new.cases, like_usual.cases) >= FEWEST
    stratified = mantel_haenszel((each.new, each.usual) for each in paired) if is_like_enough else None
    return Comparison(
        new=new,
        usual=usual,
        strata=chosen,
        compared=like_new.cases + like_usual.cases,
        crude=newcombe(new, usual) if is_enough else None,
        stratified=stratified,
        verdict=_verdict(stratified),
    )


def _verdict(difference: Difference | None) -> Verdict:
    if difference is None:
        return Verdict.TOO_FEW
    if difference.low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if difference.high < 0 else Verdict.UNCLEAR
