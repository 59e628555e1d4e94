"""Runs of words that stand in a text as the source wrote them."""

from collections.abc import Iterable, Iterator

from intel.rules.sanitising.marks import Kind, Mark, mark
from intel.rules.sanitising.spelling import Folding, Spelt, Word

LEAST = 6


def find_own_words(spelt: Spelt, *, told: Iterable[str], posted: Iterable[str], folding: Folding) -> Iterator[Mark]:
    """Yield a mark for each run of six words or more that somebody told; not where they quote what was posted."""
    runs = _runs_of(told, folding) - _runs_of(posted, folding)
    begin = end = -1
    for place in range(len(spelt.words) - LEAST + 1):
        if _run(spelt.words, place) not in runs:
            continue
        if place > end:
            if begin >= 0:
                yield _marked(spelt, begin, end)
            begin = place
        end = place + LEAST - 1
    if begin >= 0:
        yield _marked(spelt, begin, end)


def _runs_of(texts: Iterable[str], folding: Folding) -> set[tuple[str, ...]]:
    found = set()
    for text in texts:
        words = Spelt(text, folding=folding).words
        found |= {_run(words, place) for place in range(len(words) - LEAST + 1)}
    return found


def _run(words: list[Word], place: int) -> tuple[str, ...]:
    return tuple(word.letters for word in words[place : place + LEAST])


def _marked(spelt: Spelt, begin: int, end: int) -> Mark:
    return mark(Kind.OWN_WORDS, spelt.text, spelt.words[begin].start, spelt.words[end].end)
