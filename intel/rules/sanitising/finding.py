"""All marks of a text, which of them stand, and what the text reads where they are settled."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from intel.rules.sanitising.known import Known, find_known
from intel.rules.sanitising.marks import HARD, INSTEAD, OF_SUBJECT, ORDER, Kind, Mark, mark
from intel.rules.sanitising.own_words import find_own_words
from intel.rules.sanitising.shapes import find_shapes
from intel.rules.sanitising.spelling import Folding, Spelt, squeeze

WORD = re.compile(r"\w+")
BEGINS = re.compile(r"[.!?\u2026][\"\u201d\u2019)]*\s+$")
FEWEST_LEFT = 2
WHOLE = (Kind.EMAIL, Kind.LINK, Kind.HANDLE)


class Do(StrEnum):
    """What becomes of a mark."""

    TAKE = "take"
    WRITE = "write"
    KEEP = "keep"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What an officer decided of one mark: `words` are their own, or the reason for keeping it."""

    do: Do
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Something that was marked and stays, and why."""

    kind: str
    said: str
    reason: str


class ChoiceRefused(Exception):
    """A mark cannot be settled like that; `number` is its place among those shown."""

    def __init__(self, message: str, *, number: int) -> None:
        super().__init__(message)
        self.number = number


def find_all(text: str, known: Known) -> list[Mark]:
    """Return every mark of a text, in order; they may overlap."""
    spelt = Spelt(text, folding=known.folding)
    own = find_own_words(spelt, told=known.own_words, posted=known.posts, folding=known.folding)
    found = [*find_known(spelt, known), *find_shapes(text), *own]
    return sorted(
        {_widened(each, found, text) for each in found}, key=lambda each: (each.start, each.end, ORDER.index(each.kind))
    )


def standing(text: str, known: Known, *, kept: Iterable[Kept] = ()) -> list[Mark]:
    """Return the marks that nobody has settled, in order, none over another: first what tells who somebody is.

    What is left of a run of the source's own words around such a mark is still one: taking the name alone out of it
    would leave the rest.
    """
    settled = _keys(kept, known.folding)
    found = find_all(text, known)
    left = [
        each
        for each in found
        if each.kind in HARD or (each.kind, squeeze(each.said, folding=known.folding)) not in settled
    ]
    left = [each for each in left if not _is_of_subject(each, found)]
    chosen: list[Mark] = []
    for each in sorted(left, key=_weight):
        over = [other for other in chosen if each.start < other.end and other.start < each.end]
        if each.kind is Kind.OWN_WORDS:
            chosen += _around(each, over, text)
        elif not over:
            chosen.append(each)
    return sorted(chosen, key=lambda one: one.start)


def still_kept(text: str, known: Known, *, kept: Iterable[Kept]) -> list[Kept]:
    """Return what was kept and still stands in a text."""
    there = {(each.kind, squeeze(each.said, folding=known.folding)) for each in find_all(text, known)}
    return [each for each in kept if (Kind(each.kind), squeeze(each.said, folding=known.folding)) in there]


def settle(text: str, marks: Sequence[Mark], choices: Mapping[int, Choice]) -> tuple[str, list[Kept]]:
    """Return what a text reads where marks are settled, and what is kept; without a choice a mark stays as it is.

    `choices` go by the place of the mark in `marks`. Raises ChoiceRefused.
    """
    kept: list[Kept] = []
    for number, each in reversed(list(enumerate(marks))):
        choice = choices.get(number)
        if choice is None:
            continue
        words = choice.words.strip()
        if choice.do == Do.KEEP:
            if each.is_hard:
                raise ChoiceRefused(f"{each.why}: it cannot stay.", number=number)
            if not words:
                raise ChoiceRefused("Say why it stays.", number=number)
            kept.append(Kept(kind=each.kind.value, said=each.said, reason=words))
            continue
        if choice.do == Do.WRITE and not words:
            raise ChoiceRefused("Write what to say instead.", number=number)
        said = _beginning(each.instead, text[: each.start]) if choice.do == Do.TAKE else words
        text = f"{text[: each.start]}{said}{text[each.end :]}"
    return text, kept[::-1]


def _beginning(instead: str, before: str) -> str:
    """Return what is proposed with a capital where it begins a sentence."""
    return instead[:1].upper() + instead[1:] if not before.strip() or BEGINS.search(before) else instead


def tells_somebody(text: str, known: Known) -> list[Mark]:
    """Return what of a text tells who somebody is who must not be told."""
    return [each for each in standing(text, known) if each.is_hard]


def _around(each: Mark, over: Sequence[Mark], text: str) -> list[Mark]:
    """Return what of a run lies beside the marks over it, each piece of two words or more."""
    pieces, at = [], each.start
    for start, end in [*sorted((other.start, other.end) for other in over), (each.end, each.end)]:
        words = list(WORD.finditer(text, at, max(start, at)))
        if len(words) >= FEWEST_LEFT or (words and not over):
            pieces.append(mark(each.kind, text, words[0].start(), words[-1].end()))
        at = max(at, end)
    return pieces


def _weight(each: Mark) -> tuple[bool, int, int]:
    """Return what sorts first what is shown where two overlap: what tells who somebody is by its length, then kinds."""
    return (not each.is_hard, each.start - each.end if each.is_hard else 0, ORDER.index(each.kind))


def _widened(each: Mark, others: Sequence[Mark], text: str) -> Mark:
    """Return what tells who somebody is with the whole address or link that it stands in: none of that may stay."""
    if not each.is_hard:
        return each
    for other in others:
        if other.kind in WHOLE and other.start <= each.start and each.end <= other.end:
            return mark(each.kind, text, other.start, other.end, instead=INSTEAD[other.kind])
    return each


def _keys(kept: Iterable[Kept], folding: Folding) -> set[tuple[Kind, str]]:
    return {(Kind(each.kind), squeeze(each.said, folding=folding)) for each in kept}


def _is_of_subject(each: Mark, others: Sequence[Mark]) -> bool:
    """Tell whether a handle is that of an account complained of: that has a mark of its own."""
    return each.kind is Kind.HANDLE and any(
        other.kind in OF_SUBJECT and each.start <= other.start and other.end <= each.end for other in others
    )
