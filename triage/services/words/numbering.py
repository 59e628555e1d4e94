"""The numbers under which pieces and words are kept, keyed by the pepper, the source and the version."""

from collections.abc import Iterable
from dataclasses import dataclass

from hatehub.vault.services import lookup_hash
from triage.rules.words.grams import numbers, pieces
from triage.rules.words.normal import Normal

EVERY_TEXT = ""


@dataclass(frozen=True)
class Numbering:
    """Turns the pieces and words of one source into numbers. Another source or version gives other numbers."""

    gram_key: bytes
    word_key: bytes

    def grams(self, normal: Normal) -> list[int]:
        """Return a number for each distinct piece; none of a text too short to mean something."""
        return numbers(pieces(normal.compact), key=self.gram_key)

    def words(self, words: Iterable[str]) -> list[int]:
        """Return a number for each word, in order."""
        return numbers(words, key=self.word_key)

    @property
    def every_text(self) -> int:
        """Return the number under which texts themselves are counted."""
        return numbers([EVERY_TEXT], key=self.word_key)[0]


def numbering(*, source: int, version: int) -> Numbering:
    """Return the numbering of a source in a version of the prints."""
    grams, words = (
        bytes.fromhex(lookup_hash(f"{version}:{source}", purpose=f"words: {what}")) for what in ("pieces", "words")
    )
    return Numbering(gram_key=grams, word_key=words)
