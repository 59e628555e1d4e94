"""How far each protected form has been seen to reach, by solutions in whole numbers. For the protector. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from intel.rules.disclosure.knowledge import Target
from intel.rules.disclosure.programme import Answer, Numbers

FARTHEST = 1e12


class Reach:
    """The smallest and largest value of each target that a solution in whole numbers has; more is never needed."""

    def __init__(self, targets: Sequence[Target], *, threshold: int) -> None:
        """Begin with nothing seen."""
        self.targets, self.threshold = targets, threshold
        self._columns = np.array([column for each in targets for column in each.columns], dtype=np.int64)
        self._factors = np.array([factor for each in targets for factor in each.factors])
        sizes = np.array([len(each.columns) for each in targets], dtype=np.int64)
        self._starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
        self._of = np.repeat(np.arange(len(targets)), sizes)
        self._full = np.array([each.full for each in targets], dtype=bool)
        self.low, self.high = np.full(len(targets), FARTHEST), np.full(len(targets), -FARTHEST)

    def see(self, answer: Answer | None) -> int:
        """Take a solution in, and return how many targets it took nearer."""
        if answer is None or not answer.whole or not self.targets:
            return 0
        values = np.add.reduceat(answer.columns[self._columns] * self._factors, self._starts)
        open_before = self.unmet()
        nearer = ((values < self.low) & self.wants_low()) | ((values > self.high) & self.wants_high())
        self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)
        return int(np.count_nonzero(nearer & open_before))

    def wants_low(self) -> NDArray[np.bool_]:
        """Say which targets have to be seen smaller."""
        return np.where(self._full, self.low > 0, self.high - self.low < self.threshold - 1)

    def wants_high(self) -> NDArray[np.bool_]:
        """Say which have to be seen larger."""
        return np.where(self._full, self.high < self.threshold - 1, self.high - self.low < self.threshold - 1)

    def unmet(self) -> NDArray[np.bool_]:
        """Say which targets have not been seen to reach far enough."""
        return self.wants_low() | self.wants_high()

    def pull(self, chance: np.random.Generator, *, columns: int) -> Numbers:
        """Return a cost that draws unmet targets to where they have not been seen, some at random for each."""
        low, high = self.wants_low(), self.wants_high()
        side = np.where(low & high, chance.choice((-1.0, 1.0), len(self.targets)), np.where(low, 1.0, -1.0))
        weight = np.where(low | high, side * chance.random(len(self.targets)) ** 2, 0.0)
        cost = np.zeros(columns)
        np.add.at(cost, self._columns, weight[self._of] * self._factors)
        return cost
