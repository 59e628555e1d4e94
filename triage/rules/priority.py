"""How urgent a case is: points for named facts, added up, and the band that they reach. Pure.

Nothing is hidden: the score is the sum of its parts, and each says which fact it is for and how much of it there is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from triage.rules.priority_table import BANDS, MOST_POINTS, Band, Fact, PriorityTable

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OF_TIME = frozenset({Fact.TIME_BAR_NEAR, Fact.AGE_DAYS, Fact.LATE_HOURS})


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What is known of a case, whenever it is asked.

    `told` counts, by fact, the reports that say so, the reports in the case and in its largest wave, and the earlier
    reports of one person. `first_at` is when the first report was sent, `due_at` when the case is late, `time_bar_on`
    the last day on which proceedings can begin.
    """

    told: Mapping[Fact, int] = field(default_factory=dict)
    first_at: datetime
    due_at: datetime | None = None
    time_bar_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """The points for one fact, and how much of it there is.

    Of reports that is how many; of days and hours it is the step that was reached, so that a part holds until the next.
    """

    fact: Fact
    amount: int
    points: int


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """The score with its parts, in the order of the facts; `changes_at` is when it has to be weighed again.

    `next_wave_size` is how many reports a wave of the case must have to be worth more; None where that is all.
    """

    parts: tuple[Part, ...]
    score: int
    band: Band
    version: str
    changes_at: datetime
    next_wave_size: int | None


def weigh(facts: CaseFacts, *, table: PriorityTable, at: datetime, zone: tzinfo) -> Weighed:
    """Return how urgent a case is at a moment; the days of a time bar are counted in `zone`."""
    parts = tuple(_parts(facts, table=table, at=at, zone=zone))
    score = sum(part.points for part in parts)
    moments = [each for each in _changes(facts, table=table, zone=zone) if each > at]
    wave = facts.told.get(Fact.REPORTS_IN_WAVE, 0)
    return Weighed(
        parts=parts,
        score=score,
        band=band_of(score, table=table),
        version=table.version,
        changes_at=min([*moments, at + table.weighed_again_after]),
        next_wave_size=next((size for size, _ in table.weights[Fact.REPORTS_IN_WAVE] if size > wave), None),
    )


def band_of(score: int, *, table: PriorityTable) -> Band:
    """Return the highest band that a score reaches."""
    return next(band for band in BANDS if score >= table.bands[band])


def band_in_force(*, weighed: str, carried: str, overridden: str) -> Band:
    """Return the band that holds: an officer's, else the weighed one, but not below the one that was carried along.

    `carried` is the highest that an officer gave to a case merged into this one: nobody loses it by merging.
    """
    if overridden:
        return Band(overridden)
    return min([Band(each) for each in (weighed, carried) if each], key=BANDS.index)


def place_of(*, band: Band, score: int) -> int:
    """Return the place in a queue: the smaller the sooner, by band and then by score; never 0, which is unweighed."""
    return BANDS.index(band) * (MOST_POINTS + 1) + MOST_POINTS - min(score, MOST_POINTS) + 1


def _parts(facts: CaseFacts, *, table: PriorityTable, at: datetime, zone: tzinfo) -> Iterator[Part]:
    amounts = {**facts.told, **_amounts_of_time(facts, at=at, zone=zone)}
    for fact in Fact:
        step = _step(fact, amounts.get(fact, 0), table=table)
        if step:
            reached, points = step
            yield Part(fact=fact, amount=reached if fact in OF_TIME else amounts[fact], points=points)


def _amounts_of_time(facts: CaseFacts, *, at: datetime, zone: tzinfo) -> dict[Fact, int]:
    """Return what time alone changes; less than no day is left of a time bar that has passed, or is none."""
    days_left = (facts.time_bar_on - at.astimezone(zone).date()).days if facts.time_bar_on else -1
    late = at - facts.due_at if facts.due_at else timedelta()
    return {
        Fact.TIME_BAR_NEAR: days_left,
        Fact.AGE_DAYS: (at - facts.first_at) // DAY,
        Fact.LATE_HOURS: late // HOUR,
    }


def _step(fact: Fact, amount: int, *, table: PriorityTable) -> tuple[int, int] | None:
    """Return the gravest step that an amount reaches, and its points; None where it reaches none."""
    steps = table.weights[fact]
    if fact is Fact.TIME_BAR_NEAR:
        return next((step for step in steps if 0 <= amount <= step[0]), None)
    return next((step for step in reversed(steps) if amount >= step[0]), None)


def _changes(facts: CaseFacts, *, table: PriorityTable, zone: tzinfo) -> Iterator[datetime]:
    """Return every moment at which time alone changes the points."""
    weights = table.weights
    yield from (facts.first_at + days * DAY for days, _ in weights[Fact.AGE_DAYS])
    if facts.due_at:
        yield from (facts.due_at + hours * HOUR for hours, _ in weights[Fact.LATE_HOURS])
    if facts.time_bar_on:
        for days in (*(days for days, _ in weights[Fact.TIME_BAR_NEAR]), -1):
            yield datetime.combine(facts.time_bar_on - days * DAY, time(), tzinfo=zone)
