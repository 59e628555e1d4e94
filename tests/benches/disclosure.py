"""`make bench-disclosure`: how long it takes to protect and to attack three releases of an invented hub. No database.

Times are of the processor, which one core gives.

Reports are invented one by one, sparse as real ones are: categories follow Zipf's law, and most forces have a handful
a month. Between releases some are merged away, recoded or taken out again, and a quarter comes in.
"""

import argparse
import time

import numpy as np

from intel.rules.disclosure.attack import attack
from intel.rules.disclosure.protecting import protect
from intel.rules.disclosure.relations import relations_of
from intel.rules.disclosure.releases import Cell, Dimension, Frame, Mark, Rules, Table

WAYS = {"platform": 20, "strand": 12, "force": 46, "offence": 25, "outcome": 12, "kind": 5}
SEVERAL = "strand"
FIRST_YEAR = 2022


class World:
    """Invented reports: the month of each, and its category of each dimension; a second strand, or none."""

    def __init__(self, *, a_month: int, months: int, seed: int = 1) -> None:
        self.chance = np.random.default_rng(seed)
        self.months = months
        size = a_month * months
        self.month = self.chance.integers(0, months, size)
        self.of = {name: self._zipf(number, size) for name, number in WAYS.items()}
        self.second = np.where(self.chance.random(size) < 0.15, self._zipf(WAYS[SEVERAL], size), -1)
        self.there = np.ones(size, dtype=bool)

    def _zipf(self, number: int, size: int) -> np.ndarray:
        weights = 1.0 / np.arange(1, number + 1) ** 1.2
        return self.chance.choice(number, size, p=weights / weights.sum())

    def revise(self, *, share: float) -> None:
        """Merge some reports away, take some out again, and recode some in every dimension."""
        self.there ^= self.chance.random(len(self.there)) < share
        for name, number in WAYS.items():
            moved = self.chance.random(len(self.there)) < share
            self.of[name] = np.where(moved, self._zipf(number, len(moved)), self.of[name])

    def tables(self, *, months: int) -> list[Table]:
        """Return all tables up to a month, by month, quarter and year, of periods that are over."""
        periods = [
            *((f"{FIRST_YEAR + at // 12}-{at % 12 + 1:02}", at, at + 1) for at in range(months)),
            *((f"{FIRST_YEAR + at // 4}-Q{at % 4 + 1}", 3 * at, 3 * at + 3) for at in range(months // 3)),
            *((str(FIRST_YEAR + at), 12 * at, 12 * at + 12) for at in range(months // 12)),
        ]
        return [self._table(name, number, periods) for name, number in WAYS.items()]

    def _table(self, name: str, number: int, periods: list[tuple[str, int, int]]) -> Table:
        dimension = Dimension(
            name=name, categories=tuple(f"{name[:2]}{at}" for at in range(number)), adds_up=name != SEVERAL
        )
        frame = Frame(name=name, dimensions=(dimension,), periods=tuple(period for period, _, _ in periods))
        counts: dict[Cell, int] = {}
        for period, first, after in periods:
            chosen = self.there & (self.month >= first) & (self.month < after)
            counts[Cell((), period)] = int(chosen.sum())
            for at, category in enumerate(dimension.categories):
                one = self.of[name] == at
                one = one | (self.second == at) if name == SEVERAL else one
                counts[Cell(((name, category),), period)] = int((chosen & one).sum())
        return Table(frame=frame, counts=counts)


def main() -> None:
    """Protect three releases one after the other, then attack them together, and print what it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--reports", type=int, default=1000, help="reports a month")
    asked.add_argument("--months", type=int, default=48)
    asked.add_argument("--revised", type=float, default=0.005, help="share of reports that changes between releases")
    asked.add_argument("--no-attack", action="store_true")
    given = asked.parse_args()
    world, earlier = World(a_month=given.reports, months=given.months), []
    for months in (given.months - 6, given.months - 3, given.months):
        tables, began = world.tables(months=months), time.process_time()
        done = protect(tables, relations_of(each.frame for each in tables), Rules(), earlier)
        took, tally = time.process_time() - began, done.tally
        said = done.release.statements.values()
        print(
            f"release {done.release.number}: {tally.cells} cells, {tally.shown} shown, "
            f"{100 * tally.primary / tally.cells:.1f} % primary, {100 * tally.secondary / tally.cells:.2f} % secondary "
            f"({tally.secondary} cells), {sum(1 for each in said if each.mark is Mark.WITHHELD)} withheld, "
            f"{sum(1 for each in said if each.revised)} revised, "
            f"{sum(1 for each in said if not each.holds)} stand as released; {took:.0f} s",
            flush=True,
        )
        earlier.append(done)
        world.revise(share=given.revised)
    if not given.no_attack:
        began = time.process_time()
        found = attack([each.release for each in earlier])
        print(f"attack: {len(found)} findings, {time.process_time() - began:.0f} s")
        for each in found[:20]:
            print("  ", each)


if __name__ == "__main__":
    main()
