"""How often two officers agree, and how long decisions wait to be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import SecondReading
from triage.rules.second_reading import OUTCOMES
from triage.rules.shares import Share, share_of
from triage.selectors.second_readings import in_state

PERIOD = timedelta(days=365)
DAYS = (0, 1, 2, 5, 10)
"""Where each band of waiting begins, in days; the last has no end."""
AGREED = Q(state=SecondReading.State.AGREED)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What became of some readings; of those that a supervisor settled, which of the two was upheld."""

    agreed: int
    read: int
    first_upheld: int
    second_upheld: int

    @property
    def share(self) -> Share | None:
        """The share of those read in which both came to the same."""
        return share_of(self.agreed, self.read)


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How many have waited, or had waited when they were read, for at least `days` and less than the next band."""

    days: int
    waiting: int
    read: int


@dataclass(frozen=True, kw_only=True)
class ReadingQuality:
    """The figures of the last 365 days, by when it was read. `months` are triples of month, agreed and read."""

    since: datetime
    overall: Agreement
    blind: Agreement
    by_why: Mapping[str, Agreement]
    by_outcome: Mapping[str, Agreement]
    months: list[tuple[datetime, int, int]]
    waits: list[Wait]
    to_settle: int


def get_reading_quality(*, by: Actor, at: datetime) -> ReadingQuality:
    """Return how often two officers agree, with a bounded number of queries. Raises NotPermitted.

    `blind` leaves out the readers who had opened the case after the decision.
    """
    require(by=by, action=Action.SETTLE_READING)
    since = at - PERIOD
    read = SecondReading.objects.filter(read_at__gt=since)
    return ReadingQuality(
        since=since,
        overall=_agreement(read),
        blind=_agreement(read.filter(opened_case_before=False)),
        by_why={why: _agreement(read.filter(why=why)) for why in SecondReading.Why.values},
        by_outcome={outcome: _agreement(read.filter(assessment__outcome=outcome)) for outcome in OUTCOMES},
        months=_months(read),
        waits=_waits(read, at=at),
        to_settle=in_state(SecondReading.State.DISAGREED).count(),
    )


def _agreement(read: QuerySet[SecondReading]) -> Agreement:
    counted = read.aggregate(
        agreed=Count("id", filter=AGREED),
        read=Count("id"),
        first_upheld=Count("id", filter=Q(upheld=SecondReading.Upheld.FIRST)),
        second_upheld=Count("id", filter=Q(upheld=SecondReading.Upheld.SECOND)),
    )
    return Agreement(**counted)


def _months(read: QuerySet[SecondReading]) -> list[tuple[datetime, int, int]]:
    rows = read.annotate(month=TruncMonth("read_at")).values_list("month")
    return list(rows.annotate(agreed=Count("id", filter=AGREED), read=Count("id")).order_by("month"))


def _waits(read: QuerySet[SecondReading], *, at: datetime) -> list[Wait]:
    waited = read.annotate(waited=F("read_at") - F("asked_at")).aggregate(**_bands("waited"))
    waiting = in_state(SecondReading.State.WAITING).aggregate(**_bands("asked_at", at=at))
    return [Wait(days=days, waiting=waiting[f"from_{days}"], read=waited[f"from_{days}"]) for days in DAYS]


def _bands(field: str, *, at: datetime | None = None) -> dict[str, Count]:
    """Return a count for each band, of a span, or of a moment before `at`."""
    counts = {}
    for days, end in zip(DAYS, (*DAYS[1:], None), strict=True):
        least, most = timedelta(days=days), timedelta(days=end) if end else None
        if at is None:
            within = Q(**{f"{field}__gte": least}) & (Q(**{f"{field}__lt": most}) if most else Q())
        else:
            within = Q(**{f"{field}__lte": at - least}) & (Q(**{f"{field}__gt": at - most}) if most else Q())
        counts[f"from_{days}"] = Count("id", filter=within)
    return counts
