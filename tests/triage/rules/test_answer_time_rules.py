from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.answer_times import BadTimes, Times, what_is_due
from triage.selectors.answer_times import get_answer_times, read_times

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TIMES = Times(answer=3 * HOUR, reminders=(2 * HOUR, 3 * HOUR), back=6 * HOUR, grace=2 * HOUR)
GOOD = {
    "version": "1",
    "offer": {"answer": 72, "reminders": [48, 72], "back": 120, "grace": 24},
    "transfer": {"answer": 72, "reminders": [48], "back": 120, "grace": 0},
    "settle": 24,
}


def due(hours, *, reminded=0, reminded_at=None):
    at = None if reminded_at is None else START + reminded_at * HOUR
    return what_is_due(TIMES, since=START, reminded=reminded, reminded_at=at, at=START + hours * HOUR)


def test_shipped_table_can_be_used():
    table = get_answer_times()
    assert table.version
    assert table.offer.back > table.offer.answer


@pytest.mark.parametrize(
    ("hours", "reminded", "reminded_at", "reminder", "comes_back", "next_hours"),
    [
        (0, 0, None, None, False, 2),
        (1.9, 0, None, None, False, 2),
        (2, 0, None, 1, False, 3),
        (2.5, 1, 2, None, False, 3),
        (3, 1, 2, 2, False, 6),
        (5.9, 2, 3, None, False, 6),
        (6, 2, 3, None, True, None),
        (100, 0, None, 2, False, 102),
        (101, 2, 100, None, False, 102),
        (102, 2, 100, None, True, None),
        (5, 1, 2, 2, False, 7),
    ],
)
def test_reminders_come_in_turn_and_then_it_comes_back(hours, reminded, reminded_at, reminder, comes_back, next_hours):
    found = due(hours, reminded=reminded, reminded_at=reminded_at)
    assert (found.reminder, found.comes_back) == (reminder, comes_back)
    assert found.next_at == (None if next_hours is None else START + next_hours * HOUR)


@given(st.lists(st.floats(min_value=0, max_value=50), min_size=1, max_size=30))
def test_whenever_it_is_looked_at_nothing_is_done_twice_and_the_force_is_reminded_before(gaps):
    at, reminded, reminded_at, back = START, 0, None, False
    for gap in gaps:
        at += gap * HOUR
        found = what_is_due(TIMES, since=START, reminded=reminded, reminded_at=reminded_at, at=at)
        if found.comes_back:
            assert reminded_at is not None
            assert at - reminded_at >= TIMES.grace
            assert at - START >= TIMES.back
            back = True
            break
        if found.reminder is not None:
            assert found.reminder > reminded
            reminded, reminded_at = found.reminder, at
        assert found.next_at > at
    assert reminded <= len(TIMES.reminders)
    assert back or found.next_at


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("offer", {"reminders": []}),
        ("offer", {"reminders": [72, 48]}),
        ("offer", {"reminders": [48, 48]}),
        ("offer", {"reminders": [0]}),
        ("offer", {"reminders": [48, 130]}),
        ("offer", {"answer": 0}),
        ("transfer", {"answer": 121}),
        ("transfer", {"grace": -1}),
    ],
)
def test_table_that_cannot_be_used_is_refused(name, change):
    with pytest.raises(BadTimes):
        read_times({**GOOD, name: {**GOOD[name], **change}})


def test_registrar_without_time_is_refused():
    with pytest.raises(BadTimes):
        read_times({**GOOD, "settle": 0})
