from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.models import Complainant
from reports.rules.safe_hours import LONDON, WINDOWS, arrives_from, next_safe

HOURS = [choice.value for choice in Complainant.SafeHours]
EVERY = st.sampled_from(HOURS)
MOMENTS = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "safe"),
    [
        ("any", "2026-03-02T03:00", "2026-03-02T03:00"),
        ("day", "2026-03-02T12:00", "2026-03-02T12:00"),
        ("day", "2026-03-02T08:00", "2026-03-02T08:00"),
        ("day", "2026-03-02T07:59:59", "2026-03-02T08:00"),
        ("day", "2026-03-02T19:59:59", "2026-03-02T19:59:59"),
        ("day", "2026-03-02T20:00", "2026-03-03T08:00"),
        ("day", "2026-03-01T00:00", "2026-03-01T08:00"),
        ("working", "2026-03-02T09:00", "2026-03-02T09:00"),
        ("working", "2026-03-02T17:00", "2026-03-03T09:00"),
        ("working", "2026-03-06T17:00", "2026-03-09T09:00"),  # a Friday
        ("working", "2026-03-07T12:00", "2026-03-09T09:00"),  # a Saturday
        ("working", "2026-03-08T12:00", "2026-03-09T09:00"),  # a Sunday
        ("evening", "2026-03-02T12:00", "2026-03-02T17:00"),
        ("evening", "2026-03-02T21:00", "2026-03-03T17:00"),
        ("evening", "2026-03-07T20:59", "2026-03-07T20:59"),
        # British Summer Time: eight o'clock in London is seven in UTC.
        ("day", "2026-07-06T06:59", "2026-07-06T07:00"),
        ("day", "2026-07-06T19:00", "2026-07-07T07:00"),
        # The nights on which the clocks change: 29 March forward, 25 October back.
        ("day", "2026-03-28T20:00", "2026-03-29T07:00"),
        ("day", "2026-10-24T19:00", "2026-10-25T08:00"),
        ("working", "2026-03-27T17:00", "2026-03-30T08:00"),
        ("evening", "2026-10-24T20:00", "2026-10-25T17:00"),
    ],
)
def test_message_waits_for_the_hours_that_were_chosen(hours, moment, safe):
    assert next_safe(utc(moment), hours) == utc(safe)


def test_every_choice_of_the_form_has_hours():
    assert set(WINDOWS) | {"any"} == set(HOURS)


@given(MOMENTS, EVERY)
def test_moment_is_in_the_hours_never_before_and_within_four_days(moment, hours):
    safe = next_safe(moment, hours)
    assert moment <= safe < moment + timedelta(days=4)
    assert safe.tzinfo is not None
    if hours != "any":
        assert WINDOWS[hours].holds(safe.astimezone(LONDON))
    assert next_safe(safe, hours) == safe


@given(MOMENTS, EVERY, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)))
def test_who_waits_longer_is_not_told_sooner(moment, hours, wait):
    assert next_safe(moment, hours) <= next_safe(moment + wait, hours)


@pytest.mark.parametrize(
    ("hours", "minutes", "comes_at_once"),
    [("any", 0, True), ("day", 0, True), ("day", 14, True), ("day", 15, False), ("working", 0, False)],
)
def test_confirmation_comes_at_once_to_who_is_at_the_keyboard(hours, minutes, comes_at_once):
    sent = utc("2026-03-01T23:00")
    moment = sent + timedelta(minutes=minutes)
    assert (arrives_from(moment, hours=hours, confirms=sent) == moment) is comes_at_once
