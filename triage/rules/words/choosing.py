"""Which pieces of a text are stored, and which are looked for."""

from collections.abc import Mapping, Sequence

PROBES = 36
UNSEEN_PROBES = 64
LEAST_PROBES = 6
FEW_POSTINGS, MANY_POSTINGS = 1_200, 10_000
STORED_BELOW = 500
LEAST_STORED = 20
UNSEEN = 4


def to_probe(numbers: Sequence[int], counts: Mapping[int, int], *, postings: int) -> list[tuple[int, int]]:
    """Return the pieces to look for, each with how many texts have it: those hardly met, and the rarest of the others.

    The others are taken within a budget of texts to be met, `postings`, but at least a few of them.
    """
    unseen = [(number, UNSEEN) for number in numbers if number not in counts][:UNSEEN_PROBES]
    chosen: list[tuple[int, int]] = []
    met = 0
    for count, number in sorted((counts[number], number) for number in numbers if number in counts)[:PROBES]:
        met += min(count, STORED_BELOW)
        if met > postings and len(chosen) >= LEAST_PROBES:
            break
        chosen.append((number, count))
    return unseen + chosen


def to_store(numbers: Sequence[int], counts: Mapping[int, int]) -> list[int]:
    """Return the pieces worth storing: those that fewer than 500 texts have, or else the 20 rarest.

    A lookup would not read the others, and a text that is sent 20,000 times must not fill the index.
    """
    common = {number for number in numbers if counts.get(number, 0) >= STORED_BELOW}
    kept = [number for number in numbers if number not in common]
    if len(kept) < LEAST_STORED:
        kept += sorted(common, key=lambda number: counts[number])[: LEAST_STORED - len(kept)]
    return sorted(kept)
