"""A text as its letters and digits, each with its place, however it is spelt."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

Folding = Mapping[int, str]
LEET = str.maketrans("013457@$", "oieastas")
WITHIN_LETTERS = 6
"""Values of so many letters and digits are found inside longer words as well: shorter ones would be in too many."""


@dataclass(frozen=True)
class Word:
    """One word, folded, and where it stands in the text."""

    letters: str
    start: int
    end: int


class Spelt:
    """One text, read for what is hidden in its spelling."""

    def __init__(self, text: str, *, folding: Folding) -> None:
        self.text = text
        self._folding = folding

    @cached_property
    def flat(self) -> list[tuple[str, int]]:
        """The folded letters and digits with their places; anything else that can be seen is a space."""
        return [
            (letter if letter.isalnum() else " ", place)
            for place, char in enumerate(self.text)
            for letter in char.translate(self._folding)
        ]

    @cached_property
    def words(self) -> list[Word]:
        """The words, without what stands between them."""
        line = "".join(letter for letter, _ in self.flat)
        return [
            Word(found.group(), self.flat[found.start()][1], self.flat[found.end() - 1][1] + 1)
            for found in re.finditer(r"\S+", line)
        ]

    def places_of(self, squeezed: str) -> Iterator[tuple[int, int]]:
        """Yield where a value stands, however it is spelt: whole, or where it is long enough within a word too."""
        if not squeezed:
            return
        tables = (self._squeezed, self._unleet) if squeezed.isalpha() else (self._squeezed,)
        seen = set()
        for line, places in tables:
            begin = line.find(squeezed)
            while begin >= 0:
                span = places[begin], places[begin + len(squeezed) - 1] + 1
                if span not in seen and (len(squeezed) >= WITHIN_LETTERS or self._is_whole(*span)):
                    seen.add(span)
                    yield span
                begin = line.find(squeezed, begin + 1)

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        kept = [(letter, place) for letter, place in self.flat if letter != " "]
        return "".join(letter for letter, _ in kept), [place for _, place in kept]

    @cached_property
    def _unleet(self) -> tuple[str, list[int]]:
        """As `_squeezed`, with the digits and signs that stand for letters read as those."""
        kept = [
            (letter, place)
            for place, char in enumerate(self.text)
            for letter in char.translate(self._folding).translate(LEET)
            if letter.isalnum()
        ]
        return "".join(letter for letter, _ in kept), [place for _, place in kept]

    def _is_whole(self, start: int, end: int) -> bool:
        return not (start > 0 and self.text[start - 1].isalnum()) and not (
            end < len(self.text) and self.text[end].isalnum()
        )


def squeeze(text: str, *, folding: Folding) -> str:
    """Return what two spellings of one thing share: its letters and digits."""
    return "".join(filter(str.isalnum, text.translate(dict(_folded(text, folding)))))


def _folded(text: str, folding: Folding) -> Iterator[tuple[int, str]]:
    return ((ord(char), folding[ord(char)]) for char in set(text))
