"""What the labels of published tables tell about how their cells hang together. For the attack. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intel.rules.disclosure.releases import Cell, Frame

LENGTHS = (12, 3, 1)


@dataclass(frozen=True)
class Bound:
    """Some cells less another: at least `low`, at most `high`; None where there is no end."""

    plus: tuple[Cell, ...]
    minus: Cell
    low: int | None
    high: int | None


def months_of(period: str) -> tuple[int, int]:
    """Return the first month of a period, counted from the year 0, and the month after its last."""
    year, _, rest = period.partition("-")
    start = 12 * int(year)
    if not rest:
        return start, start + 12
    if rest.startswith("Q"):
        return start + 3 * int(rest[1]) - 3, start + 3 * int(rest[1])
    return start + int(rest) - 1, start + int(rest)


def read_labels(frames: Sequence[Frame]) -> list[Bound]:
    """Return every sum and every inequality that the labels of tables tell."""
    found: dict[Bound, None] = {}
    for frame in frames:
        cells = list(frame.cells())
        for each in (*_totals(frame, cells), *_times(cells)):
            found[each] = None
    return list(found)


def _totals(frame: Frame, cells: Sequence[Cell]) -> Iterator[Bound]:
    """For each dimension: the cells that differ in it alone, against the cell without it."""
    for dimension in frame.dimensions:
        together: dict[Cell, list[Cell]] = {}
        for cell in cells:
            rest = tuple(pair for pair in cell.where if pair[0] != dimension.name)
            if len(rest) < len(cell.where):
                together.setdefault(Cell(rest, cell.period), []).append(cell)
        for whole, parts in together.items():
            if not dimension.adds_up:
                yield from (Bound((part,), whole, None, 0) for part in parts)
            if dimension.adds_up or dimension.covers:
                high = 0 if dimension.adds_up else None
                yield Bound(tuple(parts), whole, 0 if dimension.covers else None, high)


def _times(cells: Sequence[Cell]) -> Iterator[Bound]:
    """For each cell: the longest shorter periods within it of the same categories."""
    by_place: dict[tuple[tuple[str, str], ...], list[tuple[int, int, Cell]]] = {}
    for cell in cells:
        by_place.setdefault(cell.where, []).append((*months_of(cell.period), cell))
    for spans in by_place.values():
        for first, after, whole in spans:
            inside = [each for each in spans if first <= each[0] and each[1] <= after and each[2] != whole]
            tiles = _tiles(inside)
            covered = sum(end - begin for begin, end, _ in tiles)
            if tiles:
                yield Bound(tuple(cell for _, _, cell in tiles), whole, 0 if covered == after - first else None, 0)


def _tiles(inside: Sequence[tuple[int, int, Cell]]) -> list[tuple[int, int, Cell]]:
    """Choose the longest periods that do not overlap."""
    chosen: list[tuple[int, int, Cell]] = []
    for length in LENGTHS:
        for begin, end, cell in inside:
            if end - begin == length and all(end <= first or begin >= after for first, after, _ in chosen):
                chosen.append((begin, end, cell))
    return chosen
