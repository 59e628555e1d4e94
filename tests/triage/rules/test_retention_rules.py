"""Which class a case is of, from when its period runs, and that the table is whole."""

import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.retention import (
    BadRetentionTable,
    CaseFacts,
    ClassCode,
    CountedFrom,
    RetentionClass,
    add_months,
    class_of,
    counted_on,
    due_on,
    in_force,
    read_tables,
)
from triage.selectors.data_files import read_data

DATA = read_data("retention.json")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (CaseFacts(outcome="result", decided="crime", had_force=True), ClassCode.CRIME_WITH_FORCE),
        (CaseFacts(outcome="no_enforcement", decided="crime"), ClassCode.CRIME_NO_ACTION),
        (CaseFacts(outcome="non_crime", decided="non_crime", disposal="non_crime_incident"), ClassCode.NON_CRIME),
        (CaseFacts(outcome="non_crime", decided="non_crime", disposal="asb_incident"), ClassCode.NON_CRIME),
        (CaseFacts(outcome="non_crime", decided="non_crime", disposal="no_record"), ClassCode.NOT_A_CRIME),
        (CaseFacts(outcome="out_of_scope", decided="out_of_scope", disposal="no_record"), ClassCode.NOT_A_CRIME),
        (CaseFacts(outcome="out_of_scope", decided="out_of_scope", came_in_burst=True), ClassCode.MISUSE),
        (CaseFacts(outcome="withdrawn"), ClassCode.WITHDRAWN),
        (CaseFacts(outcome="withdrawn", decided="crime"), ClassCode.CRIME_NO_ACTION),
        (CaseFacts(outcome="withdrawn", had_danger=True), ClassCode.EMERGENCY),
        (CaseFacts(outcome="result", decided="crime", came_in_burst=True), ClassCode.CRIME_NO_ACTION),
    ],
)
def test_the_class_follows_from_what_was_decided(facts, expected):
    assert class_of(facts) == expected


def _class(**more):
    known = {"code": "x", "name": "X", "months": 72, "keep_months": 24, "source": "s"}
    return RetentionClass(**{**known, "counted_from": CountedFrom.CLOSING, **more})


def test_period_runs_from_the_closing_or_from_the_last_that_was_done():
    closed, last = date(2026, 3, 2), date(2026, 9, 1)
    assert counted_on(_class(), closed_on=closed, last_activity_on=last) == closed
    later = _class(counted_from=CountedFrom.LAST_ACTIVITY)
    assert counted_on(later, closed_on=closed, last_activity_on=last) == last
    assert counted_on(later, closed_on=closed, last_activity_on=date(2025, 1, 1)) == closed


def test_case_is_due_when_its_period_is_over_or_what_a_review_decided():
    since = date(2026, 3, 2)
    assert due_on(_class(), counted_from=since, keep_until=None) == date(2032, 3, 2)
    assert due_on(_class(), counted_from=since, keep_until=date(2034, 1, 1)) == date(2034, 1, 1)
    assert due_on(_class(), counted_from=since, keep_until=date(2030, 1, 1)) == date(2032, 3, 2)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)), st.integers(1, 1200))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and add_months(later, 1).day >= later.day)


def test_the_last_day_of_february():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_shipped_table_says_where_each_period_comes_from():
    [table] = read_tables(DATA)
    assert set(table.classes) == {str(code) for code in ClassCode}
    assert all("(m)" in each.source for each in table.classes.values())
    assert in_force([table], on=date(2000, 1, 1)) is table


def test_the_version_of_a_day_is_the_newest_that_had_begun():
    data = copy.deepcopy(DATA)
    data["versions"].append({**copy.deepcopy(DATA["versions"][0]), "version": "later", "in_force_from": "2027-01-01"})
    tables = read_tables(data)
    assert in_force(tables, on=date(2026, 12, 31)).version == DATA["versions"][0]["version"]
    assert in_force(tables, on=date(2027, 1, 1)).version == "later"


def _broken(**changes):
    data = copy.deepcopy(DATA)
    data["versions"][0]["classes"][0] |= changes
    return data


@pytest.mark.parametrize(
    "data",
    [
        {"versions": []},
        _broken(months=0),
        _broken(months=True),
        _broken(keep_months="six"),
        _broken(source=""),
        _broken(code="crime_with_force"),
        _broken(code="another"),
        {"versions": [{**DATA["versions"][0], "criteria": []}]},
        {"versions": [*DATA["versions"], *DATA["versions"]]},
    ],
)
def test_broken_table_is_refused(data):
    with pytest.raises(BadRetentionTable):
        read_tables(data)


def test_period_that_counts_from_something_unknown_is_refused():
    with pytest.raises(ValueError, match="arrival"):
        read_tables(_broken(counted_from="arrival"))
