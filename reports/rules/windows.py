"""The last ten minutes and the last hour, out of counts in buckets of ten minutes: pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

BUCKET_SECONDS = 600
BUCKETS = 7
"""An hour back from any moment touches seven buckets, of which the oldest counts in part."""


@dataclass(frozen=True, kw_only=True)
class Recent:
    """How often something happened. The oldest bucket counts for the part of it that lies in the window."""

    ten_minutes: float = 0
    hour: float = 0


def bucket_numbers(at: datetime) -> list[int]:
    """Return the numbers of the buckets of the last hour, the newest first."""
    newest = int(at.timestamp()) // BUCKET_SECONDS
    return [newest - age for age in range(BUCKETS)]


def recent(counts: Sequence[int], *, at: datetime) -> Recent:
    """Return what the windows hold, from the counts of `bucket_numbers(at)`."""
    inside = 1 - (at.timestamp() % BUCKET_SECONDS) / BUCKET_SECONDS
    return Recent(ten_minutes=counts[0] + counts[1] * inside, hour=sum(counts[:-1]) + counts[-1] * inside)
