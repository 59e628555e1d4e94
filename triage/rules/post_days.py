"""Reading the day out of what a person wrote about when something was posted. Pure.

It is free text, in whatever language: only days written out in full, in numbers or in English, are read.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from triage.rules.time_bar import MONTHS

FIRST_YEAR = 1995
NUMBER_OF = {name[:3].casefold(): number for number, name in enumerate(MONTHS, start=1)}
NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS)
ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
NUMBERS = re.compile(r"\b(?P<day>\d{1,2})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})\b")
DAY_FIRST = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{NAMES})\.?,?\s+(?P<year>\d{{4}})\b", re.I)
MONTH_FIRST = re.compile(rf"\b(?P<month>{NAMES})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.I)


def day_posted(text: str, *, until: date) -> date | None:
    """Return the earliest day that a text names, not after `until`; None where there is none.

    Numbers alone are read as in Britain, the day first. Of several days the earliest counts: a limit that ends too
    early does no harm.
    """
    found = [day for pattern in (ISO, NUMBERS, DAY_FIRST, MONTH_FIRST) for day in _days(pattern, text)]
    return min((day for day in found if date(FIRST_YEAR, 1, 1) <= day <= until), default=None)


def _days(pattern: re.Pattern[str], text: str) -> Iterator[date]:
    for match in pattern.finditer(text):
        written = match["month"]
        month = int(written) if written.isdecimal() else NUMBER_OF[written[:3].casefold()]
        with suppress(ValueError):  # no such day
            yield date(int(match["year"]), month, int(match["day"]))
