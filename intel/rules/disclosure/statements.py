"""What is said of each cell before others are hidden for its sake: primary suppression, rounding, freezing. Pure.

Everything published is frozen, what was not shown too: it stays until the true count has moved by the threshold since.
So releases that differ little say the same, and what one hides the next does not show.
"""

from collections.abc import Sequence

from intel.rules.disclosure.releases import BadTables, Cell, Mark, Protected, Release, Rules, Statement, Table
from intel.rules.disclosure.rounding import shown_as


def counts_of(tables: Sequence[Table]) -> dict[Cell, int]:
    """Return each cell's true count, once; raise where tables do not agree or something is counted that cannot be."""
    counts: dict[Cell, int] = {}
    for table in tables:
        for cell in table.frame.cells():
            count = table.counts.get(cell, 0) if cell in table.frame.impossible else table.counts.get(cell, -1)
            if count < 0 or counts.setdefault(cell, count) != count:
                raise BadTables(f"{cell.code} has no count, or two.")
            if count and cell in table.frame.impossible:
                raise BadTables(f"{cell.code} is said to be impossible, and occurs.")
    return counts


def say(tables: Sequence[Table], rules: Rules, earlier: Sequence[Protected] = ()) -> Protected:
    """Return the release as it is before any cell is hidden for another's sake. It is not safe to publish."""
    counts, number = counts_of(tables), len(earlier) + 1
    frames = tuple(table.frame for table in tables)
    impossible = {cell for frame in frames for cell in frame.impossible}
    statements = {}
    for cell, count in counts.items():
        if cell in impossible:
            statements[cell] = Statement(mark=Mark.IMPOSSIBLE, since=number)
            continue
        before = _last_said(cell, earlier)
        if before is None or before.mark is Mark.IMPOSSIBLE:
            statements[cell] = _first(cell, count, rules=rules, number=number)
        else:
            then = earlier[before.since - 1].counts[cell]
            statements[cell] = _again(cell, count, before=before, then=then, rules=rules, number=number)
    release = Release(number=number, rules=rules, frames=frames, statements=statements)
    return Protected(release=release, counts=counts)


def _last_said(cell: Cell, earlier: Sequence[Protected]) -> Statement | None:
    said = (each.release.statements.get(cell) for each in reversed(earlier))
    return next((each for each in said if each is not None), None)


def _first(cell: Cell, count: int, *, rules: Rules, number: int) -> Statement:
    if count < rules.threshold:
        return Statement(mark=Mark.FEWER, since=number)
    return Statement(mark=Mark.SHOWN, since=number, value=shown_as(count, cell=cell, rules=rules))


def _again(cell: Cell, count: int, *, before: Statement, then: int, rules: Rules, number: int) -> Statement:
    """Keep what was said, or revise it; a number that would become a small one stands as it was released."""
    if before.mark in (Mark.HIDDEN, Mark.WITHHELD):
        return standing(before)
    if abs(count - then) < rules.threshold:
        return Statement(mark=before.mark, since=before.since, value=before.value)
    if count < rules.threshold:
        return standing(before)
    value = shown_as(count, cell=cell, rules=rules)
    return Statement(mark=Mark.SHOWN, since=number, value=value, revised=True, former=before.value)


def standing(before: Statement) -> Statement:
    """Return what was said as it stands "as released in" an earlier release, with nothing said of the count now."""
    return Statement(mark=before.mark, since=before.since, value=before.value, holds=False)


def hidden(statement: Statement, *, before: Statement | None, wholly: bool) -> Statement:
    """Return what is said of a cell that is hidden for the sake of others; `wholly` says nothing of its size either."""
    if before is not None and before.mark is not Mark.IMPOSSIBLE:
        return standing(before)
    return Statement(mark=Mark.WITHHELD if wholly else Mark.HIDDEN, since=statement.since)
