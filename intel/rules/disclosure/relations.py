"""How cells of a release hang together: categories add to totals, months to quarters, quarters to years. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from intel.rules.disclosure.releases import TOTAL, BadTables, Cell, Frame

PERIOD = re.compile(r"^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$")


class Kind(StrEnum):
    """How the parts of a relation stand to the whole, all of them together."""

    SUM = "sum"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True)
class Relation:
    """The parts together are the whole, or at most it, or at least it."""

    whole: Cell
    parts: tuple[Cell, ...]
    kind: Kind = Kind.SUM


def relations_of(frames: Iterable[Frame]) -> list[Relation]:
    """Return every relation that follows from how the tables are made, each once, in a fixed order."""
    found: dict[Relation, None] = {}
    for frame in frames:
        found |= dict.fromkeys(_across(frame))
        found |= dict.fromkeys(_through_time(frame))
    return list(found)


def _across(frame: Frame) -> Iterator[Relation]:
    """Categories against what they add up to, in each line of the table."""
    for place, dimension in enumerate(frame.dimensions):
        others = [(TOTAL, *each.categories) for at, each in enumerate(frame.dimensions) if at != place]
        for chosen, period in product(product(*others), frame.periods):
            whole = frame.cell((*chosen[:place], TOTAL, *chosen[place:]), period)
            parts = tuple(frame.cell((*chosen[:place], each, *chosen[place:]), period) for each in dimension.categories)
            if dimension.adds_up:
                yield Relation(whole, parts, Kind.SUM if dimension.covers else Kind.AT_MOST)
                continue
            yield from (Relation(whole, (part,), Kind.AT_MOST) for part in parts)
            if dimension.covers:
                yield Relation(whole, parts, Kind.AT_LEAST)


def _through_time(frame: Frame) -> Iterator[Relation]:
    there = set(frame.periods)
    ways = [(TOTAL, *each.categories) for each in frame.dimensions]
    for period in frame.periods:
        parts, all_of_it = parts_of(period, there)
        for chosen in product(*ways) if parts else ():
            whole = frame.cell(chosen, period)
            cells = tuple(frame.cell(chosen, each) for each in parts)
            yield Relation(whole, cells, Kind.SUM if all_of_it else Kind.AT_MOST)


def parts_of(period: str, there: set[str]) -> tuple[tuple[str, ...], bool]:
    """Return the released periods that a period consists of, the longest first, and whether they are all of it."""
    finer = _next_finer(period)
    if not finer:
        return (), False
    parts: list[str] = []
    complete = True
    for each in finer:
        below, all_of_it = ((each,), True) if each in there else parts_of(each, there)
        parts.extend(below)
        complete = complete and all_of_it
    return tuple(parts), complete


def _next_finer(period: str) -> tuple[str, ...]:
    read = PERIOD.match(period)
    if read is None:
        raise BadTables(f"{period} is neither a year nor a quarter nor a month.")
    year, quarter, month = read.groups()
    if month:
        return ()
    if quarter:
        first = 3 * int(quarter) - 2
        return tuple(f"{year}-{each:02}" for each in range(first, first + 3))
    return tuple(f"{year}-Q{each}" for each in range(1, 5))
