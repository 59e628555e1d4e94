"""When a break is suggested, and what supervisors are told of teams and strands."""

import copy
import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.wellbeing import (
    BadWellbeingTable,
    BreakRule,
    Stretch,
    TeamTotal,
    gone_on,
    is_break_due,
    read_table,
    taken_by_few,
    telling,
    terms_of,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RULE = BreakRule(after_minutes=50, after_seen=40, pause_minutes=5)
DATA = json.loads(files("triage.data").joinpath("wellbeing.json").read_text(encoding="utf-8"))


def minutes(number):
    return timedelta(minutes=number)


def walk(steps, *, rule=RULE):
    """Return the stretch after seeing one thing after each of some minutes, and when that was."""
    stretch, at = None, AT
    for step in steps:
        at += minutes(step)
        stretch = gone_on(stretch, at=at, seen=1, rule=rule)
    return stretch, at


def test_break_is_suggested_after_much():
    stretch, at = walk([0] * 39)
    assert not is_break_due(stretch, at=at, rule=RULE)
    assert is_break_due(gone_on(stretch, at=at, seen=1, rule=RULE), at=at, rule=RULE)


def test_break_is_suggested_after_long():
    stretch, at = walk([0, *[4] * 12])
    assert not is_break_due(stretch, at=at, rule=RULE)
    stretch, at = walk([0, *[4] * 13])
    assert is_break_due(stretch, at=at, rule=RULE)


def test_break_that_is_taken_is_not_suggested_any_more():
    stretch, at = walk([0] * 60)
    assert is_break_due(stretch, at=at + minutes(4), rule=RULE)
    assert not is_break_due(stretch, at=at + minutes(5), rule=RULE)
    assert gone_on(stretch, at=at + minutes(5), seen=1, rule=RULE).seen == 1


def test_nothing_seen_needs_no_break():
    assert not is_break_due(None, at=AT, rule=RULE)


def test_own_choice_replaces_what_the_hub_suggests():
    assert RULE.chosen(after_minutes=20, after_seen=None) == BreakRule(after_minutes=20, after_seen=40, pause_minutes=5)


@given(st.lists(st.integers(min_value=0, max_value=9), min_size=1, max_size=20))
def test_stretch_counts_what_came_since_the_last_pause(steps):
    stretch, at = walk(steps)
    pauses = [place for place, step in enumerate(steps) if place and step >= RULE.pause_minutes]
    assert stretch.seen == len(steps) - (pauses[-1] if pauses else 0)
    assert stretch.began_at <= stretch.last_at == at


def test_clock_that_goes_back_does_not_end_a_stretch_before_it_began():
    stretch = gone_on(Stretch(began_at=AT, last_at=AT, seen=1), at=AT - minutes(1), seen=1, rule=RULE)
    assert (stretch.last_at, stretch.seen) == (AT, 2)


def test_table_of_the_release_can_be_read():
    table = read_table(DATA)
    assert table.rule == RULE
    assert "(m)" in table.basis


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("break", "after_minutes"), 0),
        (("break", "pause_minutes"), True),
        (("break", "after_seen"), "40"),
        (("limits", "after_seen"), [50, 100]),
        (("limits", "after_minutes"), [0, 90]),
        (("fewest_people",), 0),
        (("kept_days",), 1.5),
    ],
)
def test_table_with_a_wrong_number_is_refused(path, value):
    data = copy.deepcopy(DATA)
    place = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(BadWellbeingTable):
        read_table(data)


def test_terms_are_those_of_queues():
    assert terms_of(["religion", "disability", "religion"]) == ("strand:disability", "strand:religion")


def total(name, people, seen=10):
    return TeamTotal(name=name, people=people, seen=seen)


def test_small_teams_are_told_together_or_not_at_all():
    told = telling([total("A", 4), total("B", 2), total("", 1)], fewest=3, others="others")
    assert told == [total("A", 4), total("others", 3, 20)]
    assert telling([total("A", 4), total("B", 2)], fewest=3, others="others") == [total("A", 4)]


@given(st.lists(st.tuples(st.text(max_size=2), st.integers(0, 6), st.integers(0, 99)), max_size=8))
def test_no_total_is_of_too_few(rows):
    told = telling([total(*row) for row in rows], fewest=3, others="others")
    assert all(each.people >= 3 for each in told)


def test_strand_that_few_take_is_named():
    avoided = [["religion", "race"], ["religion"], []]
    assert taken_by_few(avoided, strands=["religion", "race", "disability"], fewest=2) == ["religion"]
    assert taken_by_few(avoided, strands=["religion"], fewest=1) == []
    assert taken_by_few([], strands=["religion"], fewest=1) == ["religion"]
