"""The hour of the day at which a post was made, read out of what a complainant typed. Pure."""

import re

CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.h](\d{2}))(?:[:.]\d{2}(?:\.\d+)?)?(?!\d)\s*([ap])?\.?m?\b\.?", re.IGNORECASE
)
BARE = re.compile(r"(?<![\d:.])(\d{1,2})\s*([ap])\.?m\b", re.IGNORECASE)
DATE_WITH_DOTS = re.compile(r"\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b")


def hour_said(text: str) -> int | None:
    """Return the hour, 0 to 23, of the one time of day that a text names; None where it names none, or several.

    Platforms show times in the zone of whoever looks, so it is the complainant's; those of the hub are in one zone.
    """
    text = DATE_WITH_DOTS.sub(" ", text)
    hours = {hour for hour in map(_clock, CLOCK.finditer(text)) if hour is not None}
    hours |= {hour for found in BARE.finditer(text) if (hour := _of_twelve(int(found[1]), found[2])) is not None}
    return hours.pop() if len(hours) == 1 else None


def _clock(found: re.Match[str]) -> int | None:
    hour, minute = int(found[1]), int(found[2])
    if minute > 59:
        return None
    if found[3]:
        return _of_twelve(hour, found[3])
    return hour if hour < 24 else None


def _of_twelve(hour: int, half: str) -> int | None:
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half.lower() == "p" else 0)
