"""Tries everything: each small count, each rest of a line, each difference of two releases. For the attack. Pure.

Linear bounds come first. They are at least as wide as what whole numbers allow, so that what is narrow by them is
known for sure; what they leave wide counts as unknown only when solutions in whole numbers have been seen at its ends.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

import highspy
import numpy as np
from numpy.typing import NDArray

from intel.rules.disclosure.attack.puzzle import Guess, Key, Puzzle, read_puzzle
from intel.rules.disclosure.releases import Cell, Release

ALMOST = 1e-5
TIRED = 6
WALKS = 2000
SECONDS_FOR_ONE = 60.0

Vector = NDArray[np.float64]


class Contradiction(Exception):
    """What is published cannot all be true."""


@dataclass(frozen=True)
class Finding:
    """Something small that can be worked out: `low` to `high` is all that it can be."""

    what: str
    cell: Cell
    releases: tuple[int, ...]
    low: int
    high: int


def attack(releases: Sequence[Release]) -> list[Finding]:
    """Return what can be worked out from releases, given in their order, and nothing else; empty is good."""
    puzzle = read_puzzle(releases)
    return [found for part in _split(puzzle) for found in _Attempt(part).run()]


def tells(guess: Guess, low: float, high: float, *, threshold: int) -> bool:
    """Say whether a range tells something: of a count, that it is small, and more; of a difference, nearly what."""
    if guess.what == "difference":
        return high - low + 1 < threshold and low < threshold and high > -threshold
    return high < threshold and (low > 0 or high < threshold - 1)


def _split(puzzle: Puzzle) -> Iterator[Puzzle]:
    """Give the parts of a puzzle that no row and no guess ties together."""
    part_of = _parts(puzzle)
    split: dict[int, Puzzle] = defaultdict(lambda: Puzzle({}, {}, [], [], puzzle.threshold))
    for key, part in part_of.items():
        split[part].low[key], split[part].high[key] = puzzle.low[key], puzzle.high[key]
    for row in puzzle.rows:
        split[part_of[row[0][0]]].rows.append(row)
    for guess in puzzle.guesses:
        split[part_of[guess.plus[0]]].guesses.append(guess)
    yield from (each for each in split.values() if each.guesses)


def _parts(puzzle: Puzzle) -> dict[Key, int]:
    """Return the number of the part that each count is in, by going from neighbour to neighbour."""
    together = [(*plus, *minus) for plus, minus, _, _ in puzzle.rows]
    together += [(*guess.plus, *guess.minus) for guess in puzzle.guesses]
    ties: dict[Key, list[int]] = defaultdict(list)
    for place, keys in enumerate(together):
        for key in keys:
            ties[key].append(place)
    part_of: dict[Key, int] = {}
    for part, start in enumerate(puzzle.low):
        waiting = [] if start in part_of else [start]
        while waiting:
            key = waiting.pop()
            if part_of.setdefault(key, part) == part:
                waiting.extend(other for place in ties.pop(key, ()) for other in together[place])
    return part_of


class _Attempt:
    """The attack on one part."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle = puzzle
        self.place = {key: at for at, key in enumerate(puzzle.low)}
        self.solver = self._solver()
        self.columns = np.arange(len(self.place), dtype=np.int32)
        self.best = 0.0
        self.seen_low, self.seen_high = np.full(len(puzzle.guesses), inf), np.full(len(puzzle.guesses), -inf)
        terms = [
            (at, self.place[key], sign)
            for at, guess in enumerate(puzzle.guesses)
            for keys, sign in ((guess.plus, 1.0), (guess.minus, -1.0))
            for key in keys
        ]
        self.of = np.array([at for at, _, _ in terms])
        self.at = np.array([column for _, column, _ in terms])
        self.sign = np.array([sign for _, _, sign in terms])
        self.is_move = np.array([guess.what == "difference" for guess in puzzle.guesses])

    def _solver(self) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.place), len(self.puzzle.rows)
        program.col_cost_ = np.zeros(len(self.place))
        program.col_lower_ = np.array(list(self.puzzle.low.values()), dtype=float)
        program.col_upper_ = np.array(list(self.puzzle.high.values()), dtype=float)
        program.row_lower_ = np.array([low for _, _, low, _ in self.puzzle.rows])
        program.row_upper_ = np.array([high for _, _, _, high in self.puzzle.rows])
        index = [[self.place[key] for key in (*plus, *minus)] for plus, minus, _, _ in self.puzzle.rows]
        value = [[1.0] * len(plus) + [-1.0] * len(minus) for plus, minus, _, _ in self.puzzle.rows]
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.concatenate(([0], np.cumsum([len(each) for each in index]))).astype(np.int32)
        matrix.index_ = np.array([column for each in index for column in each], dtype=np.int32)
        matrix.value_ = np.array([factor for each in value for factor in each], dtype=float)
        solver.passModel(program)
        return solver

    def run(self) -> list[Finding]:
        """Walk through solutions at random until they show nothing new; then ask for each guess that is left."""
        chance, tired = np.random.default_rng(7), 0
        for _ in range(WALKS):
            left = self._left()
            if not left.any() or tired >= TIRED:
                break
            pull = np.where(left, chance.normal(size=len(left)), 0.0)
            cost = np.zeros(len(self.place))
            np.add.at(cost, self.at, pull[self.of] * self.sign)
            before = int(left.sum())
            self._solve(cost)
            tired = tired + 1 if int(self._left().sum()) == before else 0
        return [found for at in range(len(self.puzzle.guesses)) if self._left()[at] and (found := self._ask(at))]

    def _left(self) -> NDArray[np.bool_]:
        """Say of which guesses it is not known yet that they tell nothing."""
        threshold, low, high = self.puzzle.threshold, self.seen_low, self.seen_high
        as_move = high - low + 1 < threshold
        as_count = (high < threshold) & ((low > 0) | (high < threshold - 1))
        return np.where(self.is_move, as_move, as_count)

    def _solve(self, cost: Vector, *, whole: bool = False) -> None:
        """Look for the solution of the lowest cost; what it shows of each guess counts if it is in whole numbers.

        `best` becomes the lowest cost there can be, which stays true of whole numbers that ran out of time.
        """
        self.solver.changeColsCost(len(cost), self.columns, cost)
        if whole:
            self.solver.changeColsIntegrality(len(cost), self.columns, np.ones(len(cost), dtype=np.uint8))
            self.solver.setOptionValue("time_limit", self.solver.getRunTime() + SECONDS_FOR_ONE)
        self.solver.run()
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise Contradiction("What is published cannot all be true.")
        counts, told = np.array(self.solver.getSolution().col_value), self.solver.getInfo()
        self.best = told.mip_dual_bound if whole else told.objective_function_value
        solved = told.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        if whole:
            self.solver.changeColsIntegrality(len(cost), self.columns, np.zeros(len(cost), dtype=np.uint8))
            self.solver.setOptionValue("time_limit", inf)
        nearest = np.rint(counts)
        if solved and np.all(np.abs(counts - nearest) < ALMOST):
            values = np.bincount(self.of, weights=nearest[self.at] * self.sign, minlength=len(self.seen_low))
            self.seen_low, self.seen_high = np.minimum(self.seen_low, values), np.maximum(self.seen_high, values)

    def _ask(self, at: int) -> Finding | None:
        """Ask for the ends of one guess: by linear bounds, then in whole numbers where these leave it open."""
        guess, ends = self.puzzle.guesses[at], {-1.0: -inf, 1.0: inf}
        for whole in (False, True):
            for side in ends:
                value = side * self._end(at, side, whole=whole)
                ends[side] = (
                    min(ends[side], floor(value + ALMOST)) if side > 0 else max(ends[side], ceil(value - ALMOST))
                )
            low, high = ends[-1.0], ends[1.0]
            if tells(guess, low, high, threshold=self.puzzle.threshold):
                return Finding(guess.what, guess.cell, guess.releases, int(low), int(high))
            if not self._left()[at]:
                break
        return None

    def _end(self, at: int, side: float, *, whole: bool) -> float:
        """Return how far a guess goes to one side, counted in that direction."""
        cost = np.zeros(len(self.place))
        mine = self.of == at
        np.add.at(cost, self.at[mine], -side * self.sign[mine])
        self._solve(cost, whole=whole)
        return -self.best
