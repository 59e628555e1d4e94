"""How often pieces and words are met, without keeping a count of those that are met once.

A number that is not counted yet enters by lot, one time in `step`, and begins with `step` (sample and hold: Estan and
Varghese 2002): common ones are counted nearly right, and most rare ones never take a row. The lot falls the same way
for one text however often it is drawn.
"""

from collections import Counter
from collections.abc import Collection, Iterable

GRAM_STEP = 16
WORD_STEP = 2


def is_drawn(number: int, *, text: int, step: int) -> bool:
    """Draw for one number of one text; both are numbers of 32 bits."""
    mixed = ((number ^ (text * 0x9E3779B1)) * 0x85EBCA6B) & 0xFFFFFFFF
    return (mixed >> 12) % step == 0


def tally(texts: Iterable[tuple[int, Iterable[int]]], *, counted: Collection[int], step: int) -> Counter[int]:
    """Return by how much each number's count grows, given each text's own number and its numbers."""
    grown: Counter[int] = Counter()
    for text, numbers in texts:
        for number in numbers:
            if number in grown or number in counted:
                grown[number] += 1
            elif is_drawn(number, text=text, step=step):
                grown[number] = step
    return grown
