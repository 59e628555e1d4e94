"""Taking other people out of words that somebody is given. Pure."""

import re
from collections.abc import Iterable

MARK = "[removed: tells of somebody else]"
LEAST_NAME, LEAST_PART, LEAST_DIGITS = 3, 4, 6
MENTION = re.compile(r"(?<!\w)@[\w.+-]+")
COLLEAGUE = "@[officer]"
COUNTRY = re.compile(r"^(?:0044|44)?0?")
BETWEEN_DIGITS, SPACES = r"[\s().-]*", r"\s*"


def other_values(values: Iterable[str], *, own: Iterable[str]) -> frozenset[str]:
    """Return what tells of others, and of nobody whose own it is."""
    mine = {_plain(value) for value in own}
    return frozenset(value for value in values if value.strip() and _plain(value) not in mine)


def take_out(text: str, *, values: Iterable[str]) -> str:
    """Return words without these names, addresses and numbers, however they are spaced or written in capitals.

    The parts of a name go too where they are of four letters or more: rather a word too many than one too few.
    """
    patterns = sorted({pattern for value in values for pattern in _patterns(value)}, key=len, reverse=True)
    if not patterns:
        return text
    return re.sub("|".join(patterns), MARK, text, flags=re.IGNORECASE)


def without_colleagues(text: str) -> str:
    """Return an officer's words without the accounts of colleagues that they mention."""
    return MENTION.sub(COLLEAGUE, text)


def _plain(value: str) -> str:
    return " ".join(value.casefold().split())


def _patterns(value: str) -> list[str]:
    value = value.strip()
    if _is_number(value):
        digits = COUNTRY.sub("", re.sub(r"\D", "", value))
        if len(digits) < LEAST_DIGITS:
            return []
        between = BETWEEN_DIGITS
        return [rf"(?<!\d)\+?(?:44)?{between}0?{between}{between.join(digits)}(?!\d)"]
    if len(value) < LEAST_NAME:
        return []
    if "@" in value or any(char.isdigit() for char in value):
        return [_whole(SPACES.join(re.escape(char) for char in value if not char.isspace()))]
    words = [value, *(part for part in value.split() if len(part) >= LEAST_PART)]
    return [_whole(SPACES.join(re.escape(part) for part in word.split())) for word in words]


def _whole(pattern: str) -> str:
    return rf"(?<!\w){pattern}(?!\w)"


def _is_number(value: str) -> bool:
    return bool(re.fullmatch(r"[\d\s+().-]+", value))
