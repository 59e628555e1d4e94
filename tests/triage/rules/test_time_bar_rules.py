from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.time_bar import (
    How,
    KnownDay,
    Limit,
    LimitRule,
    corresponding_day,
    earliest_of,
    in_words,
    last_day_beginning_with,
    time_bar,
)

DAYS = st.dates(date(1995, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(1, 48)
LIMITED = st.sampled_from([rule for rule in LimitRule if rule is not LimitRule.NONE])
HOWS = st.sampled_from(How)


def limit(rule=LimitRule.FROM_OFFENCE, months=6):
    return Limit(offence="an invented offence", rule=rule, months=months)


def known(day, how=How.HAPPENED):
    return KnownDay(day=day, how=how)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 2), date(2026, 9, 2)),
        (date(2026, 1, 1), date(2026, 7, 1)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        (date(2023, 8, 29), date(2024, 2, 29)),
        (date(2025, 8, 28), date(2026, 2, 28)),
        (date(2026, 10, 31), date(2027, 4, 30)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2024, 2, 29), date(2024, 8, 29)),
    ],
)
def test_six_months_from_an_act_end_on_the_corresponding_day_or_with_the_month(day, due):
    assert time_bar(limit(), earliest=known(day)).due_on == due


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 2), date(2026, 9, 1)),
        (date(2026, 3, 1), date(2026, 8, 31)),
        (date(2025, 8, 28), date(2026, 2, 27)),
        (date(2025, 8, 29), date(2026, 2, 28)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2025, 9, 1), date(2026, 2, 28)),
    ],
)
def test_six_months_beginning_with_the_evidence_count_its_day(day, due):
    act = known(day - timedelta(days=20))
    bar = time_bar(limit(LimitRule.FROM_EVIDENCE), earliest=act, evidence_on=day)
    assert bar.due_on == due
    assert "That day itself counts." in bar.sentence


def test_three_years_from_the_act_end_it_however_late_the_evidence():
    bar = time_bar(limit(LimitRule.FROM_EVIDENCE), earliest=known(date(2023, 3, 2)), evidence_on=date(2026, 1, 5))
    assert bar.due_on == date(2026, 3, 1)
    assert bar.sentence == (
        "Proceedings for an invented offence must begin by 1 March 2026: 3 years beginning with 2 March 2023, the "
        "earliest day on which it is said to have happened. However late the evidence comes, it ends then. That day "
        "itself counts."
    )


def test_course_of_conduct_is_counted_from_its_last_act():
    bar = time_bar(limit(LimitRule.FROM_LAST_ACT), earliest=known(date(2026, 1, 2)), last_act_on=date(2026, 2, 14))
    assert bar.due_on == date(2026, 8, 14)
    assert "6 months from 14 February 2026, the last act of the course of conduct." in bar.sentence


@pytest.mark.parametrize("rule", [LimitRule.FROM_LAST_ACT, LimitRule.FROM_EVIDENCE])
def test_where_the_day_that_the_rule_needs_is_missing_the_earliest_act_counts_and_the_sentence_says_so(rule):
    bar = time_bar(limit(rule), earliest=known(date(2026, 3, 2), How.REPORTED))
    assert bar.due_on in (date(2026, 9, 2), date(2026, 9, 1))
    assert "the day on which it was reported, since no earlier one is known" in bar.sentence
    assert "Not recorded yet: the " in bar.sentence


def test_sentence_can_be_read_out():
    bar = time_bar(limit(), earliest=known(date(2025, 8, 31), How.POSTED))
    assert bar.sentence == (
        "Proceedings for an invented offence must begin by 28 February 2026: 6 months from 31 August 2025, the "
        "earliest day on which a post is said to have been put up. That day itself is not counted. The month in "
        "which it ends has no day 31, so it ends with the month."
    )


def test_offence_without_a_limit_has_no_last_day():
    bar = time_bar(limit(LimitRule.NONE, None), earliest=known(date(2026, 3, 2)), last_act_on=date(2026, 3, 3))
    assert (bar.due_on, bar.sentence) == (None, "There is no time limit for an invented offence.")


@given(DAYS, MONTHS)
def test_months_are_those_of_dateutil(day, months):
    assert corresponding_day(day, months) == day + relativedelta(months=months)


@given(DAYS, MONTHS)
def test_period_beginning_with_a_day_is_a_day_shorter_unless_it_ends_with_its_month(day, months):
    end, from_it = last_day_beginning_with(day, months), corresponding_day(day, months)
    assert end in (from_it, from_it - timedelta(days=1))
    assert (end == from_it) == (from_it.day != day.day)


@given(LIMITED, MONTHS, DAYS, st.integers(0, 400), HOWS)
def test_later_act_never_ends_earlier(rule, months, day, later, how):
    first = time_bar(limit(rule, months), earliest=known(day, how)).due_on
    assert first <= time_bar(limit(rule, months), earliest=known(day + timedelta(days=later), how)).due_on


@given(MONTHS, DAYS, st.integers(0, 2000), st.integers(0, 400))
def test_later_evidence_never_ends_earlier(months, day, after, later):
    evidence = day + timedelta(days=after)
    rule = limit(LimitRule.FROM_EVIDENCE, months)
    first = time_bar(rule, earliest=known(day), evidence_on=evidence).due_on
    assert first <= time_bar(rule, earliest=known(day), evidence_on=evidence + timedelta(days=later)).due_on


@given(MONTHS, DAYS, st.integers(0, 5000))
def test_limit_from_the_evidence_is_never_later_than_three_years(months, day, after):
    bar = time_bar(limit(LimitRule.FROM_EVIDENCE, months), earliest=known(day), evidence_on=day + timedelta(days=after))
    assert bar.due_on < day + relativedelta(years=3) or day.day == 29


@given(LIMITED, MONTHS, DAYS, st.none() | DAYS, st.none() | DAYS, HOWS)
def test_last_day_is_never_before_an_act_nor_before_what_is_recorded_of_it(rule, months, day, last, evidence, how):
    bar = time_bar(limit(rule, months), earliest=known(day, how), last_act_on=last, evidence_on=evidence)
    assert bar.due_on >= min(filter(None, (day, last, evidence)))
    assert in_words(bar.due_on) in bar.sentence


@given(LIMITED, MONTHS, DAYS, HOWS)
def test_missing_day_never_ends_later_than_any_that_could_be_recorded(rule, months, day, how):
    unknown = time_bar(limit(rule, months), earliest=known(day, how)).due_on
    recorded = time_bar(limit(rule, months), earliest=known(day, how), last_act_on=day, evidence_on=day).due_on
    assert unknown <= recorded


def test_earliest_of_several_days_is_the_surest_of_equal_ones():
    days = [known(date(2026, 3, 3)), known(date(2026, 3, 2), How.REPORTED), known(date(2026, 3, 2), How.POSTED)]
    assert earliest_of(days) == days[2]
    assert earliest_of([]) is None
