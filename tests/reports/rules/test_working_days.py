from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.working_days import (
    HolidaysUnknown,
    end_of_day,
    end_of_presumed_day,
    end_of_working_day,
    is_working_day,
    last_known_day,
    working_days_between,
)

LONDON = ZoneInfo("Europe/London")
EASTER = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
CHRISTMAS = frozenset({date(2027, 12, 27), date(2027, 12, 28), date(2028, 1, 3)})
HOLIDAYS = EASTER | CHRISTMAS
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=1800)).map(lambda passed: FIRST + passed)
tables = st.frozensets(st.dates(date(2024, 1, 1), date(2028, 12, 31)), max_size=60).map(
    lambda days: days | {date(2035, 12, 25)}
)
numbers = st.integers(1, 12)


def told_by(text: str, days: int) -> date:
    """The day in London on which a limit ends, for a decision made at a moment in London."""
    made = datetime.fromisoformat(text).replace(tzinfo=LONDON)
    return end_of_working_day(made, days, HOLIDAYS, LONDON).astimezone(LONDON).date()


@pytest.mark.parametrize(
    ("decided", "days", "day"),
    [
        ("2026-03-02T12:00", 1, date(2026, 3, 3)),  # Monday
        ("2026-03-02T00:00", 1, date(2026, 3, 3)),
        ("2026-03-02T23:59", 1, date(2026, 3, 3)),
        ("2026-03-02T12:00", 5, date(2026, 3, 9)),
        ("2026-03-06T17:00", 1, date(2026, 3, 9)),  # Friday
        ("2026-03-07T10:00", 1, date(2026, 3, 9)),  # Saturday: the first working day after it is Monday
        ("2026-03-08T10:00", 5, date(2026, 3, 13)),
        ("2026-04-02T12:00", 1, date(2026, 4, 7)),  # Maundy Thursday
        ("2026-04-03T12:00", 1, date(2026, 4, 7)),  # Good Friday itself
        ("2026-04-01T12:00", 5, date(2026, 4, 10)),
        ("2027-12-24T12:00", 1, date(2027, 12, 29)),  # both substitute days
        ("2027-12-24T12:00", 5, date(2028, 1, 5)),  # and the one of New Year's Day
    ],
)
def test_limit_ends_with_the_working_day(decided, days, day):
    assert told_by(decided, days) == day


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 3, 27), "2026-03-27T23:59:59.999999+00:00"),
        (date(2026, 3, 29), "2026-03-29T22:59:59.999999+00:00"),  # the day on which the clocks go forward
        (date(2026, 3, 30), "2026-03-30T22:59:59.999999+00:00"),
        (date(2026, 10, 23), "2026-10-23T22:59:59.999999+00:00"),
        (date(2026, 10, 26), "2026-10-26T23:59:59.999999+00:00"),  # the Monday after they have gone back
    ],
)
def test_day_ends_at_midnight_on_the_wall_in_winter_and_summer(day, end):
    assert end_of_day(day, LONDON).isoformat() == end


def test_decision_late_on_a_summer_evening_belongs_to_the_day_in_london():
    just_past_midnight_there = datetime(2026, 6, 2, 23, 30, tzinfo=UTC)  # 00:30 on Wednesday
    end = end_of_working_day(just_past_midnight_there, 1, HOLIDAYS, LONDON)
    assert end.astimezone(LONDON).date() == date(2026, 6, 4)


@pytest.mark.parametrize(
    ("holidays", "known_to"),
    [(frozenset(), None), (frozenset({date(2025, 12, 26)}), date(2025, 12, 31)), (EASTER, date(2026, 12, 31))],
)
def test_table_is_known_to_the_end_of_its_last_year(holidays, known_to):
    assert last_known_day(holidays) == known_to


@pytest.mark.parametrize("holidays", [frozenset(), EASTER])
def test_limit_past_the_table_is_refused_and_says_where_the_table_ends(holidays):
    made = datetime(2026, 12, 31, 12, tzinfo=UTC)
    with pytest.raises(HolidaysUnknown) as refused:
        end_of_working_day(made, 1, holidays, LONDON)
    assert refused.value.known_to == last_known_day(holidays)
    assert end_of_presumed_day(made, 1, holidays, LONDON) == end_of_day(date(2027, 1, 1), LONDON)


@pytest.mark.parametrize(("after", "days"), [(FIRST.replace(tzinfo=None), 1), (FIRST, 0)])
def test_moment_without_a_zone_and_no_days_at_all_are_refused(after, days):
    with pytest.raises(ValueError, match="at least one day"):
        end_of_working_day(after, days, HOLIDAYS, LONDON)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-03-02T23:59", "2026-03-02T23:59", 0),
        ("2026-03-02T23:59", "2026-03-03T00:00", 1),
        ("2026-03-06T23:59", "2026-03-08T12:00", 0),  # a weekend is not yet a working day late
        ("2026-03-06T23:59", "2026-03-09T08:00", 1),
        ("2026-04-02T23:59", "2026-04-06T12:00", 0),
        ("2026-04-02T23:59", "2026-04-07T12:00", 1),
        ("2026-03-03T12:00", "2026-03-02T12:00", 0),
    ],
)
def test_working_days_between_two_moments(first, last, days):
    begin, end = (datetime.fromisoformat(text).replace(tzinfo=LONDON) for text in (first, last))
    assert working_days_between(begin, end, HOLIDAYS, LONDON) == days


@given(moments, numbers, tables)
def test_limit_is_the_last_moment_of_a_working_day_after_the_decision(made, days, holidays):
    end = end_of_working_day(made, days, holidays, LONDON)
    day = end.astimezone(LONDON).date()
    assert end.tzinfo is UTC
    assert is_working_day(day, holidays)
    assert day > made.astimezone(LONDON).date()
    assert (end + timedelta(microseconds=1)).astimezone(LONDON).date() == day + timedelta(days=1)
    assert end == end_of_presumed_day(made, days, holidays, LONDON)


@given(moments, numbers, tables)
def test_exactly_so_many_working_days_lie_between(made, days, holidays):
    assert working_days_between(made, end_of_working_day(made, days, holidays, LONDON), holidays, LONDON) == days


@given(moments, numbers, tables)
def test_one_day_more_ends_later_and_a_holiday_more_never_earlier(made, days, holidays):
    end = end_of_working_day(made, days, holidays, LONDON)
    assert end_of_working_day(made, days + 1, holidays, LONDON) > end
    assert end_of_working_day(made, days, holidays | {end.astimezone(LONDON).date()}, LONDON) > end


@given(moments, st.timedeltas(timedelta(0), timedelta(days=30)), numbers, tables)
def test_later_decision_is_never_due_earlier(made, later, days, holidays):
    first = end_of_working_day(made, days, holidays, LONDON)
    assert first <= end_of_working_day(made + later, days, holidays, LONDON)
