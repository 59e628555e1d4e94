"""Which characters the bundled fonts have shapes for, and what stands for the rest."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from hatehub.documents.font_tables import characters


class Family(NamedTuple):
    """One bundled family: its name in templates, the stem of its files, and the weights there are."""

    name: str
    stem: str
    weights: tuple[str, ...] = ("400Regular",)


BOTH = ("400Regular", "700Bold")
WEST_ASIAN = ("Hebrew", "Syriac", "Thaana", "Georgian", "Armenian")
SOUTH_ASIAN = (
    *("Devanagari", "Bengali", "Gujarati", "Oriya", "Tamil"),
    *("Telugu", "Kannada", "Malayalam", "Sinhala"),
)
EAST_ASIAN = ("Thai", "Lao", "Khmer", "Myanmar", "Mongolian", "Javanese", "Yi")
AFRICAN_AND_AMERICAN = ("Ethiopic", "NKo", "Adlam", "Tifinagh", "Vai", "Cherokee")
SCRIPTS = (*WEST_ASIAN, *SOUTH_ASIAN, *EAST_ASIAN, *AFRICAN_AND_AMERICAN)
# In the order in which they are tried: a letter is drawn by the first that has it.
FAMILIES = (
    Family("Noto Sans", "NotoSans", BOTH),
    Family("Vazirmatn", "Vazirmatn", BOTH),
    Family("Noto Sans Arabic", "NotoSansArabic", BOTH),
    Family("Noto Sans Gurmukhi", "NotoSansGurmukhi", BOTH),
    *(Family(f"Noto Sans {script}", f"NotoSans{script}") for script in SCRIPTS),
    Family("Noto Sans Canadian Aboriginal", "NotoSansCanadianAboriginal"),
    Family("Noto Sans Ol Chiki", "NotoSansOlChiki"),
    Family("Noto Serif Tibetan", "NotoSerifTibetan"),
    Family("Noto Sans SC", "NotoSansSC"),
    Family("Noto Sans KR", "NotoSansKR"),
    Family("Noto Sans Math", "NotoSansMath"),
    Family("Noto Sans Symbols", "NotoSansSymbols"),
    Family("Noto Sans Symbols 2", "NotoSansSymbols2"),
    Family("Noto Emoji", "NotoEmoji"),
)
JOINERS = "\u200c\u200d"
REPLACEMENT = "?"


def drawable(text: str) -> str:
    """Return the text with a question mark for each character that no bundled font has a shape for.

    Marks that the font of their letter does not have, and invisible controls, are left out: they would have
    to be drawn on nothing.
    """
    if _is_plain(text):
        return text
    return "".join(shape for shape, _ in shapes_of(text, instead=_stand_in)) or (text and REPLACEMENT)


def families_of(texts: Iterable[str]) -> list[str]:
    """Return the names of the families that draw texts which can be drawn, in the order in which they are tried.

    Letters join only within one family. Vazirmatn has the letters of most languages in Arabic script, each with
    its dots in one shape, so that readers copy them as they are; where a document has others, all are Noto's.
    """
    needed = {FAMILIES[0].name}
    for text in texts:
        if not _is_plain(text):
            drawn = shapes_of(text, instead=_stand_in)
            needed.update(FAMILIES[family].name for _, family in drawn if family is not None)
    left_out = {"Vazirmatn"} if "Noto Sans Arabic" in needed else set()
    return [family.name for family in FAMILIES if family.name in needed - left_out]


def shapes_of(text: str, *, instead: Callable[[str], str]) -> Iterator[tuple[str, int | None]]:
    """Yield a text letter by letter with its marks, and the number of the family that draws it; plain text whole.

    `instead` says what stands for a character without a shape, alone or as a mark; its family is None.
    """
    if _is_plain(text):
        yield text, 0
        return
    for letter, marks in _clusters(text):
        family = _family_of(letter, marks)
        if family is None:
            yield instead(letter) + "".join(instead(mark) for mark in marks), None
            continue
        known = _coverage(family)
        yield letter + "".join(mark for mark in marks if ord(mark) in known), family
        yield "".join(instead(mark) for mark in marks if ord(mark) not in known), None


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _clusters(text: str) -> Iterator[tuple[str, str]]:
    start = 0
    for place, letter in enumerate(text):
        if place and not _belongs_to_the_letter_before(letter):
            yield text[start], text[start + 1 : place]
            start = place
    if text:
        yield text[start], text[start + 1 :]


def _belongs_to_the_letter_before(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter).startswith("M")


@lru_cache(maxsize=8192)
def _family_of(letter: str, marks: str) -> int | None:
    """Return which family draws a letter: the first with all of its marks, or else the first. A mark stands on nothing.

    PDF/A allows no private letters, and breaks and controls have no shape.
    """
    if unicodedata.category(letter).startswith(("C", "Zl", "Zp", "M")):
        return None
    having = [number for number in range(len(FAMILIES)) if ord(letter) in _coverage(number)]
    whole = (number for number in having if all(ord(mark) in _coverage(number) for mark in marks))
    return next(whole, having[0] if having else None)


def _stand_in(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter == "\n" or category in ("Zl", "Zp"):
        return "\n"
    if letter == "\t" or category == "Zs":
        return " "
    return "" if category in ("Cc", "Cf", "Mn", "Mc", "Me") else REPLACEMENT


@cache
def _coverage(number: int) -> frozenset[int]:
    """Return what a family has shapes for, in all of its weights."""
    folder = files("hatehub.documents.data").joinpath("fonts")
    family = FAMILIES[number]
    weights = (folder.joinpath(f"{family.stem}_{weight}.ttf").read_bytes() for weight in family.weights)
    return frozenset.intersection(*(frozenset(characters(font)) for font in weights))
