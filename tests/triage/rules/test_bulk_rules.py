"""What work in bulk leaves out: table and properties."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.workflow import ON_FORCE_SIDE, State
from triage.rules import bulk
from triage.rules.bulk import CaseFacts, Refusal, Who, first_refusal

ME = Who(user=1)
CHIEF = Who(user=1, takes_over=True)
FINE = CaseFacts(state=State.IN_TRIAGE, version=2)
FLAGS = (
    *("has_danger", "is_under_review", "was_decided", "has_unread", "has_victim", "was_opened", "is_diverted"),
    *("has_open_gate", "waits_for_reading", "waits_for_answer"),
)
FACTS = st.builds(
    CaseFacts,
    state=st.sampled_from(State),
    version=st.integers(1, 9),
    owner=st.sampled_from([None, 1, 2]),
    overridden_band=st.sampled_from(["", "high", "low"]),
    **{name: st.booleans() for name in FLAGS},
)
JUDGES = (bulk.judge_start, bulk.judge_assess, bulk.judge_close, bulk.judge_reopen, bulk.judge_ask, bulk.judge_claim)


def refused(judge, facts, wanted=None, who=ME):
    return first_refusal(judge, facts, wanted or {}, who, seen=facts.seen)


@pytest.mark.parametrize(
    ("fact", "refusal"),
    [
        ("has_danger", Refusal.DANGER),
        ("is_diverted", Refusal.DIVERTED),
        ("is_under_review", Refusal.UNDER_REVIEW),
        ("was_decided", Refusal.DECIDED_BEFORE),
        ("has_unread", Refusal.UNREAD),
        ("has_victim", Refusal.VICTIM_UNSEEN),
    ],
)
def test_what_somebody_has_to_read_is_not_assessed_in_bulk(fact, refusal):
    assert refused(bulk.judge_assess, FINE) is None
    assert refused(bulk.judge_assess, replace(FINE, **{fact: True})) is refusal


def test_victim_who_was_looked_at_is_assessed():
    assert refused(bulk.judge_assess, replace(FINE, has_victim=True, was_opened=True)) is None


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (None, None, None),
        ("2026-03-01", None, None),
        ("2026-03-02", None, Refusal.OFFENCE_ELSEWHERE),
        (None, "2026-03-01", None),
        (None, "2026-02-28", Refusal.OFFENCE_ELSEWHERE),
    ],
)
def test_offence_must_be_one_on_the_day(first, last, refusal):
    law = {"nations": ["EW"], "from": first, "to": last}
    facts = replace(FINE, on=date(2026, 3, 1))
    assert refused(bulk.judge_assess, facts, {"law": law}) is refusal
    assert refused(bulk.judge_assess, replace(facts, nation="S"), {"law": law}) is Refusal.OFFENCE_ELSEWHERE


def test_what_nobody_has_is_given_by_a_supervisor_and_claimed_by_an_officer():
    assert refused(bulk.judge_give, FINE, {"officer": 2}) is Refusal.FOR_A_SUPERVISOR
    assert refused(bulk.judge_give, FINE, {"officer": 2}, CHIEF) is None
    assert refused(bulk.judge_claim, FINE) is None
    assert refused(bulk.judge_release, FINE) is Refusal.NOBODYS


def test_no_case_and_no_lead_are_gone():
    assert first_refusal(bulk.judge_claim, None, {}, ME, seen="") is Refusal.GONE
    assert refused(bulk.judge_claim, replace(FINE, is_led=False)) is Refusal.GONE


@given(facts=FACTS, before=FACTS, judge=st.sampled_from(JUDGES))
def test_case_that_stands_otherwise_than_it_was_seen_is_always_refused(facts, before, judge):
    if facts.seen != before.seen:
        assert first_refusal(judge, facts, {}, CHIEF, seen=before.seen) is Refusal.CHANGED


@given(facts=FACTS, judge=st.sampled_from(JUDGES), who=st.sampled_from([ME, CHIEF]))
def test_colleagues_case_is_never_taken_decided_or_asked_about_in_bulk(facts, judge, who):
    if facts.owner == 2:
        assert refused(judge, facts, who=who) is not None


@given(facts=FACTS)
def test_nobody_in_danger_is_decided_closed_or_made_less_urgent_in_bulk(facts):
    endangered = replace(facts, has_danger=True)
    for judge in (bulk.judge_start, bulk.judge_assess, bulk.judge_close, bulk.judge_ask):
        assert refused(judge, endangered) is not None
    assert refused(bulk.judge_priority, endangered, {"band": "low"}) is not None


@given(facts=FACTS)
def test_only_what_is_in_triage_is_assessed_and_nothing_that_a_force_has_is_reopened(facts):
    if refused(bulk.judge_assess, facts) is None:
        assert facts.state is State.IN_TRIAGE
    if refused(bulk.judge_reopen, facts) is None:
        assert facts.state not in ON_FORCE_SIDE
