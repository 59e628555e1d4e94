"""Months, quarters and years for which figures are given, as short codes: 2026-05, 2026-Q2, 2026. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CODE = re.compile(r"(?P<year>[12]\d{3})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


class Grain(StrEnum):
    """How long each period of a table is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    WHOLE = "whole"
    """All of it as one."""


class NoPeriod(ValueError):
    """It is not the code of a period."""


@dataclass(frozen=True, order=True)
class Period:
    """A month, a quarter or a year of the calendar, by its first month and its number of months."""

    begin: date
    months: int

    @classmethod
    def of(cls, code: str) -> "Period":
        """Return the period that a code names. Raises NoPeriod."""
        found = CODE.fullmatch(code)
        if not found:
            raise NoPeriod(f"{code!r} is no month, quarter or year.")
        year = int(found["year"])
        if found["quarter"]:
            return cls(date(year, 3 * int(found["quarter"]) - 2, 1), 3)
        return cls(date(year, int(found["month"]), 1), 1) if found["month"] else cls(date(year, 1, 1), 12)

    @property
    def code(self) -> str:
        """The code of the period."""
        if self.months == 1:
            return f"{self.begin:%Y-%m}"
        return f"{self.begin.year}-Q{(self.begin.month + 2) // 3}" if self.months == 3 else str(self.begin.year)

    @property
    def end(self) -> date:
        """The first day after it."""
        months = self.begin.year * 12 + self.begin.month - 1 + self.months
        return date(months // 12, months % 12 + 1, 1)

    def is_over(self, *, day: date) -> bool:
        """Tell whether `day`, the last whole day that is counted, is its last day or later."""
        return (day - self.end).days >= -1

    def parts(self) -> tuple["Period", ...]:
        """Return the months of a quarter, or the quarters of a year; a month has no parts."""
        length = {12: 3, 3: 1}.get(self.months)
        if length is None:
            return ()
        found, begin = [], self.begin
        while begin < self.end:
            part = Period(begin, length)
            found.append(part)
            begin = part.end
        return tuple(found)
