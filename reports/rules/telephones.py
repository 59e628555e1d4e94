"""Telephone numbers as people write them. Pure."""

import re

SEPARATORS = re.compile(r"[\s().\-/]+")
NUMBER = re.compile(r"\+?\d{5,15}")  # at most 15 digits (ITU-T E.164); short ones are text relay and desk numbers


def parse_telephone(text: str) -> str | None:
    """Return a number's digits, with its leading plus, or None where it could not be dialled."""
    bare = SEPARATORS.sub("", text.strip())
    return bare if NUMBER.fullmatch(bare) and bare.isascii() else None


def same_number(number: str) -> str:
    """Return a parsed number in one way of writing it: +44 20... and 0044 20... are 020..., as dialled in the UK."""
    for prefix in ("+44", "0044"):
        if number.startswith(prefix):
            return "0" + number.removeprefix(prefix).removeprefix("0")
    return number.removeprefix("+").removeprefix("00") if number.startswith(("+", "00")) else number
