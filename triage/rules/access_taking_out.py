"""Taking other people out of words that somebody is given. Pure."""

import re
from collections.abc import Iterable

MARK = "[removed: tells of somebody else]"
LEAST_NAME, LEAST_PART, LEAST_DIGITS = 3, 4, 6
MENTION = re.compile(r"(?<!\w)@[\w.+-]+")
COLLEAGUE = "@[officer]"
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
        digits = re.sub(r"\D", "", value)
        spaced = BETWEEN_DIGITS.join(digits[-9:])
        return [rf"(?<!\d)\+?(?:44|0)?{BETWEEN_DIGITS}{spaced}(?!\d)"] if len(digits) >= LEAST_DIGITS else []
    if len(value) < LEAST_NAME:
        return []
    parts = [] if "@" in value or any(char.isdigit() for char in value) else value.split()
    words = [value, *(part for part in parts if len(part) >= LEAST_PART)]
    return [rf"(?<!\w){SPACES.join(re.escape(part) for part in word.split())}(?!\w)" for word in words]


def _is_number(value: str) -> bool:
    return bool(re.fullmatch(r"[\d\s+().-]+", value))
