"""Which characters the bundled fonts have shapes for, read from the fonts' own tables, and what stands for the rest."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

# In the order in which templates name the families; the shapes must be there in regular and in bold.
FAMILIES = ("NotoSans", "NotoSansArabic", "NotoSansGurmukhi")
WEIGHTS = ("400Regular", "700Bold")
JOINERS = "\u200c\u200d"
REPLACEMENT = "?"


def drawable(text: str) -> str:
    """Return the text with a question mark for each character that no bundled font has a shape for.

    Marks that the font of their letter does not have, and invisible controls, are left out: they would have
    to be drawn on nothing.
    """
    family: int | None = None
    drawn = []
    for letter in text:
        if _belongs_to_the_letter_before(letter):
            drawn.append(letter if family is not None and ord(letter) in _coverage()[family] else "")
            continue
        family = _family_of(letter)
        drawn.append(letter if family is not None else _stand_in(letter))
    return "".join(drawn) or (text and REPLACEMENT)


def _belongs_to_the_letter_before(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter).startswith("M")


def _family_of(letter: str) -> int | None:
    """Return which font draws a letter. PDF/A allows no private letters, and breaks and controls have no shape."""
    if unicodedata.category(letter).startswith(("C", "Zl", "Zp")):
        return None
    return next((number for number, known in enumerate(_coverage()) if ord(letter) in known), None)


def _stand_in(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter == "\n" or category in ("Zl", "Zp"):
        return "\n"
    if letter == "\t" or category == "Zs":
        return " "
    return "" if category in ("Cc", "Cf") else REPLACEMENT


@lru_cache(maxsize=1)
def _coverage() -> tuple[frozenset[int], ...]:
    folder = files("hatehub.documents.data").joinpath("fonts")
    return tuple(
        frozenset.intersection(
            *(frozenset(characters(folder.joinpath(f"{family}_{weight}.ttf").read_bytes())) for weight in WEIGHTS)
        )
        for family in FAMILIES
    )


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
