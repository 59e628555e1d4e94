from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.emergency import BadEmergencyTable, begin_by, kind_of, read_table, taken_by
from triage.selectors.emergency_table import get_emergency_table

WHOLE = {"version": "1", "begin_within_minutes": 15, "taken_within_minutes": 30}
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("danger", "kind"),
    [("danger", "threat_to_life"), ("child", "child_at_risk"), ("unsure", None), ("no", None), ("", None)],
)
def test_only_danger_and_a_child_at_risk_are_handed_over(danger, kind):
    assert kind_of(danger) == kind


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_clocks_are_the_minutes_of_the_table(begin, taken):
    table = read_table({**WHOLE, "begin_within_minutes": begin, "taken_within_minutes": taken})
    assert begin_by(table, since=NOON) - NOON == timedelta(minutes=begin)
    assert taken_by(table, started_at=NOON) - NOON == timedelta(minutes=taken)


@pytest.mark.parametrize("value", [0, -1, 1.5, "15", None, True])
@pytest.mark.parametrize("name", ["begin_within_minutes", "taken_within_minutes"])
def test_table_with_an_impossible_time_is_refused_by_name(name, value):
    with pytest.raises(BadEmergencyTable, match=name):
        read_table({**WHOLE, name: value})


def test_shipped_table_can_be_used_and_says_where_it_comes_from():
    assert get_emergency_table().begin_within <= timedelta(hours=1)
