"""When a task is due: by the end of a day, or by a time of it."""

from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum


class When(StrEnum):
    """Where a task stands to the day that it is."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"


def due_moment(*, day: date, at_time: time | None, zone: tzinfo) -> datetime:
    """Return the moment from which a task is late: the time where the hub is, or the end of the day.

    Raises OverflowError for the last day of the calendar.
    """
    if at_time is None:
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    return datetime.combine(day, at_time, tzinfo=zone)


def when_due(*, due_at: datetime, due_on: date, now: datetime, today: date) -> When:
    """Tell whether a task is late, due on this day, or later."""
    if due_at <= now:
        return When.OVERDUE
    return When.TODAY if due_on <= today else When.LATER
