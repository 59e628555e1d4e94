from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain, NoPeriod, Period
from intel.rules.statistics.plans import BadPlan, Every, Plan, check, from_data, next_due, to_data
from intel.rules.statistics.tables import TABLES
from intel.rules.statistics.terms import Unit
from intel.rules.statistics.topics import TOPICS

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
GOOD = Plan(
    unit=Unit.REPORT, dimensions=("strand",), measures=("reports", "days_to_told"), filters={"kind": ("victim",)}
)


@pytest.mark.parametrize(
    ("code", "begin", "end", "parts"),
    [
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), ()),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1), ("2026-10", "2026-11", "2026-12")),
        ("2026", date(2026, 1, 1), date(2027, 1, 1), ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")),
    ],
)
def test_period_has_its_months(code, begin, end, parts):
    period = Period.of(code)
    assert (period.begin, period.end, period.code) == (begin, end, code)
    assert tuple(each.code for each in period.parts()) == parts


@pytest.mark.parametrize("code", ["", "2026-13", "2026-Q5", "26", "2026-1", "2026-00", "0999"])
def test_other_codes_are_no_periods(code):
    with pytest.raises(NoPeriod):
        Period.of(code)


@given(DAYS, st.sampled_from([1, 3, 12]))
def test_period_is_over_with_its_last_day(day, months):
    begin = date(day.year, (day.month - 1) // months * months + 1, 1)
    period = Period(begin, months)
    last = date.fromordinal(period.end.toordinal() - 1)
    assert period.is_over(day=last)
    assert not period.is_over(day=date.fromordinal(last.toordinal() - 1))
    assert Period.of(period.code) == period


@given(DAYS, st.sampled_from(list(Every)))
def test_next_day_is_a_monday_or_a_first_and_never_today(day, every):
    due = next_due(every, after=day)
    if every is Every.NEVER:
        assert due is None
        return
    assert due > day
    assert due.weekday() == 0 if every is Every.WEEK else due.day == 1
    assert (due - day).days <= (7 if every is Every.WEEK else 31)


@given(DAYS, st.sampled_from([0, 1, 3, 12, 48]))
def test_months_of_a_plan_are_whole_ones(day, back):
    since, until = Plan(unit=Unit.REPORT, measures=("reports",), back=back).months(day=day)
    if not back:
        assert (since, until) == (None, None)
        return
    assert since.day == until.day == 1
    assert (until.year - since.year) * 12 + until.month - since.month == back
    assert until.toordinal() - 1 <= day.toordinal(), "the month that is running is left out"
    assert day.toordinal() < until.toordinal() + 31


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"dimensions": ("strand", "kind", "platform", "area")}, "dimensions"),
        ({"dimensions": ("strand", "strand")}, "dimensions"),
        ({"dimensions": ("partner",)}, "dimensions"),
        ({"measures": ()}, "measures"),
        ({"measures": ("requests",)}, "measures"),
        ({"measures": tuple(SUBJECTS[Unit.REPORT].measures)[:7]}, "measures"),
        ({"back": 7}, "back"),
        ({"filters": {"nothing": ("a",)}}, "filters"),
        ({"filters": {"kind": ()}}, "filters"),
    ],
)
def test_plan_that_cannot_be_counted_says_which_part_is_wrong(change, part):
    known = {"unit": Unit.REPORT, "dimensions": ("strand",), "measures": ("reports",)}
    with pytest.raises(BadPlan) as refused:
        check(Plan(**{**known, **change}))
    assert refused.value.part == part
    assert str(refused.value).endswith((".", "?"))


def test_plan_comes_back_as_it_was_stored():
    check(GOOD)
    assert from_data(to_data(GOOD)) == GOOD


@pytest.mark.parametrize("change", [{"unit": "cat"}, {"grain": "week"}, {"filters": None}, {"back": "x"}])
def test_stored_plan_of_another_release_is_refused(change):
    with pytest.raises(BadPlan):
        from_data({**to_data(GOOD), **change})


def test_everything_that_is_counted_says_what_it_is_and_what_it_leaves_out():
    for subject in SUBJECTS.values():
        assert subject.leaves_out
        for each in (*subject.dimensions.values(), *subject.measures.values()):
            assert each.name
            assert each.definition.endswith(".")
        assert all(each.leaves_out.endswith(".") for each in subject.measures.values())


def test_every_question_asks_for_tables_that_are_kept():
    for topic in TOPICS.values():
        for shown in topic.tables:
            assert shown.measure in TABLES[shown.table].measures
    assert all(set(table.grains) <= set(Grain) for table in TABLES.values())
