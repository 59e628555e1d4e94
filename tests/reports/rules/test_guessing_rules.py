import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.guessing import read_limits, seconds_left, wait_after

LIMITS = read_limits(json.loads(files("reports.data").joinpath("guessing.json").read_text(encoding="utf-8")))
HOUR = 3600


def wait(wrong, slope=LIMITS.report):
    return wait_after(wrong, slope=slope, lock_seconds=LIMITS.lock_seconds)


@pytest.mark.parametrize(
    ("wrong", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, HOUR), (1000, HOUR)],
)
def test_wait_after_so_many_wrong_codes(wrong, seconds):
    assert wait(wrong) == seconds


@pytest.mark.parametrize(("wrong", "seconds"), [(14, 0), (15, 30), (20, 600), (29, 600), (30, HOUR)])
def test_wait_for_a_saved_draft_is_gentler_since_a_network_shares_it(wrong, seconds):
    assert wait(wrong, LIMITS.draft) == seconds


@given(st.integers(0, 100), st.sampled_from([LIMITS.report, LIMITS.draft]))
def test_one_more_wrong_try_never_shortens_the_wait(wrong, slope):
    assert wait(wrong + 1, slope) >= wait(wrong, slope)


@given(st.integers(0, 20), st.integers(0, 10_000), st.integers(0, 10_000))
def test_wait_is_over_when_its_time_has_passed(wrong, last_at, passed):
    left = seconds_left(
        wrong=wrong, last_at=last_at, now=last_at + passed, slope=LIMITS.report, lock_seconds=LIMITS.lock_seconds
    )
    assert left == max(0, wait(wrong) - passed)
