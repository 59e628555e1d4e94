"""Which pieces of a text are stored, and which are looked for."""

from collections.abc import Iterable, Mapping

PROBES = 32
LEAST_PROBES = 8
POSTINGS = 8_000
STORED_BELOW = 2_000
LEAST_STORED = 24
UNSEEN = 4


def to_probe(numbers: Iterable[int], counts: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return the rarest pieces with how many texts have each, within a budget of texts to be read; at least a few."""
    ranked = sorted((counts.get(number, UNSEEN), number) for number in numbers)
    chosen, postings = [], 0
    for count, number in ranked[:PROBES]:
        postings += min(count, STORED_BELOW)
        if postings > POSTINGS and len(chosen) >= LEAST_PROBES:
            break
        chosen.append((number, count))
    return chosen


def to_store(numbers: Iterable[int], counts: Mapping[int, int]) -> list[int]:
    """Return the pieces worth storing: those that fewer than 2,000 texts have, or else the 24 rarest.

    A lookup would not read the others, and a text that is sent 20,000 times must not fill the index.
    """
    ranked = sorted((counts.get(number, 0), number) for number in numbers)
    rare = [number for count, number in ranked if count < STORED_BELOW]
    kept = rare if len(rare) >= LEAST_STORED else [number for _count, number in ranked[:LEAST_STORED]]
    return sorted(kept)
