"""Waves are measured on generated series: a quiet year is quiet, and what is planted is met in time."""

import pytest

from tests.benches import waves

NUMBERS = waves.numbers_in_force()


def test_a_quiet_quarter_gives_hardly_an_alarm():
    year = waves.quiet_year(seed=3, days=63 + 91, dispersion=1.3)
    assert sum(map(len, year.series.values())) > 20_000
    assert waves.false_alarms(year, numbers=NUMBERS) <= 1


@pytest.mark.parametrize(("usual", "hours"), [(0.05, 5), (5.0, 8)])
def test_a_planted_wave_is_met_within_hours(usual, hours):
    met = waves.planted(usual_a_day=usual, an_hour=4, waves=12, seed=1, numbers=NUMBERS, looked_at=640)
    assert met.met == met.waves
    assert met.median_hours <= hours
