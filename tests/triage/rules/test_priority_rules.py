import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.priority import OF_TIME, CaseFacts, band_in_force, place_of, weigh
from triage.rules.priority_table import ALWAYS_URGENT, BANDS, MOST_POINTS, BadPriorities, Band, Fact, read_table

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
VALUES = json.loads(files("triage.data").joinpath("priority.json").read_text(encoding="utf-8"))
TABLE = read_table(VALUES)
TOLD = [fact for fact in Fact if fact not in OF_TIME]


def facts(told=None, *, age=timedelta(), late=timedelta(), bar=None):
    return CaseFacts(told=told or {}, first_at=NOON - age, due_at=NOON - late, time_bar_on=bar)


def points(found):
    return {part.fact: part.points for part in weigh(found, table=TABLE, at=NOON, zone=LONDON).parts}


some_told = st.dictionaries(st.sampled_from(TOLD), st.integers(0, 2000))
spans = st.timedeltas(timedelta(), timedelta(days=400))
some_facts = st.builds(
    facts,
    some_told,
    age=spans,
    late=st.timedeltas(timedelta(days=-30), timedelta(days=60)),
    bar=st.none() | st.dates(date(2025, 12, 1), date(2026, 12, 1)),
)


# The score -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given_facts", "expected"),
    [
        (facts(), {}),
        (facts({Fact.THREAT_TO_LIFE: 1}), {Fact.THREAT_TO_LIFE: 200}),
        (facts({Fact.CHILD_AT_RISK: 3, Fact.UNDER_18: 1}), {Fact.CHILD_AT_RISK: 200, Fact.UNDER_18: 30}),
        (facts({Fact.REPEAT_VICTIM: 2}), {Fact.REPEAT_VICTIM: 20}),
        (facts({Fact.REPEAT_VICTIM: 3}), {Fact.REPEAT_VICTIM: 35}),
        (facts({Fact.REPORTS_IN_CASE: 1}), {}),
        (facts({Fact.REPORTS_IN_CASE: 9}), {Fact.REPORTS_IN_CASE: 5}),
        (facts({Fact.REPORTS_IN_CASE: 5000}), {Fact.REPORTS_IN_CASE: 25}),
        (facts({Fact.REPORTS_IN_WAVE: 4}), {}),
        (facts(age=DAY - timedelta(seconds=1)), {}),
        (facts(age=DAY), {Fact.AGE_DAYS: 2}),
        (facts(age=100 * DAY), {Fact.AGE_DAYS: 20}),
        (facts(late=HOUR), {Fact.LATE_HOURS: 5}),
        (facts(late=-HOUR), {}),
        (facts(late=8 * DAY), {Fact.LATE_HOURS: 35}),
        (facts(bar=date(2026, 5, 2)), {}),
        (facts(bar=date(2026, 5, 1)), {Fact.TIME_BAR_NEAR: 10}),
        (facts(bar=date(2026, 3, 9)), {Fact.TIME_BAR_NEAR: 50}),
        (facts(bar=date(2026, 3, 2)), {Fact.TIME_BAR_NEAR: 50}),
        (facts(bar=date(2026, 3, 1)), {}),
    ],
)
def test_each_fact_gives_the_points_of_the_table(given_facts, expected):
    assert points(given_facts) == expected


@pytest.mark.parametrize("fact", ALWAYS_URGENT)
def test_threat_to_life_and_child_at_risk_are_urgent_by_themselves(fact):
    assert weigh(facts({fact: 1}), table=TABLE, at=NOON, zone=LONDON).band is Band.URGENT


def test_last_day_of_a_time_bar_is_a_day_of_london():
    late_evening = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # the first of July in London
    known = replace(facts(bar=date(2026, 6, 30)), first_at=late_evening, due_at=None)
    assert weigh(known, table=TABLE, at=late_evening, zone=LONDON).parts == ()
    assert weigh(known, table=TABLE, at=late_evening - HOUR, zone=LONDON).parts[0].points == 50


@given(some_facts)
def test_score_is_the_sum_of_its_parts_and_every_part_is_named(known):
    found = weigh(known, table=TABLE, at=NOON, zone=LONDON)
    assert found.score == sum(part.points for part in found.parts) <= MOST_POINTS
    assert all(part.points > 0 and part.fact in Fact for part in found.parts)
    assert [part.fact for part in found.parts] == [fact for fact in Fact if fact in points(known)]
    assert found.version == TABLE.version
    limits = [TABLE.bands[band] for band in BANDS]
    assert found.score >= TABLE.bands[found.band]
    assert found.band is BANDS[0] or found.score < limits[BANDS.index(found.band) - 1]


@given(some_facts, st.sampled_from(TOLD), st.integers(1, 500))
def test_more_of_any_fact_never_lowers_the_score(known, fact, more):
    told = {**known.told, fact: known.told.get(fact, 0) + more}
    assert score(replace(known, told=told)) >= score(known)


@given(some_facts, spans)
def test_older_or_later_never_lowers_the_score(known, more):
    assert score(replace(known, first_at=known.first_at - more)) >= score(known)
    assert score(replace(known, due_at=known.due_at - more)) >= score(known)
    assert score(known) >= score(replace(known, due_at=None))


