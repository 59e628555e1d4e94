"""Makes a release safe: what is hidden beside small counts so that none can be worked out. Pure.

For each group of cells that hang together a solver looks for solutions in whole numbers that the public could take for
true, until every small count has been seen at 0 and at the threshold less 1, and every difference and small sum at as
many different values. What cannot be seen there is made possible by saying less, at the lowest price. Each step says
less than the one before, so that there is an end: at worst all of a group is withheld.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf

import numpy as np

from intel.rules.disclosure.audit import Reach
from intel.rules.disclosure.knowledge import Builder, Group, Opening, Past, Target, groups_of, past_of, telling
from intel.rules.disclosure.programme import Answer, Numbers
from intel.rules.disclosure.relations import Kind, Relation, relations_of
from intel.rules.disclosure.releases import BadTables, Cell, Mark, Protected, Release, Rules, Statement, Table, Tally
from intel.rules.disclosure.statements import hidden, say

PASSES = 8
"""After so many rounds of hiding, what still tells is withheld by whole lines, then altogether."""
IDLE = 4
"""So many solutions on end that show nothing new, and the targets left are asked one by one."""
USED = 1e-6


class NothingProtects(Exception):
    """A small count follows from what cannot occur and from earlier releases alone, whatever is withheld now."""


def protect(
    tables: Sequence[Table], relations: Sequence[Relation], rules: Rules, earlier: Sequence[Protected] = ()
) -> Protected:
    """Return the next release, safe to publish after the earlier ones, of which all have to be given in their order.

    Raises BadTables where tables do not fit together, and NothingProtects where no release would be safe.
    """
    if [each.release.number for each in earlier] != list(range(1, len(earlier) + 1)):
        raise BadTables("Every earlier release is needed, in order.")
    plain = say(tables, rules, earlier)
    every = [*(relations_of(each.release.frames) for each in earlier), list(relations)]
    past = past_of(earlier, plain, every)
    statements, lines = dict(plain.release.statements) | _undecided(plain.release, relations), set[str]()
    for cells in groups_of(past):
        lines |= _protect_group(past, cells, statements)
    release = replace(plain.release, statements=statements)
    tally = _tally(plain.release.statements, statements, number=release.number, lines=lines)
    return replace(plain, release=release, tally=tally)


def _undecided(release: Release, relations: Sequence[Relation]) -> dict[Cell, Statement]:
    """Withhold what so few small cells add to that its being small or not would tell of them, whichever it is."""
    found, number, threshold = {}, release.number, release.rules.threshold
    for each in relations:
        said = [release.statements[part] for part in each.parts]
        there = [its for its in said if its.mark is not Mark.IMPOSSIBLE]
        small = all(its.mark is Mark.FEWER and its.since == number for its in there)
        few = len(there) > 1 and (len(there) - 1) * (threshold - 1) < threshold
        if each.kind is Kind.SUM and small and few and release.statements[each.whole].since == number:
            found[each.whole] = Statement(mark=Mark.WITHHELD, since=number)
    return found


def _protect_group(past: Past, cells: set[Cell], statements: dict[Cell, Statement]) -> set[str]:
    """Hide what has to be hidden of a group, and return the lines that had to be withheld."""
    lines: set[str] = set()
    solutions: list[Answer] = []
    for attempt in range(2 * PASSES + 2):
        now = replace(past.releases[-1], statements=statements)
        known = replace(past, releases=[*past.releases[:-1], now])
        numbers = telling(known, cells)
        if known.number not in numbers:
            return lines
        group = Builder(known, cells, numbers=numbers).build()
        opened, failed = _Search(group, solutions, threshold=past.releases[-1].rules.threshold).run()
        if not opened and not failed:
            return lines
        for cell, wholly in opened.items():
            statements[cell] = hidden(statements[cell], before=past.before(cell, past.number), wholly=wholly)
        if failed or attempt >= PASSES:
            lines |= _withhold(past, cells, statements, failed, altogether=attempt >= PASSES)
    raise NothingProtects("What is known already tells a small count.")


def _withhold(
    past: Past, cells: set[Cell], statements: dict[Cell, Statement], targets: list[Target], *, altogether: bool
) -> set[str]:
    """Withhold the lines that cross the cells of targets, or all of a group."""
    periods = {each.cell.period for each in targets}
    lines = set()
    for cell in cells:
        said = statements.get(cell)
        if said is None or said.mark is Mark.IMPOSSIBLE or not (altogether or cell.period in periods):
            continue
        statements[cell] = hidden(said, before=past.before(cell, past.number), wholly=True)
        lines.add("|".join(name for name, _ in cell.where) + "@" + cell.period)
    return lines


class _Search:
    """One round: look for solutions that show every target far enough, and open what has to be opened for them."""

    def __init__(self, group: Group, solutions: list[Answer], *, threshold: int) -> None:
        """Begin with the solutions of the rounds before: these said more, so that they are solutions of this one."""
        self.group, self.threshold, self.solutions = group, threshold, solutions
        self.reach = Reach(group.targets, threshold=threshold)
        self.opened: dict[Cell, bool] = {}
        self._columns = len(group.programme.low)
        self._chance = np.random.default_rng(1)
        for each in solutions:
            self.reach.see(each)

    def run(self) -> tuple[dict[Cell, bool], list[Target]]:
        """Return the cells to hide, with whether wholly, and the targets that nothing helped."""
        failed: list[Target] = []
        if not self.group.targets:
            return {}, failed
        self._look_about()
        for place, target in enumerate(self.group.targets):
            if self.reach.unmet()[place] and not self._show(place, target):
                failed.append(target)
        return self.opened, failed

    def _look_about(self) -> None:
        """Draw many targets at once to where they have not been seen, until that shows nothing new."""
        idle = 0
        while idle < IDLE and self.reach.unmet().any():
            found = self.group.programme.dive(self.reach.pull(self._chance, columns=self._columns))
            idle = 0 if self._see(found) else idle + 1

    def _show(self, place: int, target: Target) -> bool:
        """Show one target far enough, with what is said now or else with less; say whether that was possible."""
        for side in (1.0, -1.0):
            if (
                self._wants(place, side)
                and self._stretch(target, side) * side >= self._goal(place, target, side) * side
            ):
                self._settle(target, self._goal(place, target, side))
        for side in (1.0, -1.0):
            if self._wants(place, side):
                self._open(target, self._goal(place, target, side))
        return not self.reach.unmet()[place]

    def _see(self, found: Answer | None) -> int:
        """Take a solution in, for the rounds after this one too if it shows anything new."""
        nearer = self.reach.see(found)
        if found is not None and nearer:
            self.solutions.append(found)
        return nearer

    def _wants(self, place: int, side: float) -> bool:
        return bool((self.reach.wants_high() if side > 0 else self.reach.wants_low())[place])

    def _goal(self, place: int, target: Target, side: float) -> float:
        if target.full:
            return self.threshold - 1.0 if side > 0 else 0.0
        low, high = float(self.reach.low[place]), float(self.reach.high[place])
        return low + self.threshold - 1.0 if side > 0 else high - self.threshold + 1.0

    def _stretch(self, target: Target, side: float) -> float:
        """Return the largest or smallest value under what is said now, of counts that need not be whole."""
        cost = np.zeros(self._columns)
        cost[list(target.columns)] = -side * np.array(target.factors)
        found = self.group.programme.cheapest(cost)
        self._see(found)
        return -side * inf if found is None else -side * found.cost + side * USED

    def _settle(self, target: Target, goal: float) -> bool:
        """Look for whole numbers with which the target has a value: first near the true ones, then everywhere."""
        programme, truth = self.group.programme, self.group.truth
        away = max(1.0, abs(goal - sum(truth[at] * by for at, by in zip(target.columns, target.factors, strict=True))))
        programme.require(target.columns, target.factors, goal)
        cost = self.reach.pull(self._chance, columns=self._columns)
        found = programme.whole_near(truth, cost, away=away)
        if found is None or not found.whole:
            found = programme.cheapest(np.zeros(self._columns), whole=True)
        programme.release()
        self._see(found)
        return found is not None and found.whole

    def _open(self, target: Target, goal: float) -> None:
        """Find the cheapest way to say less under which the target can have the value, and open that for good."""
        for whole in (False, True):
            found = self._cheapest_way(target, goal, whole=whole)
            if found is None:
                return
            for each in self.group.openings:
                if each.cell not in self.opened and np.any(found.columns[each.columns] > USED):
                    self._keep_open(each, found.columns)
            self._see(found)
            if found.whole or self._settle(target, goal):
                return

    def _cheapest_way(self, target: Target, goal: float, *, whole: bool) -> Answer | None:
        programme, shut = self.group.programme, [each for each in self.group.openings if each.cell not in self.opened]
        programme.require(target.columns, target.factors, goal)
        self._let(shut, open_=True)
        prices = self._prices(shut)
        found = programme.cheapest(prices, whole=whole)
        if found is not None and not whole:
            found = programme.cheapest(self._sharpened(prices, found)) or found
        programme.release()
        self._let(shut, open_=False)
        return found

    def _let(self, openings: Sequence[Opening], *, open_: bool) -> None:
        columns = np.array([column for each in openings for column in each.columns], dtype=np.int32)
        room = np.array([room for each in openings for room in each.room])
        if len(columns):
            self.group.programme.bound(columns, np.zeros(len(columns)), room if open_ else np.zeros(len(columns)))

    def _prices(self, openings: Sequence[Opening]) -> Numbers:
        cost = np.zeros(self._columns)
        for each in openings:
            cost[each.columns] = each.prices
        return cost

    @staticmethod
    def _sharpened(prices: Numbers, found: Answer) -> Numbers:
        """Make what is little used dear, so that a few cells are opened far and not many a little."""
        return prices / np.where(prices > 0, 0.05 + np.maximum(0.0, found.columns), 1.0)

    def _keep_open(self, opening: Opening, used: Numbers) -> None:
        wholly = any(used[column] > USED for column in opening.whole)
        self.opened[opening.cell] = wholly
        free = [at for at, column in enumerate(opening.columns) if wholly or column not in opening.whole]
        columns = np.array([opening.columns[at] for at in free], dtype=np.int32)
        room = np.array([opening.room[at] for at in free])
        self.group.programme.bound(columns, np.zeros(len(columns)), room)


def _tally(
    plain: Mapping[Cell, Statement], statements: Mapping[Cell, Statement], *, number: int, lines: set[str]
) -> Tally:
    marks = [each.mark for each in statements.values()]
    primary = sum(1 for each in plain.values() if each.mark is Mark.FEWER)
    less = sum(1 for cell in statements if statements[cell] != plain[cell])
    return Tally(
        cells=len(marks),
        shown=marks.count(Mark.SHOWN),
        primary=primary,
        secondary=less + sum(1 for each in _kept_hidden(statements, plain, number)),
        impossible=marks.count(Mark.IMPOSSIBLE),
        lines_withheld=tuple(sorted(lines)),
    )


def _kept_hidden(
    statements: Mapping[Cell, Statement], plain: Mapping[Cell, Statement], number: int
) -> Iterator[Statement]:
    """Give what an earlier release hid and this one leaves so."""
    for cell, each in statements.items():
        if each == plain[cell] and each.since < number and each.mark in (Mark.HIDDEN, Mark.WITHHELD):
            yield each
