"""How long a force has to answer, when it is reminded, and when a case comes back by itself: arithmetic on a table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, kw_only=True)
class Times:
    """The times of one kind of question to a force, each from when it was asked.

    A force is late after `answer`; what it was asked comes back after `back`, and never before `grace` has passed
    since the last reminder.
    """

    answer: timedelta
    reminders: tuple[timedelta, ...]
    back: timedelta
    grace: timedelta


@dataclass(frozen=True, kw_only=True)
class AnswerTimes:
    """The table: for an offer by the hub, for a transfer that is proposed, and for the registrar's decision."""

    version: str
    offer: Times
    transfer: Times
    settle: timedelta


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is due now: a reminder with its number, or that it comes back; and when to look again."""

    reminder: int | None = None
    comes_back: bool = False
    next_at: datetime | None = None


class BadTimes(Exception):
    """The table cannot be used; the message says why."""


def check_times(table: AnswerTimes) -> AnswerTimes:
    """Return the table if each question is followed by its reminders and only then comes back. Raises BadTimes."""
    for name, times in (("offer", table.offer), ("transfer", table.transfer)):
        order = (timedelta(), *times.reminders, times.back)
        if not times.reminders or any(earlier >= later for earlier, later in pairwise(order)):
            raise BadTimes(
                f"version {table.version}: the reminders of {name} must come one after another, then its end"
            )
        if not timedelta() < times.answer <= times.back:
            raise BadTimes(f"version {table.version}: {name} must be answered before it comes back")
        if times.grace < timedelta():
            raise BadTimes(f"version {table.version}: {name} has a grace of less than nothing")
    if table.settle <= timedelta():
        raise BadTimes(f"version {table.version}: the registrar needs time")
    return table


def what_is_due(times: Times, *, since: datetime, reminded: int, reminded_at: datetime | None, at: datetime) -> Due:
    """Return what is due of a question that was asked at `since` and reminded of `reminded` times already.

    Reminders that were missed are made up for by one; nothing comes back before the force was reminded at all.
    """
    passed = sum(since + each <= at for each in times.reminders)
    if passed > reminded:
        return Due(reminder=passed, next_at=_next(times, since=since, reminded=passed, reminded_at=at))
    next_at = _next(times, since=since, reminded=reminded, reminded_at=reminded_at)
    return Due(comes_back=True) if next_at <= at else Due(next_at=next_at)


def _next(times: Times, *, since: datetime, reminded: int, reminded_at: datetime | None) -> datetime:
    if reminded < len(times.reminders):
        return since + times.reminders[reminded]
    return max(since + times.back, (reminded_at or since) + times.grace)
