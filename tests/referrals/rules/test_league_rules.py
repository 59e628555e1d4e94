"""Which days a period has, and of how many requests a share is given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.takedowns.league import Period, first_day, percent


@pytest.mark.parametrize(
    ("period", "today", "expected"),
    [
        ("month", date(2026, 3, 31), date(2026, 3, 1)),
        ("quarter", date(2026, 3, 31), date(2026, 1, 1)),
        ("quarter", date(2026, 4, 1), date(2026, 4, 1)),
        ("quarter", date(2026, 12, 31), date(2026, 10, 1)),
        ("year", date(2026, 12, 31), date(2026, 1, 1)),
        ("all", date(2026, 12, 31), None),
    ],
)
def test_a_period_begins_with_its_first_day(period, today, expected):
    assert first_day(Period(period), today=today) == expected


@given(today=st.dates())
def test_longer_periods_begin_no_later(today):
    month, quarter, year = (first_day(Period(each), today=today) for each in ("month", "quarter", "year"))
    assert year <= quarter <= month <= today


@given(total=st.integers(0, 10_000), data=st.data())
def test_a_share_is_given_of_five_and_more(total, data):
    number = data.draw(st.integers(0, total))
    share = percent(number, total)
    assert (share is None) == (total < 5)
    assert share is None or 0 <= share <= 100
