"""What each character is folded to, so that a text written with look-alikes reads like the text itself.

Both sides of a comparison are folded the same way, so genuine Cyrillic, Greek or Arabic stays comparable with itself.
"""

import re
import unicodedata
from collections.abc import Mapping

LETTER_NAME = re.compile(
    r"(?:LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL|(?:NEGATIVE |CROSSED NEGATIVE )?"
    r"(?:SQUARED|CIRCLED) LATIN CAPITAL LETTER|LATIN SUBSCRIPT SMALL LETTER|MODIFIER LETTER (?:SMALL|CAPITAL)) "
    r"(?:TURNED |REVERSED |DOTLESS |OPEN |SCRIPT )*([A-Z])(?: WITH .*)?"
)
SIGN_CLASSES = frozenset({1, *range(10, 37), *range(200, 241)})  # accents, points and overlays, not Indic vowels
SELECTORS = re.compile("[\ufe00-\ufe0f\u034f\u0640\U000e0100-\U000e01ef]")
KEPT_SIGNS = "@#$!|+€£&'\u2019"


class Folding(dict[int, str]):
    """A table for `str.translate` that works out each character when it first meets it."""

    def __init__(self, looks_like: Mapping[str, str]) -> None:
        super().__init__()
        self._letters = {char: letter for letter, chars in looks_like.items() for char in chars}

    def __missing__(self, code: int) -> str:
        folded = self._fold(chr(code))
        self[code] = folded
        return folded

    def _fold(self, char: str) -> str:
        if char.isascii():
            return char.lower()
        if SELECTORS.match(char) or unicodedata.category(char) in ("Cf", "Me"):
            return ""
        if char in self._letters:
            return self._letters[char]
        apart = unicodedata.normalize("NFKD", char)
        return unicodedata.normalize("NFC", "".join(self._fold_one(part) for part in apart))

    def _fold_one(self, char: str) -> str:
        """Fold one character that cannot be taken apart."""
        if char.isascii():
            return char.lower()
        category = unicodedata.category(char)
        if category == "Mn" and unicodedata.combining(char) in SIGN_CLASSES:
            return ""
        letter = self._letters.get(char) or self._of_other_case(char) or _named_letter(char)
        if letter:
            return letter
        if category[0] in "LMN":
            return char.casefold()
        return char if char in KEPT_SIGNS else " "

    def _of_other_case(self, char: str) -> str:
        return self._letters.get(char.lower()) or self._letters.get(char.upper()) or ""


def _named_letter(char: str) -> str:
    """Return the Latin letter that a variant of it is named after, such as ł, ø or a letter in a black square."""
    found = LETTER_NAME.fullmatch(unicodedata.name(char, ""))
    return found.group(1).lower() if found else ""
