"""Time limits in words: how long is left, and whether that is little."""

from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from triage.models import TimeBar
from triage.selectors.time_bars import get_warnings, local_day


def bar_row(bar: TimeBar | None, *, at: datetime) -> dict[str, Any] | None:
    """Return what a page shows of a limit; None before there is one."""
    if bar is None:
        return None
    today = local_day(at)
    return {
        "due_on": bar.due_on,
        "left": days_left(bar.due_on, today=today) if bar.due_on else "",
        "is_near": bar.due_on is not None and bar.due_on <= get_warnings().near_until(today),
        "sentence": bar.sentence,
    }


def days_left(due_on: date, *, today: date) -> str:
    """Return how many days are left, or since when a limit has passed."""
    days = (due_on - today).days
    if days > 0:
        return ngettext("%d day left", "%d days left", days) % days
    if days == 0:
        return _("Ends today")
    return ngettext("Passed %d day ago", "Passed %d days ago", -days) % -days


def day_in_words(text: str) -> str:
    """Return an ISO date as it is read."""
    return str(date_format(date.fromisoformat(text), "j F Y"))
