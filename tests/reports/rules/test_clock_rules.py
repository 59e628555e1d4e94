from datetime import UTC, datetime, timedelta

import pytest

from reports.rules.clocks import Clocks, MissingClock, check_clocks, due_at
from reports.rules.gates import GATES, GatesOpen, open_gates
from reports.rules.workflow import OPEN_STATES, State

HOURS = dict.fromkeys((state.value for state in OPEN_STATES), 5)
SINCE = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
@pytest.mark.parametrize("hours", [None, 0, -1])
def test_table_without_hours_for_an_open_state_is_refused_by_name(state, hours):
    table = {**HOURS, state.value: hours}
    if hours is None:
        del table[state.value]
    with pytest.raises(MissingClock, match=rf"\b{state.value}\b"):
        check_clocks(Clocks(version="test", hours=table))


def test_whole_table_is_given_back():
    clocks = Clocks(version="test", hours=HOURS)
    assert check_clocks(clocks) is clocks


def test_clock_counts_hours_that_pass_and_not_hours_on_the_wall():
    due = due_at(Clocks(version="test", hours=HOURS), state="received", since=SINCE)
    assert due - SINCE == timedelta(hours=5)


@pytest.mark.parametrize("state", [State.CLOSED, State.MERGED])
def test_nobody_is_late_with_a_report_that_needs_nobody(state):
    assert due_at(Clocks(version="test", hours=HOURS), state=state, since=SINCE) is None


def test_unknown_state_has_no_clock_to_guess():
    with pytest.raises(ValueError, match="nowhere"):
        due_at(Clocks(version="test", hours=HOURS), state="nowhere", since=SINCE)


@pytest.mark.parametrize(
    ("states", "waiting"),
    [
        ({}, list(GATES)),
        (dict.fromkeys(GATES, "met"), []),
        (dict.fromkeys(GATES, "waived"), []),
        ({**dict.fromkeys(GATES, "met"), "support_offered": "open"}, ["support_offered"]),
        ({"complainant_told": "met"}, ["support_offered", "intelligence_considered"]),
    ],
)
def test_gates_that_are_neither_met_nor_waived_are_open_even_if_never_made(states, waiting):
    assert open_gates(states) == waiting


def test_refusal_to_close_names_the_gates_in_words():
    assert str(GatesOpen(["support_offered"])) == "Still open: support offered."
