"""When looking up complainants is unusual: compared with one's own weeks and with what others do. Pure.

It accuses nobody. A busy week looks the same as curiosity; a supervisor is shown where to ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

WEEK_DAYS = 7
WEEKS_BEFORE = 7
LEAST = 10
"""Fewer in a week are never marked: small numbers triple by chance."""
TIMES = 3
LEAST_WEEKS = 2
LEAST_OTHERS = 2


class Why(StrEnum):
    """What a complainant's contact details are needed for."""

    IN_TOUCH = "in_touch"
    RISK = "risk"
    SUPPORT = "support"
    FORCE = "force"
    SAME_PERSON = "same_person"
    OWN_REQUEST = "own_request"
    OTHER = "other"


class Sign(StrEnum):
    """Compared with what a week is unusual."""

    OWN = "own"
    OTHERS = "others"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How often somebody looked complainants up: in the last seven days, and in so many whole weeks before."""

    recent: int
    earlier: int = 0
    weeks: int = 0

    @property
    def usual(self) -> float | None:
        """What a week of theirs has usually; None where there are too few weeks to say."""
        return self.earlier / self.weeks if self.weeks >= LEAST_WEEKS else None


def of_others(recent: Sequence[int]) -> float | None:
    """Return the middle of what others did in the last seven days; None where they are too few to say."""
    return float(median(recent)) if len(recent) >= LEAST_OTHERS else None


def signs(counted: Counted, *, others: float | None) -> list[Sign]:
    """Return compared with what somebody's last seven days are unusual; nothing where they are not."""
    if counted.recent < LEAST:
        return []
    compared = ((Sign.OWN, counted.usual), (Sign.OTHERS, others))
    return [sign for sign, usual in compared if usual is not None and counted.recent >= TIMES * max(usual, 1)]
