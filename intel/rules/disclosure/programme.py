"""The whole-number programme of what an attacker knows, and how much it costs to say less. For the protector. Pure.

One column is the true count of a cell at one release. Rows are relations, and how a count may have moved between
releases. What this release says of a cell stands in rows of its own with slack columns: they are shut while it is
asked what can be worked out, and have a price while it is asked what to hide (the linear form of Fischetti and
Salazar's model, "Solving the cell suppression problem on tabular data with linear constraints", 2001).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
NEAR = 1e-5
"""How far from a whole number the solver's answer may be and still count as one."""
DEEPEST = 30
"""So many fractions are held at whole numbers before that is given up."""


@dataclass
class Rows:
    """Rows as they are gathered, before the solver has them."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    start: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)

    def add(self, columns: Sequence[int], factors: Sequence[float], *, low: float, high: float) -> None:
        """Add one: low <= factors x columns <= high."""
        self.columns.extend(columns)
        self.factors.extend(factors)
        self.start.append(len(self.columns))
        self.low.append(low)
        self.high.append(high)


@dataclass(frozen=True)
class Answer:
    """What the solver found: the columns, in whole numbers if they are, and what it cost."""

    columns: Numbers
    whole: bool
    cost: float


class Programme:
    """Columns and rows in the solver. The first `counts` columns are whole numbers, the others slack."""

    def __init__(self, *, low: Sequence[float], high: Sequence[float], counts: int, rows: Rows) -> None:
        """Hand the programme to the solver."""
        self.low, self.high = np.array(low, dtype=float), np.array(high, dtype=float)
        self.counts = counts
        self._all = np.arange(len(low), dtype=np.int32)
        self._solver = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("mip_rel_gap", 0.05)):
            self._solver.setOptionValue(name, value)
        self._solver.passModel(self._given(rows))

    def _given(self, rows: Rows) -> highspy.HighsLp:
        given = highspy.HighsLp()
        given.num_col_, given.num_row_ = len(self.low), len(rows.low)
        given.col_cost_ = np.zeros(len(self.low))
        given.col_lower_, given.col_upper_ = self.low, self.high
        given.row_lower_, given.row_upper_ = np.array(rows.low), np.array(rows.high)
        given.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        given.a_matrix_.start_ = np.array(rows.start, dtype=np.int32)
        given.a_matrix_.index_ = np.array(rows.columns, dtype=np.int32)
        given.a_matrix_.value_ = np.array(rows.factors, dtype=float)
        return given

    def bound(self, columns: NDArray[np.int32], low: Numbers, high: Numbers) -> None:
        """Set what columns lie between."""
        self.low[columns], self.high[columns] = low, high
        self._solver.changeColsBounds(len(columns), columns, low, high)

    def cheapest(self, cost: Numbers, *, whole: bool = False) -> Answer | None:
        """Return a solution of the lowest cost, linear or in whole numbers; None where there is none (in time)."""
        self._solver.changeColsCost(len(cost), self._all, cost)
        if whole:
            self._set_whole(1)
        self._solver.run()
        told, answer = self._solver.getInfo(), None
        feasible = told.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        if feasible and (whole or self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal):
            answer = self._answer(np.array(self._solver.getSolution().col_value), cost)
        if whole:
            self._set_whole(0)
        return answer

    def dive(self, cost: Numbers) -> Answer | None:
        """Return a cheap solution in whole numbers: one fraction after the other is held at a whole number beside it.

        A corner has few fractions, and each of these steps is short; the solver's own search is not. What is returned
        has fractions where no way down was found.
        """
        answer = self.cheapest(cost)
        held: list[tuple[NDArray[np.int32], Numbers, Numbers]] = []
        for _ in range(DEEPEST):
            if answer is None or answer.whole:
                break
            further = self._hold_one(answer, cost, held)
            if further is None:
                break
            answer = further
        for column, low, high in reversed(held):
            self.bound(column, low, high)
        return answer

    def _hold_one(
        self, answer: Answer, cost: Numbers, held: list[tuple[NDArray[np.int32], Numbers, Numbers]]
    ) -> Answer | None:
        """Hold the fraction that is nearest to a whole number there, else at the next on its other side."""
        counts = answer.columns[: self.counts]
        off = np.abs(counts - np.rint(counts))
        column = np.array([np.where(off >= NEAR, off, 1.0).argmin()], dtype=np.int32)
        value, nearest = counts[column], np.rint(counts[column])
        held.append((column, self.low[column].copy(), self.high[column].copy()))
        for at in (nearest, nearest + np.sign(value - nearest)):
            self.bound(column, at, at)
            further = self.cheapest(cost)
            if further is not None:
                return further
        return None

    def whole_near(self, truth: Numbers, cost: Numbers, *, away: float) -> Answer | None:
        """Return a solution in whole numbers with no count farther than `away` from a known one, if it is found."""
        columns = self._all[: self.counts]
        low, high = self.low[: self.counts].copy(), self.high[: self.counts].copy()
        self.bound(columns, np.maximum(low, truth - away), np.minimum(high, truth + away))
        found = self.dive(cost)
        if found is not None and not found.whole:
            found = self.cheapest(np.zeros(len(cost)), whole=True)
        self.bound(columns, low, high)
        return found

    def _set_whole(self, kind: int) -> None:
        """Tell the solver whether counts are whole numbers (1) or not (0); whole ones get half a minute."""
        self._solver.changeColsIntegrality(self.counts, self._all[: self.counts], np.full(self.counts, kind, np.uint8))
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + 30.0 if kind else float("inf"))

    def _answer(self, columns: Numbers, cost: Numbers) -> Answer:
        nearest = np.rint(columns[: self.counts])
        whole = bool(np.all(np.abs(columns[: self.counts] - nearest) < NEAR))
        if whole:
            columns[: self.counts] = nearest
        return Answer(columns=columns, whole=whole, cost=float(cost @ columns))

    def require(self, columns: Sequence[int], factors: Sequence[float], value: float) -> None:
        """Add a row that holds a form at a value, until `release`."""
        self._solver.addRow(value, value, len(columns), np.array(columns, np.int32), np.array(factors, float))

    def release(self) -> None:
        """Take the last row away again."""
        self._solver.deleteRows(1, np.array([self._solver.getNumRow() - 1], dtype=np.int32))
