"""Reading a table out of a release: its lines and what is said of each cell. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intel.rules.disclosure.releases import Frame, Mark, Release, Statement
from intel.rules.statistics.published import POPULATIONS, Population

Line = tuple[str | None, ...]
"""A category of each dimension, None for all of them."""


@dataclass(frozen=True, kw_only=True)
class ReleasedTable:
    """One table of a release: periods from the oldest, lines with the total first, and a statement for each cell."""

    population: Population
    frame: Frame
    lines: Sequence[Line]
    said: Mapping[tuple[Line, str], Statement]

    @property
    def code(self) -> str:
        """The name of its file."""
        return f"{self.population.code}-{self.frame.name}"

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The codes of what it is told apart by."""
        return tuple(each.name for each in self.frame.dimensions)

    def periods(self, *, months: int | None = None) -> list[str]:
        """Return the periods, or only those of so many months: 1, 3 or 12."""
        lengths = {7: 1, 4: 12}
        return [each for each in self.frame.periods if months in (None, 3 if "Q" in each else lengths[len(each)])]


def tables_of(public: Mapping[str, Any]) -> Iterator[ReleasedTable]:
    """Yield the tables of a release as it was published, in the order in which they are shown."""
    for code, population in POPULATIONS.items():
        if code not in public["populations"]:
            continue
        release = Release.read(public["populations"][code])
        for frame in release.frames:
            yield _table(population, frame, release.statements)


def _table(population: Population, frame: Frame, statements: Mapping[Any, Statement]) -> ReleasedTable:
    ways: list[Line] = [()]
    for dimension in frame.dimensions:
        ways = [(*way, category) for way in ways for category in (None, *dimension.categories)]
    said = {(way, period): statements[frame.cell(way, period)] for way in ways for period in frame.periods}
    return ReleasedTable(population=population, frame=frame, lines=ways, said=said)


def tally(public: Mapping[str, Any]) -> dict[Mark, int]:
    """Return how many cells a release says what of."""
    found = dict.fromkeys(Mark, 0)
    for each in public["populations"].values():
        for said in each["cells"].values():
            found[Mark(said["mark"])] += 1
    return found
