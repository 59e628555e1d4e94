"""How well a finder of near-identical posts does: its recall where it is hardly ever wrong, and how long it takes."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.benches.posts_made import TEMPLATES, Query

PRECISION = 0.99
Match = tuple[int, float]
Lookup = Callable[[str], Sequence[Match]]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a finder said to one query: its best score, whether that is the source, and whether it is among ten."""

    query: Query
    score: float | None
    is_right: bool
    is_among_ten: bool


@dataclass(kw_only=True)
class Measured:
    """What was measured of one finder. Times in milliseconds; `index_bytes` is None where it keeps none."""

    name: str
    rows: int
    built_s: float
    index_bytes: int | None
    answers: list[Answer] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)

    def line(self) -> str:
        """Return the figures as one row of the table."""
        threshold, recall = best_threshold([each for each in self.answers if each.query.kind not in TEMPLATES])
        duplicates = [each for each in self.answers if each.query.is_duplicate]
        templates = [each for each in self.answers if each.query.kind in TEMPLATES]
        called = sum(1 for each in templates if each.score is not None and each.score >= threshold)
        ordered = sorted(self.times_ms)
        size = "-" if self.index_bytes is None else f"{self.index_bytes / 1e6:.0f} MB"
        return (
            f"  {self.name:<34} {recall:6.3f} {_share(each.is_among_ten for each in duplicates):9.3f}"
            f" {called / max(1, len(templates)):10.3f} {statistics.median(ordered):9.2f}"
            f" {ordered[int(len(ordered) * 0.95)]:8.2f} {self.built_s:9.1f} {size:>9}"
        )


HEADER = (
    f"  {'':<34} {'recall':>6} {'among 10':>9} {'templates':>10}"
    f" {'median ms':>9} {'p95 ms':>8} {'built s':>9} {'index':>9}"
)


def measure(measured: Measured, lookup: Lookup, queries: Iterable[Query]) -> Measured:
    """Ask a finder every query, and keep what it says and how long it takes."""
    for query in queries:
        started = time.perf_counter()
        matches = list(lookup(query.text))[:10]
        measured.times_ms.append((time.perf_counter() - started) * 1000)
        measured.answers.append(_answer(query, sorted(matches, key=lambda match: -match[1])))
    return measured


def _answer(query: Query, matches: list[Match]) -> Answer:
    score = matches[0][1] if matches else None
    best = {row for row, at in matches if at == score}
    return Answer(
        query=query,
        score=score,
        is_right=query.is_duplicate and query.source in best,
        is_among_ten=query.is_duplicate and query.source in {row for row, _ in matches},
    )


def best_threshold(answers: list[Answer]) -> tuple[float, float]:
    """Return the score from which matches are right in 99 of 100 cases with the highest recall, and that recall."""
    scored = sorted((each for each in answers if each.score is not None), key=lambda each: -(each.score or 0))
    duplicates = sum(1 for each in answers if each.query.is_duplicate)
    right = wrong = 0
    best = (float("inf"), 0.0)
    for place, each in enumerate(scored):
        right, wrong = right + each.is_right, wrong + (not each.is_right)
        is_last = place + 1 == len(scored) or scored[place + 1].score != each.score
        if is_last and right and right / (right + wrong) >= PRECISION and right / duplicates > best[1]:
            best = (each.score or 0.0, right / duplicates)
    return best


def _share(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / max(1, len(counted))
