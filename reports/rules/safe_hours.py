"""When a message may arrive: the hours that the person chose, in the time of the United Kingdom."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
AT_THE_KEYBOARD = timedelta(minutes=15)
"""How long after sending a report its confirmation may come in quiet hours: the person is at the keyboard."""

ANY = "any"
DAY = "day"


@dataclass(frozen=True, kw_only=True)
class Window:
    """From `start` until just before `end`, on the first `days` of the week: 7 is every day, 5 Monday to Friday."""

    start: time
    end: time
    days: int = 7

    def holds(self, local: datetime) -> bool:
        """Tell whether a moment of London's clocks lies in it."""
        return local.weekday() < self.days and self.start <= local.time() < self.end


WINDOWS: dict[str, Window] = {
    DAY: Window(start=time(8), end=time(20)),
    "working": Window(start=time(9), end=time(17), days=5),
    "evening": Window(start=time(17), end=time(21)),
}
"""The hours of each choice but `any`, as the form names them."""


def next_safe(moment: datetime, hours: str) -> datetime:
    """Return the moment itself where it lies in the hours, else the next at which they begin; always aware."""
    if hours == ANY:
        return moment
    window = WINDOWS[hours]
    local = moment.astimezone(LONDON)
    if window.holds(local):
        return moment
    days = (local.date() + timedelta(days=number) for number in range(8))
    beginnings = (datetime.combine(day, window.start, tzinfo=LONDON) for day in days if day.weekday() < window.days)
    instants = (beginning.astimezone(UTC) for beginning in beginnings)
    return next(instant for instant in instants if instant > moment)


def arrives_from(moment: datetime, *, hours: str, confirms: datetime | None = None) -> datetime:
    """Return from when a message may arrive. `confirms` is when the report was sent, where it confirms just that.

    The confirmation comes at once, unless the person chose narrower hours than the day.
    """
    if confirms is not None and hours in (ANY, DAY) and moment - confirms < AT_THE_KEYBOARD:
        return moment
    return next_safe(moment, hours)
