"""Marks: how far a case's audit had come when a page was opened, as a hidden field of its forms. Pure."""

import re
from collections.abc import Mapping

_PART = re.compile(r"((?:case|report):[0-9A-Z-]{1,20})=([0-9]{1,9})")
LONGEST = 400


def write_mark(lengths: Mapping[str, int]) -> str:
    """Return the lengths of some chains as text, such as `case:OHC-7K3M-9QXD=12 report:OHR-7K3M-9QXD=4`."""
    return " ".join(f"{subject}={length}" for subject, length in sorted(lengths.items()))


def read_mark(text: str) -> dict[str, int]:
    """Return the lengths that a mark tells of; none where it is no mark."""
    found = [_PART.fullmatch(part) for part in text[:LONGEST].split()]
    return {} if None in found else {part[1]: int(part[2]) for part in found if part}
