"""How wrong codes slow the next try down, and lock it: a table with a version, and arithmetic on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Slope:
    """How tries from one network get slower: `free` wrong ones without a wait, then doubling waits, then a lock.

    Seconds. After the last free try the next one waits for `first_wait`, then twice that, up to `longest_wait`.
    """

    free: int
    locked_after: int
    first_wait: int
    longest_wait: int


@dataclass(frozen=True, kw_only=True)
class GuessLimits:
    """All limits on guessing. `lock_seconds` holds for every lock."""

    version: str
    lock_seconds: int
    report: Slope
    draft: Slope
    most_of_network: int
    most_of_wider_network: int
    noticed_a_day: int


def wait_after(wrong: int, *, slope: Slope, lock_seconds: int) -> int:
    """Return how many seconds must pass after the last of `wrong` wrong tries before the next one is looked at."""
    if wrong >= slope.locked_after:
        return lock_seconds
    if wrong < slope.free:
        return 0
    return min(slope.first_wait << (wrong - slope.free), slope.longest_wait)


def seconds_left(*, wrong: int, last_at: int, now: int, slope: Slope, lock_seconds: int) -> int:
    """Return how long the next try has to wait from now; 0 where it may be made. Times are seconds since 1970."""
    return max(0, last_at + wait_after(wrong, slope=slope, lock_seconds=lock_seconds) - now)


def read_limits(data: Mapping[str, Any]) -> GuessLimits:
    """Return the limits out of their JSON."""
    return GuessLimits(
        version=data["version"],
        lock_seconds=data["lock_seconds"],
        report=Slope(**data["report"]),
        draft=Slope(**data["draft"]),
        most_of_network=data["most_of_network_an_hour"],
        most_of_wider_network=data["most_of_wider_network_an_hour"],
        noticed_a_day=data["noticed_a_day"],
    )
