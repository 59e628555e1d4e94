"""By when a request is answered, what moves it on, and what is taken out of words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.access_requests import STEPS, State, Step, can_take, due_on, is_late, is_soon
from triage.rules.access_taking_out import MARK, other_values, take_out, without_colleagues

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 6, 15), date(2026, 7, 15)),
    ],
)
def test_answer_is_due_on_the_same_day_of_the_next_month_or_its_last(received, due):
    assert due_on(received_on=received, confirmed_on=received) == due


def test_month_begins_when_it_is_certain_who_asks():
    assert due_on(received_on=date(2026, 5, 3), confirmed_on=date(2026, 5, 20)) == date(2026, 6, 20)
    assert due_on(received_on=date(2026, 5, 20), confirmed_on=date(2026, 5, 3)) == date(2026, 6, 20)


@given(DAYS, DAYS)
def test_due_day_is_28_to_31_days_on_and_never_goes_back(one, other):
    due = due_on(received_on=one, confirmed_on=other)
    assert 28 <= (due - max(one, other)).days <= 31
    assert due <= due_on(received_on=one + timedelta(days=1), confirmed_on=other + timedelta(days=1))


def test_only_what_runs_is_late_or_due_soon():
    today = date(2026, 3, 2)
    assert is_late(state=State.OPEN, due=date(2026, 3, 1), today=today)
    assert not is_late(state=State.OPEN, due=today, today=today)
    assert not is_late(state=State.GIVEN, due=date(2026, 1, 1), today=today)
    assert is_soon(state=State.MADE, due=date(2026, 3, 9), today=today)
    assert not is_soon(state=State.MADE, due=date(2026, 3, 10), today=today)
    assert not is_soon(state=State.REFUSED, due=today, today=today)


def test_every_step_has_a_state_and_what_has_ended_takes_none():
    assert set(STEPS) == set(Step)
    assert not [step for step in Step for state in (State.GIVEN, State.REFUSED) if can_take(step, state=state)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Rang ROSALIND  oakenshield today", "Rosalind Oakenshield"),
        ("Oakenshield said so", "Rosalind Oakenshield"),
        ("write to Rosalind@Example.org!", "rosalind@example.org"),
        ("call 07700 900 123 now", "07700900123"),
        ("call +44 7700 900123", "07700900123"),
        ("call 07700900123", "+447700900123"),
        ("lives in ls62ab", "LS6 2AB"),
        ("lives in LS6 2AB.", "LS62AB"),
    ],
)
def test_names_addresses_and_numbers_are_taken_out_however_written(text, value):
    taken = take_out(text, values=[value])
    assert MARK in taken
    assert not any(part.casefold() in taken.casefold() for part in (value, "oakenshield", "900123", "900 123"))


def test_other_words_stay():
    text = "Annabel met Al in May on 12 3 2026."
    assert take_out(text, values=["Ann", "Al", "", "  ", "12"]) == text
    assert take_out(text, values=[]) == text


def test_what_is_ones_own_is_not_taken_out():
    values = other_values(["Rosalind Oakenshield", "LS6 2AB", "Bert"], own=["rosalind  OAKENSHIELD", "ls6 2ab"])
    assert values == {"Bert"}


def test_colleagues_are_not_named():
    assert without_colleagues("Asked @ana-1 and a@b.org") == "Asked @[officer] and a@b.org"


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=4))
def test_nothing_that_is_typed_breaks_it(text, values):
    take_out(text, values=values)
