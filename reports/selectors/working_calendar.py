"""The days that count for statutory clocks: those of England and Wales, in London's time."""

from dataclasses import dataclass
from datetime import date, tzinfo

from django.utils import timezone

from hatehub.reference.selectors import list_bank_holidays
from reports.rules.working_days import last_known_day

NATION = "EW"


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """The bank holidays that are known, and the zone in which days begin and end."""

    holidays: frozenset[date]
    zone: tzinfo

    @property
    def known_to(self) -> date | None:
        """The last day about which the table of bank holidays says something; None where it is empty."""
        return last_known_day(self.holidays)


def get_working_calendar() -> WorkingCalendar:
    """Return the calendar in force, with one query."""
    return WorkingCalendar(holidays=list_bank_holidays(nation=NATION), zone=timezone.get_default_timezone())
