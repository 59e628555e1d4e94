from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.time_bar_warnings import PASSED, BadWarnings, read_warnings, warning_due

DATA = {"version": "1", "warn_days": [60, 30, 14, 7], "near_days": 30}
WARNINGS = read_warnings(DATA)
DUE = date(2026, 9, 2)


def due(left, last=None):
    return warning_due(WARNINGS, due_on=DUE, today=DUE - timedelta(days=left), last=last)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (61, None),
        (60, 60),
        (31, 60),
        (30, 30),
        (15, 30),
        (14, 14),
        (8, 14),
        (7, 7),
        (0, 7),
        (-1, PASSED),
        (-90, PASSED),
    ],
)
def test_newest_warning_that_is_reached_is_given(left, expected):
    assert due(left) == expected


@pytest.mark.parametrize(
    ("left", "last", "expected"),
    [(60, 60, None), (29, 60, 30), (3, 60, 7), (3, 7, None), (-5, 60, PASSED), (-5, PASSED, None)],
)
def test_what_was_missed_is_made_up_for_with_one(left, last, expected):
    assert due(left, last) == expected


@given(st.lists(st.integers(-30, 90), unique=True).map(lambda lefts: sorted(lefts, reverse=True)))
def test_each_is_given_once_whatever_days_somebody_looks(lefts):
    given_, last = [], None
    for left in lefts:
        newest = due(left, last)
        if newest is not None:
            given_.append(newest)
            last = newest
    assert given_ == sorted(set(given_), reverse=True)
    assert all(day in (60, 30, 14, 7, PASSED) for day in given_)


def test_near_and_chased_are_counted_from_today():
    assert WARNINGS.near_until(date(2026, 8, 3)) == DUE
    assert WARNINGS.horizon(date(2026, 7, 4)) == DUE


@pytest.mark.parametrize(
    "change",
    [
        {"warn_days": []},
        {"warn_days": [7, 14]},
        {"warn_days": [14, 14]},
        {"warn_days": [60, -7]},
        {"warn_days": [60, "30"]},
        {"near_days": -1},
    ],
)
def test_table_that_cannot_be_used_is_refused(change):
    with pytest.raises(BadWarnings):
        read_warnings({**DATA, **change})
