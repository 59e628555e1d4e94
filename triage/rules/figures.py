"""What supervisors' figures count, in which bands, and how sure a share is. Pure."""

from datetime import date, timedelta
from enum import StrEnum

from triage.rules.shares import Share, share_of


class Measure(StrEnum):
    """What is counted. The first group is of what happens on a day, the second of what stands when it is counted."""

    ARRIVED = "arrived"
    DECIDED = "decided"
    CLOSED = "closed"
    WAITED = "waited"
    CLOCK = "clock"
    OFFICER = "officer"
    READING = "reading"
    QUESTION = "question"
    MERGE = "merge"
    REOPENED = "reopened"
    AFTER = "after"
    REVIEWED = "reviewed"

    OPEN = "open"
    DUE = "due"
    HELD = "held"


STANDING = frozenset({Measure.OPEN, Measure.DUE, Measure.HELD})
"""Measures of what stands."""
PERSONAL = frozenset({Measure.OFFICER, Measure.HELD})
"""Measures by officer."""
MEASURES = frozenset(measure.value for measure in Measure)

WEEKS = 12
"""How many weeks the pictures go back, the running one among them."""
KEPT_PERSONAL = timedelta(days=28)
"""How long numbers of an officer are kept."""

AGES = (0, 1, 3, 7, 14, 28)
"""Where each band of the age of an open case begins, in days; the last has no end."""
LATENESS = (0, 1, 3)
"""Where each band of lateness begins, in days; the last has no end."""
AFTERS = (0, 7, 28, 90)
"""Where each band of the time from closing to opening again begins, in days; the last has no end."""
MET = "met"
TELLING = "telling"
"""The clock of telling a decision, beside those of the states."""
ALL = "all"
"""The group of all open cases: its number is there even where it is 0, and says that somebody has counted."""
FEWEST = 20
"""Of fewer a share is not given: one more or less would move it by five points or more."""


def band_of(span: timedelta, bands: tuple[int, ...]) -> str:
    """Return the name of the band that a span falls into: the number of days at which it begins."""
    return str(max((days for days in bands if span >= timedelta(days=days)), default=bands[0]))


def kept_on_time(*, met: int, missed: int) -> Share | None:
    """Return the share of clocks that were met, or None where there are too few to say."""
    return share_if_enough(met, met + missed)


def share_if_enough(number: int, total: int) -> Share | None:
    """Return a share with its interval (Wilson 1927), or None of fewer than 20."""
    return share_of(number, total) if total >= FEWEST else None


def monday_of(day: date) -> date:
    """Return the first day of the week that a day is in."""
    return day - timedelta(days=day.weekday())


def first_monday(today: date) -> date:
    """Return the day with which the pictures begin."""
    return monday_of(today) - timedelta(weeks=WEEKS - 1)
