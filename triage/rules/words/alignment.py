"""How much of two normal forms is the same, word by word, and what was changed between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from triage.rules.words.normal import Normal

LEAST_RUN = 3
MATCHED = 0.6
UNLIKE = 0.4
LONGEST = 3_000
MISTAKEN_COUNTS = 0.7
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHAPES = ("ec", "uv", "uo", "hb", "kr", "ao", "do", "nm", "ft", "gq", "vy", "it", "ij")


def _neighbours() -> dict[str, str]:
    """Return the letters that each one is often mistaken for, i standing for l as well."""
    near: dict[str, set[str]] = {}
    at = {key: (row, column) for row, keys in enumerate(ROWS) for column, key in enumerate(keys)}
    pairs = [
        (a, b) for a, (r, c) in at.items() for b, (s, d) in at.items() if a != b and abs(r - s) <= 1 and abs(c - d) <= 1
    ]
    for a, b in [*pairs, *SHAPES, *(shape[::-1] for shape in SHAPES)]:
        near.setdefault(a.replace("l", "i"), set()).add(b.replace("l", "i"))
    return {letter: "".join(others) for letter, others in near.items()}


MISTAKEN = _neighbours()


Segment = tuple[int, int, int, float]


@dataclass(frozen=True)
class Side:
    """One of the two texts: how much of each word is found in the other, from 0 to 1."""

    normal: Normal
    covered: Sequence[float]


@dataclass(frozen=True)
class Alignment:
    """Both sides of a comparison."""

    left: Side
    right: Side


def align(left: Normal, right: Normal) -> Alignment:
    """Lay two texts along each other by their letters, so that spaces, typing errors and joined words matter little."""
    segments = _segments(left.compact[:LONGEST], right.compact[:LONGEST])
    covered_left = _covered(left, [(a, size, part) for a, _b, size, part in segments])
    covered_right = _covered(right, [(b, size, part) for _a, b, size, part in segments])
    _match_moved(left, right, covered_left, covered_right)
    return Alignment(Side(left, covered_left), Side(right, covered_right))


def _segments(left: str, right: str) -> list[Segment]:
    """Return the stretches that match as (begin in left, begin in right, length, part that each letter counts).

    A letter mistaken for its neighbour on a keyboard, or for one of a like shape, continues a run of equal letters.
    Runs that match fewer than three letters are left out: any two texts have those.
    """
    kept: list[Segment] = []
    run: list[Segment] = []
    for op in Levenshtein.opcodes(left, right):
        size, part = op.src_end - op.src_start, 1.0
        if op.tag == "replace":
            part = _mistaken(left, right, op.src_start, op.dest_start, size)
        if op.tag in ("insert", "delete") or not part:
            kept += run if _is_long(run, left) else []
            run = []
        else:
            run.append((op.src_start, op.dest_start, size, part))
    return kept + (run if _is_long(run, left) else [])


def _is_long(run: list[Segment], left: str) -> bool:
    return bool(run) and (sum(size * part for _a, _b, size, part in run) >= LEAST_RUN or not left[run[0][0]].isascii())


def _mistaken(left: str, right: str, a: int, b: int, size: int) -> float:
    """Return the part that counts where every letter of a stretch is a likely mistake for the other, else nothing."""
    if all(right[b + i] in MISTAKEN.get(left[a + i], "") for i in range(size)):
        return MISTAKEN_COUNTS
    return 0.0


def _covered(normal: Normal, runs: list[tuple[int, int, float]]) -> list[float]:
    covered, at = [], 0
    for start, word in zip(normal.starts, normal.words, strict=True):
        end, letters = start + len(word), 0.0
        while at < len(runs) and runs[at][0] + runs[at][1] <= start:
            at += 1
        number = at
        while number < len(runs) and runs[number][0] < end:
            begin, size, part = runs[number]
            letters += (min(end, begin + size) - max(start, begin)) * part
            number += 1
        covered.append(letters / len(word) if word else 0.0)
    return covered


def _match_moved(left: Normal, right: Normal, covered_left: list[float], covered_right: list[float]) -> None:
    """Match words that stand elsewhere, or with more typing errors than runs of letters show."""
    free = [number for number, share in enumerate(covered_right) if share < MATCHED]
    for number, share in enumerate(covered_left):
        if share >= MATCHED or not free:
            continue
        word = left.words[number]
        best, likeness = None, UNLIKE
        for other in free:
            like = Levenshtein.normalized_similarity(word, right.words[other], score_cutoff=likeness)
            if like > likeness:
                best, likeness = other, like
        if best is not None and likeness >= max(share, MATCHED if len(word) < 4 else 0.5):
            free.remove(best)
            covered_left[number] = max(share, likeness)
            covered_right[best] = max(covered_right[best], likeness)
