"""Which bytes of a file somebody asks for (RFC 9110, section 14). Pure."""

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """None of the bytes that are asked for exist: the answer is 416. `size` is how many there are."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


@dataclass(frozen=True, kw_only=True)
class Span:
    """The bytes from `start` up to, not including, `stop`."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """The number of bytes."""
        return self.stop - self.start


def asked_span(header: str, *, size: int) -> Span | None:
    """Return the bytes that a Range header asks for; None where the whole file is the answer.

    What is no single range of bytes is passed over, as section 14.2 allows: several ranges, another unit, nonsense.
    Raises Unsatisfiable.
    """
    match = ONE_RANGE.fullmatch(header.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(int(last), size=size)
    start, stop = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable(size)
    return Span(start=start, stop=stop)


def _suffix(length: int, *, size: int) -> Span:
    """Return the last bytes."""
    if not length or not size:
        raise Unsatisfiable(size)
    return Span(start=max(0, size - length), stop=size)
