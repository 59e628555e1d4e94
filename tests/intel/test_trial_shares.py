"""Intervals against worked examples that were published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.rules.trial_shares import Difference, Stratum, Tally, Verdict, compare, mantel_haenszel, newcombe
from triage.rules.shares import SURE, share_of

# Newcombe, Statistics in Medicine 17 (1998), pages 857 to 872, table I: method 3, the score interval.
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# Newcombe, Statistics in Medicine 17 (1998), pages 873 to 890, table II: method 10.
DIFFERENCES = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


def tally(identified, cases):
    return Tally(identified=identified, cases=cases)


def stratum(new, usual, platform="x"):
    return Stratum(platform=platform, is_anonymous=True, strand="race", new=tally(*new), usual=tally(*usual))


@pytest.mark.parametrize(("number", "total", "low", "high"), WILSON)
def test_score_interval_is_that_of_the_published_examples(number, total, low, high):
    share = share_of(number, total)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), DIFFERENCES)
def test_difference_has_the_interval_of_the_published_examples(a, m, b, n, low, high):
    found = newcombe(tally(a, m), tally(b, n))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_stratified_difference_is_that_of_the_diabetes_trial():
    # University Group Diabetes Program, deaths under tolbutamide and placebo by age, as worked in Rothman,
    # Epidemiology: an introduction: 3.5 points, with a 90 % interval from -1.8 to 8.7.
    found = mantel_haenszel([(tally(8, 106), tally(5, 120)), (tally(22, 98), tally(16, 85))])
    half = (found.high - found.value) / SURE * 1.644854
    assert round(found.value, 3) == 0.035
    assert round(found.value - half, 3) == -0.018
    assert round(found.value + half, 3) == 0.087


def test_fewer_than_ten_of_either_is_too_few_to_say():
    found = compare([stratum((9, 9), (0, 40))])
    assert found.verdict is Verdict.TOO_FEW
    assert found.crude is None
    assert found.stratified is None
    assert found.new.share is None
    assert found.usual.share is not None


def test_ten_of_each_is_enough():
    found = compare([stratum((10, 10), (0, 10))])
    assert found.verdict is Verdict.BETTER
    assert found.crude.low > 0.6


def test_strata_with_one_arm_alone_count_for_nothing_like():
    found = compare([stratum((20, 20), (0, 0)), stratum((0, 0), (0, 20), platform="reddit")])
    assert found.compared == 0
    assert found.stratified is None
    assert found.verdict is Verdict.TOO_FEW
    assert found.crude.value == 1


def test_like_cases_can_say_the_opposite_of_all_cases():
    # Easy cases went to the usual method (Simpson): within either platform the new one is better.
    easy, hard = stratum((18, 20), (70, 90)), stratum((30, 90), (3, 20), platform="reddit")
    found = compare([easy, hard])
    assert found.crude.value < 0
    assert found.stratified.value > 0


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 60), st.integers(1, 60))
def test_intervals_hold_their_difference_and_turn_round_with_the_arms(a, b, m, n):
    one, other = tally(min(a, m), m), tally(min(b, n), n)
    found, turned = newcombe(one, other), newcombe(other, one)
    assert isinstance(found, Difference)
    assert -1 <= found.low <= found.value + 1e-12
    assert found.value <= found.high + 1e-12 <= 1 + 1e-9
    assert abs(found.low + turned.high) < 1e-9
    stratified = mantel_haenszel([(one, other)])
    assert abs(stratified.value - found.value) < 1e-9


def test_nothing_is_said_of_nothing():
    assert newcombe(tally(0, 0), tally(0, 3)) is None
    assert mantel_haenszel([]) is None
    assert compare([]).verdict is Verdict.TOO_FEW
