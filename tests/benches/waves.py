"""`make bench-waves`: how often waves are noticed in a quiet year, and how soon planted ones are. Pure, no database.

A quiet year is made of series with rates of their own, a rhythm of hours and weekdays, and more variation than chance
alone gives (days are drawn from a gamma distribution around their mean). Every quarter of an hour the hub looks; here
it looks whenever something has arrived since, which finds the same waves.
"""

import argparse
import json
import random
import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from importlib.resources import files

from intel.rules.notice_table import read_notice_table
from intel.rules.waves import Window, find_unusual

HOUR_SHAPE = (3, 2, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 6, 6, 5, 5, 6, 7, 8, 9, 10, 10, 8, 5)
DAY_SHAPE = (1.0, 1.0, 1.0, 1.05, 1.1, 1.25, 1.2)
PLACES, TARGETS = 240, 400
WEEK = 7 * 24.0
QUARTER = 0.25
OVER = 72.0


@dataclass(frozen=True, kw_only=True)
class Year:
    """The hours at which something occurred, by series, the earliest first."""

    series: dict[str, list[float]]
    hours: float


@dataclass(frozen=True, kw_only=True)
class Planted:
    """How planted waves of one size were met."""

    usual_a_day: float
    an_hour: int
    met: int
    waves: int
    median_hours: float
    median_arrivals: float


def quiet_year(*, seed: int, days: int, dispersion: float = 2.0) -> Year:
    """Return a year in which nothing happens but what is usual."""
    chance = random.Random(seed)
    rates = {f"place:{number}": 12.0 / (1 + number) ** 0.7 for number in range(PLACES)}
    rates |= {f"target:{number}": 0.6 / (1 + number) ** 0.6 for number in range(TARGETS)}
    found = {name: _times(rate, days=days, dispersion=dispersion, chance=chance) for name, rate in rates.items()}
    return Year(series={name: times for name, times in found.items() if times}, hours=24.0 * days)


def _times(rate: float, *, days: int, dispersion: float, chance: random.Random) -> list[float]:
    times: list[float] = []
    for day in range(days):
        mean = rate * DAY_SHAPE[day % 7]
        drawn = chance.gammavariate(mean / (dispersion - 1), dispersion - 1)
        number = _poisson(drawn, chance)
        times += [24.0 * day + hour + chance.random() for hour in chance.choices(range(24), HOUR_SHAPE, k=number)]
    return sorted(times)


def _poisson(mean: float, chance: random.Random) -> int:
    number, waited = 0, chance.expovariate(1.0)
    while waited < mean:
        number += 1
        waited += chance.expovariate(1.0)
    return number


def look(times: list[float], *, at: float, looked_at: int, numbers) -> bool:
    """Tell whether a series is a wave at this hour."""
    weeks = min(numbers.weeks, int((at - max(numbers.hours)) // WEEK))
    windows = [
        Window(
            hours=hours,
            now=_between(times, at - hours, at),
            before=tuple(_between(times, at - week * WEEK - hours, at - week * WEEK) for week in range(1, weeks + 1)),
        )
        for hours in numbers.hours
    ]
    return bool(find_unusual({"series": windows}, looked_at=looked_at, numbers=numbers))


def _between(times: list[float], begin: float, end: float) -> int:
    return bisect_right(times, end) - bisect_right(times, begin)


def false_alarms(year: Year, *, numbers, from_hour: float = 9 * WEEK) -> int:
    """Return how many waves are noticed in a quiet year; one that is noticed counts once until it has been over."""
    alarms, looked_at = 0, len(year.series)
    for times in year.series.values():
        quiet_until = 0.0
        looks = sorted({QUARTER * (int(each / QUARTER) + 1) for each in times if each >= from_hour})
        for at in looks:
            if at < quiet_until or _between(times, at - max(numbers.hours), at) < numbers.from_occurrences:
                continue
            if look(times, at=at, looked_at=looked_at, numbers=numbers):
                alarms += 1
                quiet_until = at + OVER
    return alarms


def planted(*, usual_a_day: float, an_hour: int, waves: int, seed: int, numbers, looked_at: int) -> Planted:
    """Plant waves into a quiet series, so many an hour for a day, and say how soon each is noticed."""
    chance = random.Random(seed)
    delays, arrivals = [], []
    for _wave in range(waves):
        begin = 10 * WEEK + chance.uniform(0, WEEK)
        calm = _times(usual_a_day, days=90, dispersion=2.0, chance=chance)
        added = sorted(begin + 24 * chance.random() for _each in range(_poisson(24.0 * an_hour, chance)))
        times = sorted([*calm, *added])
        looks = (begin + QUARTER * step for step in range(1, 97))
        met = next((at for at in looks if look(times, at=at, looked_at=looked_at, numbers=numbers)), None)
        if met is not None:
            delays.append(met - begin)
            arrivals.append(bisect_left(added, met))
    return Planted(
        usual_a_day=usual_a_day,
        an_hour=an_hour,
        met=len(delays),
        waves=waves,
        median_hours=sorted(delays)[len(delays) // 2] if delays else 0.0,
        median_arrivals=sorted(arrivals)[len(arrivals) // 2] if arrivals else 0.0,
    )


def numbers_in_force():
    """Return the numbers that ship."""
    return read_notice_table(json.loads(files("intel.data").joinpath("notices.json").read_text())).wave


def main() -> None:
    """Print false alarms by year, and delays by size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--years", type=int, default=3)
    years, numbers = parser.parse_args().years, numbers_in_force()
    print("False alarms in a quiet year (365 days after nine weeks to learn from)")
    for seed in range(years):
        for dispersion in (1.3, 2.0, 3.0):
            began = time.perf_counter()
            year = quiet_year(seed=seed, days=365 + 63, dispersion=dispersion)
            alarms = false_alarms(year, numbers=numbers)
            size = sum(map(len, year.series.values()))
            said = f"{size:,} occurrences in {len(year.series)} series, days varying {dispersion} times as by chance"
            print(f"  seed {seed}: {alarms} false alarms; {said} ({time.perf_counter() - began:.1f} s)")
    print("Planted waves of a day (50 of each)")
    for usual in (0.05, 1.0, 5.0, 12.0):
        for an_hour in (1, 2, 4, 8):
            met = planted(usual_a_day=usual, an_hour=an_hour, waves=50, seed=7, numbers=numbers, looked_at=640)
            print(
                f"  usually {usual:>5} a day, {an_hour} more an hour: {met.met} of {met.waves} noticed, "
                f"median after {met.median_hours:.2f} h and {met.median_arrivals} arrivals"
            )


if __name__ == "__main__":
    main()
