"""What follows from the releases so far about one group of cells that hang together. For the protector. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

import numpy as np

from intel.rules.disclosure.programme import Numbers, Programme, Rows
from intel.rules.disclosure.relations import Kind, Relation
from intel.rules.disclosure.releases import Cell, Mark, Protected, Release, Rules, Statement
from intel.rules.disclosure.rounding import can_have_been

MONTH = len("2025-01")


@dataclass(frozen=True)
class Past:
    """All releases, this one last, with the relations of each; `before` is what was said of a cell before each."""

    releases: Sequence[Release]
    relations: Sequence[Sequence[Relation]]
    counts: Sequence[Mapping[Cell, int]]

    @property
    def number(self) -> int:
        """Return the number of this release."""
        return len(self.releases)

    def before(self, cell: Cell, number: int) -> Statement | None:
        """Return what was said last of a cell before a release."""
        said = (each.statements.get(cell) for each in reversed(self.releases[: number - 1]))
        found = next((each for each in said if each is not None), None)
        return None if found is None or found.mark is Mark.IMPOSSIBLE else found


def past_of(earlier: Sequence[Protected], now: Protected, relations: Sequence[Sequence[Relation]]) -> Past:
    """Return the releases in their order."""
    every = [*earlier, now]
    return Past([each.release for each in every], relations, [each.counts for each in every])


@dataclass(frozen=True)
class Target:
    """A form that must not become known: it has to reach 0 and the threshold less 1, or as many different values."""

    columns: tuple[int, ...]
    factors: tuple[float, ...]
    full: bool
    cell: Cell


@dataclass
class Opening:
    """Slack that says less of a cell: its columns, how far each may go, and its price for each."""

    cell: Cell
    columns: list[int] = field(default_factory=list)
    room: list[float] = field(default_factory=list)
    prices: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    """The columns that say nothing of its size any more, if they are used."""


@dataclass
class Group:
    """The programme of one group, the columns of its cells by release, what it protects and what could be opened."""

    programme: Programme
    columns: Mapping[tuple[Cell, int], int]
    targets: list[Target]
    openings: list[Opening]
    truth: Numbers


def groups_of(past: Past) -> list[set[Cell]]:
    """Return the cells that hang together by relations of any release, in a fixed order."""
    leader: dict[Cell, Cell] = {}

    def find(cell: Cell) -> Cell:
        while leader.setdefault(cell, cell) != cell:
            leader[cell] = leader[leader[cell]]
            cell = leader[cell]
        return cell

    for relation in (each for relations in past.relations for each in relations):
        for part in relation.parts:
            leader[find(part)] = find(relation.whole)
    groups: dict[Cell, set[Cell]] = defaultdict(set)
    for cell in past.releases[-1].statements:
        find(cell)
    for cell in leader:
        groups[find(cell)].add(cell)
    return list(groups.values())


def telling(past: Past, cells: Iterable[Cell]) -> list[int]:
    """Return the releases that say something new of a group; the others let it be just as it was."""
    cells, found = list(cells), []
    for number, release in enumerate(past.releases, 1):
        said = ((cell, release.statements.get(cell)) for cell in cells)
        if any(each is not None and _is_new(past, cell, each, number) for cell, each in said):
            found.append(number)
    return found


def _is_new(past: Past, cell: Cell, said: Statement, number: int) -> bool:
    if said.mark is Mark.IMPOSSIBLE:
        return False
    before = past.before(cell, number)
    return said.since == number or before is None or (said.holds and not before.holds)


class Builder:
    """Gathers the columns and rows of one group."""

    def __init__(self, past: Past, cells: set[Cell], *, numbers: list[int]) -> None:
        """Make a column of each cell and release that says something."""
        self.past, self.cells, self.numbers = past, cells, numbers
        self.rules = past.releases[-1].rules
        self.rows, self.low, self.high = Rows(), [], []  # type: Rows, list[float], list[float]
        self.columns: dict[tuple[Cell, int], int] = {}
        self.openings: list[Opening] = []
        most = max((past.counts[n - 1].get(cell, 0) for n in numbers for cell in cells), default=0)
        self.cap = float(10 * most + 100 * self.rules.threshold)

    def build(self) -> Group:
        """Return the group, ready to be asked."""
        for number in self.numbers:
            self._place(number)
        counts = len(self.low)
        for number in self.numbers:
            self._relate(number)
        for (cell, number), column in list(self.columns.items()):
            self._say(cell, number, column)
        programme = Programme(low=self.low, high=self.high, counts=counts, rows=self.rows)
        truth = np.array([self.past.counts[number - 1][cell] for cell, number in self.columns], dtype=float)
        return Group(programme, self.columns, targets_of(self), self.openings, truth)

    def said(self, cell: Cell, number: int) -> Statement | None:
        """Return what a release says of a cell that can occur."""
        found = self.past.releases[number - 1].statements.get(cell)
        return None if found is None or found.mark is Mark.IMPOSSIBLE else found

    def _place(self, number: int) -> None:
        for cell in self.past.releases[number - 1].statements:
            if cell in self.cells and self.said(cell, number):
                self.columns[cell, number] = self._column(0.0, self.cap)

    def _column(self, low: float, high: float) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def _relate(self, number: int) -> None:
        """Add the relations of a release."""
        for each in self.past.relations[number - 1]:
            if each.whole not in self.cells:
                continue
            terms = [(self.columns.get((part, number)), 1.0) for part in each.parts]
            terms.append((self.columns.get((each.whole, number)), -1.0))
            there = [(column, factor) for column, factor in terms if column is not None]
            low = -self.cap * len(there) if each.kind is Kind.AT_MOST else 0.0
            high = self.cap * len(there) if each.kind is Kind.AT_LEAST else 0.0
            if there:
                self.rows.add(*zip(*there, strict=True), low=low, high=high)

    def _say(self, cell: Cell, number: int, column: int) -> None:
        """Add what a release says of a cell: as bounds where that stands for good, else as rows that can open."""
        said, rules = self.said(cell, number), self.past.releases[number - 1].rules
        assert said is not None  # noqa: S101 - a column is made of what is said
        now = number == self.past.number
        opening = Opening(cell)
        if said.since == number:
            low, high = self._size(said, cell, rules)
            if now and said.mark is Mark.SHOWN:
                self._size_row(opening, column, low, high, again=said.revised)
            else:
                self.low[column], self.high[column] = low, high
        link = self._moved(said, cell, number, rules)
        if link:
            self._link_row(opening, column, *link, now=now)
        if opening.columns:
            self.openings.append(opening)

    def _size(self, said: Statement, cell: Cell, rules: Rules) -> tuple[float, float]:
        if said.mark is Mark.SHOWN and said.value is not None:
            return can_have_been(said.value, cell=cell, rules=rules)
        low = rules.threshold if said.mark is Mark.HIDDEN else 0.0
        return low, rules.threshold - 1.0 if said.mark is Mark.FEWER else self.cap

    def _moved(self, said: Statement, cell: Cell, number: int, rules: Rules) -> tuple[int, float, float] | None:
        """Return the column that a count is compared with, and between what its difference from that lies."""
        if said.since == number and not said.revised:
            return None
        before = self.past.before(cell, number)
        if before is None or not said.holds:
            return None
        column = self.columns[cell, before.since]
        if said.since < number:
            return column, 1.0 - rules.threshold, rules.threshold - 1.0
        rose = said.former is None or said.value is None or said.value > said.former
        return (column, float(rules.threshold), self.cap) if rose else (column, -self.cap, -float(rules.threshold))

    def _size_row(self, opening: Opening, column: int, low: float, high: float, *, again: bool) -> None:
        """Say a size in a row; hidden it is the threshold at least, or, withheld or said before, anything."""
        price, least = self._price(opening.cell), 0.0 if again else float(self.rules.threshold)
        more = self._slack(opening, self.cap, price)
        less = self._slack(opening, max(0.0, low - least), price)
        terms = [(column, 1.0), (more, -1.0), (less, 1.0)]
        if not again:
            wholly = self._slack(opening, float(self.rules.threshold), 50 * price)
            opening.whole.append(wholly)
            terms.append((wholly, 1.0))
        self.rows.add(*zip(*terms, strict=True), low=low, high=high)

    def _link_row(self, opening: Opening, column: int, other: int, low: float, high: float, *, now: bool) -> None:
        terms = [(column, 1.0), (other, -1.0)]
        if now:
            price = self._price(opening.cell)
            terms += [
                (self._slack(opening, 2 * self.cap, price), -1.0),
                (self._slack(opening, 2 * self.cap, price), 1.0),
            ]
        self.rows.add(*zip(*terms, strict=True), low=low, high=high)

    def _slack(self, opening: Opening, room: float, price: float) -> int:
        """Make a slack column, shut."""
        column = self._column(0.0, 0.0)
        opening.columns.append(column)
        opening.room.append(room)
        opening.prices.append(price)
        return column

    def _price(self, cell: Cell) -> float:
        """Return what it costs to say less: more the larger the count, the wider and the longer what it counts."""
        wide = (6.0, 2.0, 1.0)[len(cell.where)]
        span = 1.0 if len(cell.period) == MONTH and "Q" not in cell.period else 2.0 if "Q" in cell.period else 4.0
        return wide * span * (1.0 + log2(1.0 + self.past.counts[-1][cell]))


def targets_of(built: Builder) -> list[Target]:
    """Return all that must not become known of a group: small cells, differences of releases, small sums of cells."""
    return [*_cells(built), *_differences(built), *_sums(built)]


def _cells(built: Builder) -> Iterable[Target]:
    for (cell, number), column in built.columns.items():
        said, threshold = built.said(cell, number), built.past.releases[number - 1].rules.threshold
        small = built.past.counts[number - 1][cell] < threshold
        if said and small:
            yield Target((column,), (1.0,), said.since == number, cell)


def _differences(built: Builder) -> Iterable[Target]:
    for (cell, number), column in built.columns.items():
        said = built.said(cell, number)
        before = built.past.before(cell, number)
        for other in built.numbers:
            there = built.columns.get((cell, other))
            if other >= number or there is None or said is None:
                continue
            told = said.revised and before is not None and before.since == other
            if not told:
                yield Target((column, there), (1.0, -1.0), False, cell)


def _sums(built: Builder) -> Iterable[Target]:
    """Sums of what is not shown in a line: a total less its visible parts."""
    for number in built.numbers:
        counts, threshold = built.past.counts[number - 1], built.past.releases[number - 1].rules.threshold
        for each in built.past.relations[number - 1]:
            said = [(part, built.said(part, number)) for part in each.parts if each.whole in built.cells]
            unseen = [part for part, its in said if its and not (its.mark is Mark.SHOWN and its.since == number)]
            if each.kind is Kind.SUM and len(unseen) > 1 and sum(counts[part] for part in unseen) < threshold:
                columns = tuple(built.columns[part, number] for part in unseen)
                yield Target(columns, (1.0,) * len(columns), False, each.whole)
