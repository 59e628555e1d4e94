"""The whole-number programme of all that is published, and what to try with it. For the attack. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from intel.rules.disclosure.attack.labels import Bound, read_labels
from intel.rules.disclosure.releases import Cell, Mark, Release, Rules, Statement

Key = tuple[Cell, int]
PLENTY = 1000


@dataclass(frozen=True)
class Guess:
    """A form that would tell something small if it were known: of what, in which releases."""

    what: str
    cell: Cell
    releases: tuple[int, ...]
    plus: tuple[Key, ...]
    minus: tuple[Key, ...] = ()


@dataclass
class Puzzle:
    """Unknown counts between bounds, and rows: (counts added, counts taken off, at least, at most)."""

    low: dict[Key, float]
    high: dict[Key, float]
    rows: list[tuple[tuple[Key, ...], tuple[Key, ...], float, float]]
    guesses: list[Guess]
    threshold: int


def counts_shown_as(value: int, *, base: int, threshold: int) -> tuple[int, int]:
    """Return the least and the greatest count that the rule of rounding shows as a value; found by trying."""
    fits = [
        count
        for count in range(max(threshold, value - base), value + base + 1)
        if min(range(count - base, count + base + 1), key=lambda to: (to % base, abs(to - count), -to)) == value
    ]
    return min(fits), max(fits)


def read_puzzle(releases: Sequence[Release]) -> Puzzle:
    """Return all that follows from releases, in their order."""
    shown = [each.value or 0 for release in releases for each in release.statements.values()]
    endless = float(8 * max(shown, default=0) + PLENTY)
    puzzle = Puzzle({}, {}, [], [], min(each.rules.threshold for each in releases))
    said_before: dict[Cell, Statement] = {}
    for release in releases:
        for cell, said in release.statements.items():
            key = (cell, release.number)
            puzzle.low[key], puzzle.high[key] = _size(said, cell, release, endless)
            _read_move(puzzle, key, said, said_before.get(cell), release.rules, endless)
            if said.mark is not Mark.IMPOSSIBLE:
                said_before[cell] = said
        bounds = read_labels(release.frames)
        puzzle.rows.extend(_row(each, release, endless) for each in bounds)
        puzzle.guesses.extend(_lines(bounds, release))
    puzzle.guesses[:0] = [*_cells(releases), *_moves(releases)]
    return puzzle


def _size(said: Statement, cell: Cell, release: Release, endless: float) -> tuple[float, float]:
    """Return what a statement tells of the size of a count in its own release."""
    rules = release.rules
    if said.mark is Mark.IMPOSSIBLE:
        return 0.0, 0.0
    if said.since != release.number or said.mark is Mark.WITHHELD:
        return 0.0, endless
    if said.mark is Mark.FEWER:
        return 0.0, rules.threshold - 1.0
    if said.mark is Mark.HIDDEN or said.value is None:
        return float(rules.threshold), endless
    base = rules.base if cell.where or rules.base_of_totals is None else rules.base_of_totals
    return counts_shown_as(said.value, base=base, threshold=rules.threshold)


def _read_move(
    puzzle: Puzzle, key: Key, said: Statement, before: Statement | None, rules: Rules, endless: float
) -> None:
    """A statement that holds tells that the count moved by less than the threshold; a revised one, by that or more."""
    cell, number = key
    if said.since < number and said.holds:
        puzzle.rows.append(((key,), ((cell, said.since),), 1.0 - rules.threshold, rules.threshold - 1.0))
    if said.since == number and said.revised and before is not None:
        then = (cell, before.since)
        fell = said.former is not None and said.value is not None and said.value < said.former
        more, less = (then, key) if fell else (key, then)
        puzzle.rows.append(((more,), (less,), float(rules.threshold), endless))


def _row(bound: Bound, release: Release, endless: float) -> tuple[tuple[Key, ...], tuple[Key, ...], float, float]:
    plus = tuple((cell, release.number) for cell in bound.plus)
    low = -endless * len(plus) if bound.low is None else float(bound.low)
    high = endless * len(plus) if bound.high is None else float(bound.high)
    return plus, ((bound.minus, release.number),), low, high


def _unseen(said: Statement, number: int) -> bool:
    return said.mark is not Mark.IMPOSSIBLE and not (said.mark is Mark.SHOWN and said.since == number)


def _cells(releases: Sequence[Release]) -> list[Guess]:
    """Every count that is not shown, and every one that may have moved since it was."""
    return [
        Guess("cell", cell, (release.number,), ((cell, release.number),))
        for release in releases
        for cell, said in release.statements.items()
        if _unseen(said, release.number) and not (said.mark is Mark.HIDDEN and said.since == release.number)
    ]


def _moves(releases: Sequence[Release]) -> list[Guess]:
    """Every difference of two releases, except what a revision says of itself: that it is no small one."""
    found = []
    for place, later in enumerate(releases):
        for earlier in releases[:place]:
            for cell, said in later.statements.items():
                then = earlier.statements.get(cell)
                if then is None or Mark.IMPOSSIBLE in (then.mark, said.mark):
                    continue
                stood = releases[place - 1].statements.get(cell)
                if said.revised and said.since == later.number and stood is not None and stood.since == earlier.number:
                    continue
                numbers = (earlier.number, later.number)
                found.append(Guess("difference", cell, numbers, ((cell, numbers[1]),), ((cell, numbers[0]),)))
    return found


def _lines(bounds: Sequence[Bound], release: Release) -> list[Guess]:
    """Every total less its visible parts: what is not shown in a line, together."""
    found = []
    for each in bounds:
        unseen = [cell for cell in each.plus if _unseen(release.statements[cell], release.number)]
        if each.low == 0 and each.high == 0 and len(unseen) > 1:
            keys = tuple((cell, release.number) for cell in unseen)
            found.append(Guess("rest of a line", each.minus, (release.number,), keys))
    return found
