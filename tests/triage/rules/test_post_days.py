from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.post_days import day_posted

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "3 March 2026, 21:40",
        "2026-03-03T21:40:00Z",
        "3rd Mar 2026",
        "March 3, 2026",
        "mar. 3rd 2026",
        "03/03/2026 9:40 PM",
        "3.3.2026",
        "posted on 3 march 2026, edited 5 March 2026",
        "It says 9:40 PM · Mar 3, 2026 · 12K views",
    ],
)
def test_day_is_read_however_it_is_written(text):
    assert day_posted(text, until=TODAY) == date(2026, 3, 3)


def test_numbers_are_read_the_day_first():
    assert day_posted("04/03/2026", until=TODAY) == date(2026, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "3 March",
        "21:40",
        "31 February 2026",
        "2026-13-01",
        "3 March 2027",
        "1 May 1066",
        "12345-67-89",
        "March 2026",
    ],
)
def test_what_is_no_day_up_to_today_gives_none(text):
    assert day_posted(text, until=TODAY) is None


@given(st.text(max_size=60))
def test_any_text_gives_a_day_up_to_today_or_none(text):
    day = day_posted(text, until=TODAY)
    assert day is None or day <= TODAY
