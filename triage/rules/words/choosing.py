"""Which pieces of a text are stored, and which are looked for."""

from collections.abc import Mapping, Sequence

PROBES = 36
UNSEEN_PROBES = 64
LEAST_PROBES = 6
FEW_POSTINGS, MANY_POSTINGS = 900, 10_000
THINNED_FROM, THINNED_AGAIN_FROM = 48, 300
STORED_BELOW = 1_500
LEAST_STORED = 20
UNSEEN = 4


def to_probe(numbers: Sequence[int], counts: Mapping[int, int], *, postings: int) -> list[tuple[int, int]]:
    """Return the pieces to look for, each with how many texts have it: those hardly met, and the rarest of the others.

    The others are taken within a budget of texts to be met, `postings`, but at least a few of them.
    """
    unseen = [(number, UNSEEN) for number in numbers if number not in counts][:UNSEEN_PROBES]
    chosen: list[tuple[int, int]] = []
    met = 0
    ranked = sorted(
        (not is_stored(number, counts[number]), counts[number], number) for number in numbers if number in counts
    )
    for is_rarely_stored, count, number in ranked[:PROBES]:
        met += min(count, STORED_BELOW)
        if (met > postings or is_rarely_stored) and len(chosen) >= LEAST_PROBES:
            break
        chosen.append((number, count))
    return unseen + chosen


def to_store(numbers: Sequence[int], counts: Mapping[int, int]) -> list[int]:
    """Return the pieces worth storing, but always at least twenty, where there are so many.

    All that fewer than 48 texts have, every other one up to 300, every fourth up to 1,500, and none above: a lookup
    hardly needs those, and a text that is sent 20,000 times must not fill the index. Which ones are left out depends
    on the number alone, so that two texts leave out the same.
    """
    kept = [number for number in numbers if is_stored(number, counts.get(number, 0))]
    if len(kept) < LEAST_STORED:
        left = sorted(set(numbers) - set(kept), key=lambda number: (counts.get(number, 0), number))
        kept += left[: LEAST_STORED - len(kept)]
    return sorted(kept)


def is_stored(number: int, count: int) -> bool:
    """Tell whether a piece that so many texts have is stored for another one."""
    if count < THINNED_FROM:
        return True
    return count < STORED_BELOW and number % (2 if count < THINNED_AGAIN_FROM else 4) == 0
