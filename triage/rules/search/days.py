"""Days and months: the tokens under which a day is found, and how people type them. Pure."""

import re
from contextlib import suppress
from datetime import date

from triage.rules.search.tokens import Kind, Token
from triage.rules.time_bar import MONTHS

NUMBER_OF = {name[:3].casefold(): number for number, name in enumerate(MONTHS, start=1)}
NAME = "(?P<name>" + "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS) + r")\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
LEAP_YEAR = 2024
YEAR = r"(?P<year>(?:19|20)\d\d)"
PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        YEAR + r"-(?P<month>\d\d)(?:-(?P<day>\d\d))?",
        r"(?P<day>\d{1,2})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)" + YEAR,
        rf"{DAY}\s+{NAME},?\s+{YEAR}",
        rf"{NAME}\s+{DAY},?\s+{YEAR}",
        rf"{NAME},?\s+{YEAR}",
        rf"{DAY}\s+{NAME}",
        YEAR,
    )
)


def tokens_of(day: date) -> list[Token]:
    """Return what a day is found under: itself, its month, its year, and itself in any year."""
    iso = day.isoformat()
    return [Token(Kind.DAY, value) for value in (iso, iso[:7], iso[:4], iso[5:])]


def read_day(text: str) -> Token | None:
    """Return the day, month or year that somebody typed, the day before the month as in Britain; None for no date."""
    for pattern in PATTERNS:
        found = pattern.fullmatch(text.strip())
        if found:
            return _token(found.groupdict())
    return None


def in_words(token: Token) -> str:
    """Return a day as it is read out: 3 March 2026, March 2026, 2026 or 3 March."""
    parts = token.value.split("-")
    year = [parts.pop(0)] if len(parts[0]) == len("2026") else []
    names = [str(int(part)) if place else MONTHS[int(part) - 1] for place, part in enumerate(parts)]
    return " ".join([*reversed(names), *year])


def _token(said: dict[str, str | None]) -> Token | None:
    name, year, day = said.get("name"), said.get("year"), said.get("day")
    month = str(NUMBER_OF[name[:3].casefold()]) if name else said.get("month")
    with suppress(ValueError):  # no such day
        iso = date(int(year or LEAP_YEAR), int(month or 1), int(day or 1)).isoformat()
        whole = iso if day else iso[:7] if month else iso[:4]
        return Token(Kind.DAY, whole if year else whole[5:])
    return None
