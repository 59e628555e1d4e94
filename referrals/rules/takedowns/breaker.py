"""When a platform that fails is tried again, and when one that is asked much has had enough for now. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FAILURES = 3
"""Failures in a row after which nothing but single tries is sent."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
LARGEST_SHARE = 0.25
HOUR = timedelta(hours=1)
ENOUGH = timedelta(days=3)
"""How long a request waits for a platform that is away before an officer looks for another way."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How sending to a platform goes; the fields are those of the model PlatformStanding."""

    failures: int = 0
    away_since: datetime | None = None
    opens_at: datetime | None = None
    holds_until: datetime | None = None
    last_code: str = ""
    hour_began_at: datetime | None = None
    calls_in_hour: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the breaker is open: what is sent now is a try."""
        return self.failures >= FAILURES

    def not_before(self, at: datetime, *, an_hour: int) -> datetime | None:
        """Return until when nothing may be sent; None where something may. `an_hour` calls, 0 for no limit."""
        waits = [moment for moment in (self.opens_at, self.holds_until) if moment is not None and moment > at]
        began = self.hour_began_at
        if an_hour and began is not None and self.calls_in_hour >= an_hour and began + HOUR > at:
            waits.append(began + HOUR)
        return max(waits, default=None)

    def counted(self, at: datetime) -> "Standing":
        """Return the standing with one more call in this hour."""
        if self.hour_began_at is None or self.hour_began_at + HOUR <= at:
            return replace(self, hour_began_at=at, calls_in_hour=1)
        return replace(self, calls_in_hour=self.calls_in_hour + 1)

    def tried(self, at: datetime) -> "Standing":
        """Return the standing while a try is under way: nobody else tries until it is over, or a wait has passed."""
        return replace(self, opens_at=at + FIRST_WAIT) if self.is_open else self

    def failed(self, at: datetime, *, code: str, chance: float) -> "Standing":
        """Return the standing after one more failure. `chance`, 0 to 1, adds up to a quarter to the wait."""
        failures = self.failures + 1
        wait = min(FIRST_WAIT * 2 ** min(failures - FAILURES, 10), LONGEST_WAIT) if failures >= FAILURES else None
        opens = at + wait * (1 + LARGEST_SHARE * chance) if wait else None
        return replace(self, failures=failures, away_since=self.away_since or at, opens_at=opens, last_code=code)

    def answered(self) -> "Standing":
        """Return the standing after the platform answered, whatever it said."""
        return replace(self, failures=0, away_since=None, opens_at=None, last_code="")

    def held(self, until: datetime, *, code: str) -> "Standing":
        """Return the standing of a platform that is there and asks to be left alone."""
        return replace(self.answered(), holds_until=until, last_code=code)
