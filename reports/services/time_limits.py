"""By when a decision must be told, from the tables in force."""

import logging
from datetime import datetime

from reports.rules.working_days import HolidaysUnknown, end_of_presumed_day, end_of_working_day
from reports.selectors.entitlements import get_entitlements
from reports.selectors.working_calendar import WorkingCalendar, get_working_calendar

logger = logging.getLogger(__name__)


def time_limits(*, decided_at: datetime) -> dict[str, datetime]:
    """Return for each entitlement the last moment at which a decision can be told in time, with one query.

    Past the end of the table of bank holidays only weekends are left out, which is never too late, and a warning
    is logged.
    """
    calendar = get_working_calendar()
    working_days = get_entitlements().working_days
    return {name: _tell_by(decided_at, days, calendar) for name, days in working_days.items()}


def _tell_by(decided_at: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    try:
        return end_of_working_day(decided_at, days, calendar.holidays, calendar.zone)
    except HolidaysUnknown as unknown:
        logger.warning("bank_holidays_unknown", extra={"known_to": str(unknown.known_to)})
        return end_of_presumed_day(decided_at, days, calendar.holidays, calendar.zone)


def end_of_working_days(*, after: datetime, days: int) -> datetime:
    """Return the last moment of the `days`-th working day after a moment, with one query, as `time_limits` counts."""
    return _tell_by(after, days, get_working_calendar())
