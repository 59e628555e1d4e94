"""The hour of a post, as people type it."""

import pytest

from intel.rules.account_links import Kind, hours_shared
from intel.rules.posting_hours import hour_said


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("3 March 2026, 21:40", 21),
        ("3.3.2026 21.40", 21),
        ("9:05 pm on Tuesday", 21),
        ("9.05 p.m.", 21),
        ("9pm", 21),
        ("12am", 0),
        ("12:30 pm", 12),
        ("2026-03-03T07:15:09Z", 7),
        ("21h40", 21),
        ("at 00:10", 0),
        ("between 21:10 and 21:50", 21),
    ],
)
def test_a_time_of_day_is_read(text, hour):
    assert hour_said(text) == hour


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "3 March 2026", "03.04.26", "25:10", "21:77", "13pm", "from 9am to 5pm", "1.2.2026"],
)
def test_what_names_no_hour_or_several_gives_none(text):
    assert hour_said(text) is None


def test_two_days_that_are_alike_speak_for_and_two_that_never_meet_against():
    night, noon = [0] * 24, [0] * 24
    night[23], noon[12] = 12, 12
    assert hours_shared(night, night).bits == 3
    assert hours_shared(night, noon).bits == -3
    assert hours_shared(night, noon).kind is Kind.SAME_HOURS
    assert hours_shared(night, [0] * 24) is None