@given(some_facts, st.integers(0, 300), st.integers(0, 300))
def test_nearer_time_bar_never_lowers_the_score(known, left, sooner):
    today = NOON.date()
    further = replace(known, time_bar_on=today + timedelta(days=left + sooner))
    assert score(replace(known, time_bar_on=today + timedelta(days=left))) >= score(further)
    assert score(further) >= score(replace(known, time_bar_on=None))


@given(some_facts, spans)
def test_nothing_changes_before_it_is_to_be_weighed_again(known, later):
    found = weigh(known, table=TABLE, at=NOON, zone=LONDON)
    assert NOON < found.changes_at <= NOON + TABLE.weighed_again_after
    for moment in (found.changes_at - timedelta(microseconds=1), min(NOON + later, found.changes_at - HOUR / 3600)):
        assert weigh(known, table=TABLE, at=max(NOON, moment), zone=LONDON).parts == found.parts


@given(some_facts)
def test_next_size_of_a_wave_is_the_first_that_is_worth_more(known):
    found = weigh(known, table=TABLE, at=NOON, zone=LONDON)
    now = points(known).get(Fact.REPORTS_IN_WAVE, 0)

    def with_wave(size):
        return points(replace(known, told={**known.told, Fact.REPORTS_IN_WAVE: size})).get(Fact.REPORTS_IN_WAVE, 0)

    if found.next_wave_size is None:
        assert with_wave(10**6) == now
    else:
        assert with_wave(found.next_wave_size - 1) == now < with_wave(found.next_wave_size)


def score(known):
    return weigh(known, table=TABLE, at=NOON, zone=LONDON).score


# The band in force, and the place -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("weighed", "carried", "overridden", "expected"),
    [
        ("low", "", "", "low"),
        ("low", "", "urgent", "urgent"),
        ("urgent", "", "low", "low"),
        ("low", "high", "", "high"),
        ("urgent", "high", "", "urgent"),
        ("urgent", "urgent", "normal", "normal"),
    ],
)
def test_override_wins_and_comes_back(weighed, carried, overridden, expected):
    assert band_in_force(weighed=weighed, carried=carried, overridden=overridden) == expected


ranks = st.tuples(st.sampled_from(BANDS), st.integers(0, MOST_POINTS))


@given(ranks, ranks)
def test_place_orders_by_band_and_then_by_score(one, other):
    def rank(pair):
        return BANDS.index(pair[0]), -pair[1]

    places = [place_of(band=band, score=score) for band, score in (one, other)]
    assert (places[0] < places[1]) == (rank(one) < rank(other))
    assert min(places) >= 1


# The table -----------------------------------------------------------------------------------------
def weights(**changed):
    return {"weights": {**VALUES["weights"], **changed}}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"version": ""}, "no version"),
        ({"version": None}, "no version"),
        ({"weights": None}, "no weights"),
        ({"weights": {}}, "facts without a weight"),
        (weights(tea=[[1, 1]]), "unknown facts"),
        (weights(under_18=[]), "under_18 have to be pairs"),
        (weights(under_18=[[1]]), "pairs"),
        (weights(under_18=7), "pairs"),
        (weights(under_18=[[1, 2.5]]), "whole numbers"),
        (weights(under_18=[[True, 5]]), "whole numbers"),
        (weights(under_18=[[0, 5]]), "rise from 1"),
        (weights(under_18=[[2, 5], [1, 9]]), "rise from 1"),
        (weights(under_18=[[1, 0]]), "has to give points"),
        (weights(age_days=[[1, 5], [2, 4]]), "graver"),
        (weights(age_days=[[1, 5], [2, 5]]), "graver"),
        (weights(time_bar_near=[[7, 5], [14, 10]]), "graver"),
        (weights(threat_to_life=[[1, 99]]), "threat_to_life has to make a case urgent"),
        (weights(child_at_risk=[[1, 10], [2, 500]]), "child_at_risk has to make a case urgent"),
        (weights(under_18=[[1, 9999]]), "more than 9999"),
        ({"bands": {"urgent": 100}}, "bands have to be"),
        ({"bands": [1, 2]}, "bands have to be"),
        ({"bands": {"urgent": 100, "high": 50, "normal": "20", "low": 0}}, "whole number"),
        ({"bands": {"urgent": 100, "high": 20, "normal": 20, "low": 0}}, "lower than the one above"),
        ({"bands": {"urgent": 50, "high": 100, "normal": 20, "low": 0}}, "lower than the one above"),
        ({"bands": {"urgent": 100, "high": 50, "normal": 20, "low": 1}}, "begin at 0"),
        ({"repeat_within_days": 0}, "repeat_within_days"),
        ({"weighed_again_after_days": "7"}, "weighed_again_after_days"),
    ],
)
def test_table_that_cannot_be_used_is_refused_with_the_reason(change, why):
    with pytest.raises(BadPriorities, match=why):
        read_table({**VALUES, **change})


def test_table_of_this_release_is_taken():
    assert TABLE.version == VALUES["version"]
    assert "(m)" in TABLE.basis
