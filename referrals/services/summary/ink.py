"""What of a text is drawn: lines with a direction, places to break long words, and footnotes for what has no "
"shape."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hatehub.documents.shapes import shapes_of
from referrals.services.summary.blocks import Words

BOX = "\u25a1"
MOST_NUMBERS = 99
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
BLANK_LINES = re.compile(r"\n\s*\n+")
# Words of scripts that break between any letters, or by a dictionary, are left alone.
LONG_WORD = re.compile(
    "[!-~]{20,}|[^\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U0001f000-\U0003ffff]{40,}"
)
AFTER = "/?&=.-_:;,@#%+)]}"
LONGEST_PIECE = 16
VIRAMA = 9
# Marks of direction, joiners and the like: they belong to ordinary text and show nothing.
INVISIBLE = frozenset(map(chr, (0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0xFE00, 0xFE10))))
TAGS = range(0xE0000, 0xE01F0)


@dataclass
class Ink:
    """Draws the words of one document, and notes each character that it could not draw."""

    numbers: dict[str, int] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)

    def draw(self, value: Any) -> Any:
        """Return data with each of its `Words` as lines, for the layout."""
        if isinstance(value, Words):
            return self.lines(value)
        if isinstance(value, dict):
            return {name: self.draw(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.draw(part) for part in value]
        return value

    def lines(self, words: Words) -> list[dict[str, Any]]:
        """Return the lines of a text, each with its direction and its pieces; between pieces it may be broken."""
        text = _tidy(words.text)
        shown = [self._line(line) for line in text[: words.most].split("\n")]
        more = len(text) - words.most
        if more > 0:
            rest = f"[{more:,} more characters are in the machine-readable files of the package]"
            shown.append({"rtl": False, "pieces": [rest], "aside": True})
        return shown

    def _line(self, line: str) -> dict[str, Any]:
        drawn = "".join(shape for shape, _ in shapes_of(line, instead=self._stand_in))
        return {"rtl": _is_right_to_left(line), "pieces": list(_pieces(drawn)) or [""], "aside": False}

    def _stand_in(self, letter: str) -> str:
        if letter == "\t":
            return " "
        self.times[letter] = self.times.get(letter, 0) + 1
        if letter in INVISIBLE or ord(letter) in TAGS:
            return ""
        if letter not in self.numbers and len(self.numbers) < MOST_NUMBERS:
            self.numbers[letter] = len(self.numbers) + 1
        return BOX + str(self.numbers.get(letter, "")).translate(RAISED)


def _tidy(text: str) -> str:
    return BLANK_LINES.sub("\n\n", BREAKS.sub("\n", text)).strip("\n")


def _is_right_to_left(line: str) -> bool:
    """Tell the direction of a line by its first letter that has one, as the Unicode algorithm does."""
    strong = (unicodedata.bidirectional(letter) for letter in line)
    return next((each != "L" for each in strong if each in ("L", "R", "AL")), False)


def _pieces(line: str) -> Iterator[str]:
    """Yield a line in pieces: it is broken inside words only where they are long, and never before a mark."""
    start = 0
    for word in LONG_WORD.finditer(line):
        if start < word.start() and not _clings(line[word.start()], line[word.start() - 1]):
            yield line[start : word.start()]
            start = word.start()
        for place in range(word.start() + 1, word.end()):
            is_due = place - start >= LONGEST_PIECE or line[place - 1] in AFTER
            if is_due and not _clings(line[place], line[place - 1]):
                yield line[start:place]
                start = place
    if start < len(line):
        yield line[start:]


def _clings(letter: str, before: str) -> bool:
    """Tell whether a letter stays with the one before it: marks, joined letters, and the number of a footnote."""
    if unicodedata.category(letter)[0] in "MC" or unicodedata.category(letter) in ("No", "Sk"):
        return True
    return letter in AFTER or unicodedata.category(before) == "Cf" or unicodedata.combining(before) == VIRAMA
