"""Whether a subject is named more often, or in more urgent cases, than before: by exact tests on small numbers. Pure.

How often: given all reports of both periods, how likely so many or more would fall into the last one if nothing had
changed, a binomial tail (Przyborowski and Wilenski, Homogeneity of results in testing samples from Poisson series,
Biometrika 31, 1940). How urgent: a hypergeometric tail (Fisher's exact test). It says that something has changed and
not why: a subject may also be reported more because more people know of the hub.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import comb

RECENT_DAYS, BEFORE_DAYS = 30, 180
CHANCE = 0.05
FEWEST = 3


class Sign(StrEnum):
    """What has changed."""

    MORE_OFTEN = "more_often"
    MORE_URGENT = "more_urgent"
    ANOTHER_PLATFORM = "another_platform"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How often a subject was named in the last 30 days and in the 180 before; how many of those in urgent cases.

    `platforms` are those on which it was named in the last 30 days and never before.
    """

    recent: int
    before: int
    recent_urgent: int = 0
    before_urgent: int = 0
    platforms: tuple[str, ...] = ()


def signs_of(pace: Pace) -> list[Sign]:
    """Return what has changed, beyond what chance would do once in twenty times."""
    signs = []
    if pace.recent >= FEWEST and chance_of_pace(pace) < CHANCE:
        signs.append(Sign.MORE_OFTEN)
    if pace.recent_urgent >= FEWEST - 1 and pace.before and chance_of_urgency(pace) < CHANCE:
        signs.append(Sign.MORE_URGENT)
    if pace.platforms and pace.before:
        signs.append(Sign.ANOTHER_PLATFORM)
    return signs


def chance_of_pace(pace: Pace) -> float:
    """Return how likely so many or more of all reports would fall into the last 30 days if nothing had changed."""
    total, share = pace.recent + pace.before, RECENT_DAYS / (RECENT_DAYS + BEFORE_DAYS)
    return sum(
        comb(total, number) * share**number * (1 - share) ** (total - number)
        for number in range(pace.recent, total + 1)
    )


def chance_of_urgency(pace: Pace) -> float:
    """Return how likely so many or more of the urgent reports would be recent ones, were they spread by chance."""
    total, urgent = pace.recent + pace.before, pace.recent_urgent + pace.before_urgent
    most = min(urgent, pace.recent)
    ways = sum(
        comb(pace.recent, number) * comb(pace.before, urgent - number)
        for number in range(pace.recent_urgent, most + 1)
        if urgent - number <= pace.before
    )
    return ways / comb(total, urgent)
