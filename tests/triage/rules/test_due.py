from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.due import When, due_moment, when_due

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("day", "at_time", "moment"),
    [
        (date(2026, 3, 2), None, datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),
        (date(2026, 3, 2), time(9, 30), datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        (date(2026, 7, 2), time(9, 30), datetime(2026, 7, 2, 8, 30, tzinfo=UTC)),
        (date(2026, 3, 29), None, datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),
    ],
)
def test_moment_is_the_time_where_the_hub_is_or_the_end_of_the_day(day, at_time, moment):
    assert due_moment(day=day, at_time=at_time, zone=LONDON) == moment


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1))
TIMES = st.none() | st.times()


@given(DAYS, TIMES, st.integers(-5, 5), st.times())
def test_task_is_late_today_or_later_and_never_two_of_them(day, at_time, shift, clock):
    today = day + timedelta(days=shift)
    now = datetime.combine(today, clock, tzinfo=UTC)
    due_at = due_moment(day=day, at_time=at_time, zone=UTC)
    found = when_due(due_at=due_at, due_on=day, now=now, today=today)
    late = due_at <= now
    assert (found is When.OVERDUE) is late
    assert late or (found is When.TODAY) is (day == today)
    assert found is When.OVERDUE or day >= today
