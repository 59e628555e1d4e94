"""Which lawful lines are left: a platform that declines is not the end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.rules.enquiries.next_lines import Facts, Missing, Tried, Until, Why, look_ahead
from intel.rules.enquiries.steps import OF_THE_HUB, Authority, Result, State
from intel.selectors.methods import platform_seats, shipped_methods

TODAY = date(2026, 3, 2)
FACTS = Facts(
    today=TODAY,
    posted_on=TODAY - timedelta(days=5),
    platforms=("x",),
    seats=platform_seats(),
    jurisdiction="EW",
    is_crime=True,
    has_force=True,
    has_victim=True,
    has_picture=True,
)


def ended(method, result, platform="", days=1):
    on = TODAY - timedelta(days=days)
    return Tried(method=method, platform=platform, state=State.ENDED, result=result, ended_on=on)


def look(*tried, **changed):
    return look_ahead(methods=shipped_methods(), tried=tried, facts=replace(FACTS, **changed))


def codes(outlook):
    return [line.method.code for line in outlook.lines]


def test_foreign_platform_that_declined_is_not_the_end():
    found = look(ended("platform_disclosure", Result.DECLINED, "x"))
    assert found.has_decline
    assert codes(found)[:3] == ["preservation_request", "overseas_production_order", "communications_data"]
    assert {"mutual_legal_assistance", "reverse_picture", "account_linking"} <= set(codes(found))
    assert found.lines[1].why is Why.FOLLOWS
    assert found.lines[1].after == "platform_disclosure"
    assert found.lines[1].result is Result.DECLINED
    assert "platform_disclosure" not in codes(found)


def test_platform_that_declined_leaves_the_other_platform():
    found = look(ended("platform_disclosure", Result.DECLINED, "x"), platforms=("reddit", "x"))
    left = [line.platform for line in found.lines if line.method.code == "platform_disclosure"]
    assert left == ["reddit"]


def test_nothing_is_prompted_that_only_a_force_can_get_while_there_is_none():
    found = look(ended("platform_disclosure", Result.DECLINED, "x"), has_force=False)
    assert all(line.method.authority in OF_THE_HUB | {Authority.CIVIL_COURT} for line in found.lines)
    missing = {each.method.code: each.missing for each in found.out_of_reach}
    assert missing["communications_data"] is Missing.FORCE
    assert missing["informant"] is Missing.FORCE


def test_victim_alone_can_go_to_the_civil_court():
    assert "norwich_pharmacal" in codes(look())
    found = look(has_victim=False)
    assert "norwich_pharmacal" not in codes(found)
    assert Missing.VICTIM in {each.missing for each in found.out_of_reach}
    assert "norwich_pharmacal" not in codes(look(jurisdiction="S"))


@pytest.mark.parametrize("changed", [{"is_crime": False}, {"is_withheld": True}])
def test_nothing_is_prompted_into_a_person_on_a_non_crime(changed):
    found = look(ended("platform_disclosure", Result.DECLINED, "x"), **changed)
    assert found.lines == ()
    assert found.out_of_reach == ()


def test_before_it_is_decided_only_what_is_for_more_than_crimes():
    found = look(is_crime=None)
    assert not any(line.method.needs_crime for line in found.lines)
    assert "preservation_request" in codes(found)
    assert {each.missing for each in found.out_of_reach} >= {Missing.CRIME}


def test_somebody_identified_ends_the_prompts():
    found = look(ended("open_source", Result.IDENTIFIED))
    assert found.is_identified
    assert found.lines == ()


def test_data_that_soon_goes_comes_first_with_its_last_day():
    found = look(posted_on=TODAY - timedelta(days=85))
    first = found.lines[0]
    assert first.method.code in ("preservation_request", "platform_disclosure")
    assert (first.by, first.until, first.is_urgent) == (TODAY + timedelta(days=5), Until.KEPT, True)


def test_data_that_is_gone_is_not_prompted_and_named_apart():
    found = look(posted_on=TODAY - timedelta(days=91))
    assert "platform_disclosure" not in codes(found)
    gone = {each.method.code for each in found.out_of_reach if each.missing is Missing.GONE}
    assert gone == {"platform_disclosure", "preservation_request"}
    assert "communications_data" in codes(found)


def test_time_bar_is_the_last_day_where_it_comes_sooner():
    found = look(time_bar=TODAY + timedelta(days=20))
    by = {line.method.code: (line.by, line.until) for line in found.lines}
    assert by["communications_data"] == (TODAY + timedelta(days=6), Until.TIME_BAR)
    assert by["mutual_legal_assistance"] == (None, None)


def test_line_that_was_given_up_or_not_allowed_is_prompted_again():
    for state in (State.ABANDONED, State.REFUSED):
        assert "open_source" in codes(look(Tried(method="open_source", platform="", state=state)))
    for state in (State.PLANNED, State.AUTHORISED, State.UNDER_WAY):
        assert "open_source" not in codes(look(Tried(method="open_source", platform="", state=state)))


def test_seat_decides_which_order_reaches():
    assert "overseas_production_order" in codes(look())
    abroad = look(platforms=("telegram",))
    assert "overseas_production_order" not in codes(abroad)
    assert "mutual_legal_assistance" in codes(abroad)
    unknown = look(platforms=("mastodon",))
    assert "overseas_production_order" not in codes(unknown)
    assert "mutual_legal_assistance" in codes(unknown)
    at_home = look(platforms=("bitchute",))
    assert "production_order" in codes(at_home)
    assert "mutual_legal_assistance" not in codes(at_home)


def test_no_picture_no_search_for_it():
    assert "reverse_picture" not in codes(look(has_picture=False))


tries = st.lists(
    st.builds(
        ended,
        st.sampled_from([method.code for method in shipped_methods()]),
        st.sampled_from([result for result in Result if result is not Result.IDENTIFIED]),
        st.sampled_from(["", "x"]),
        st.integers(0, 300),
    ),
    max_size=12,
)


@given(tries, st.booleans(), st.booleans(), st.sampled_from([None, True]), st.integers(0, 800))
def test_no_line_is_ever_both_tried_and_left_or_without_anybody_to_allow_it(tried, force, victim, crime, days):
    found = look(*tried, has_force=force, has_victim=victim, is_crime=crime, posted_on=TODAY - timedelta(days=days))
    done = {(each.method, each.platform) for each in tried}
    for line in found.lines:
        assert (line.method.code, line.platform) not in done
        assert force or line.method.authority in OF_THE_HUB | {Authority.CIVIL_COURT}
        assert victim or line.method.authority is not Authority.CIVIL_COURT
        assert crime or not line.method.needs_crime
        assert line.by is None or line.by >= TODAY
