"""Which characters a TrueType font has shapes for, read from its own table."""

import struct
from collections.abc import Iterator


def characters(font: bytes) -> Iterator[int]:
    """Yield the code points that a TrueType font maps to shapes (its `cmap` table, formats 4 and 12)."""
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">4xL", font, start + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 4:
            yield from _segments(font, start + offset)
        elif form == 12:
            yield from _groups(font, start + offset)


def _table(font: bytes, wanted: bytes) -> int:
    (count,) = struct.unpack_from(">4xH", font)
    for number in range(count):
        tag, offset = struct.unpack_from(">4s4xL4x", font, 12 + 16 * number)
        if tag == wanted:
            return int(offset)
    raise ValueError(f"the font has no table {wanted!r}")


def _segments(font: bytes, start: int) -> Iterator[int]:
    """Yield the code points of a format 4 table: segments with an end, a start, a delta, and perhaps a list."""
    (doubled,) = struct.unpack_from(">6xH", font, start)
    columns = (0, doubled + 2, 2 * doubled + 2, 3 * doubled + 2)
    for at in range(start + 14, start + 14 + doubled, 2):
        last, first, delta, skip = (struct.unpack_from(">H", font, at + column)[0] for column in columns)
        listed = at + columns[3] + skip
        for code in range(first, min(last, 0xFFFE) + 1):
            shape = struct.unpack_from(">H", font, listed + 2 * (code - first))[0] if skip else code
            if (shape if skip and not shape else shape + delta) % 0x10000:
                yield code


def _groups(font: bytes, start: int) -> Iterator[int]:
    """Yield the code points of a format 12 table: groups with a start, an end, and the shape of the first."""
    (count,) = struct.unpack_from(">12xL", font, start)
    for number in range(count):
        first, last, shape = struct.unpack_from(">LLL", font, start + 16 + 12 * number)
        yield from range(first + (shape == 0), last + 1)
