import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.responsibility import ABROAD, BTP, NOBODY, UNKNOWN, Facts, Where, at_force, decide

A, B = "E23000010", "E23000032"
SCOTLAND, IRELAND = "S23000009", "N99999999"
places = st.sampled_from([UNKNOWN, ABROAD, *(at_force(code) for code in (A, B, "W15000001", SCOTLAND, IRELAND, BTP))])
facts = st.builds(
    Facts,
    victim=st.one_of(places, st.just(NOBODY)),
    suspect=places,
    suspect_traced_later=st.booleans(),
    on_railway=st.booleans(),
    several_victims=st.booleans(),
    reporter=places,
)


@pytest.mark.parametrize(
    ("case", "rule", "recording", "investigating", "contact"),
    [
        (Facts(victim=at_force(A), suspect=at_force(B)), "S1", B, B, A),
        (Facts(victim=at_force(A), suspect=at_force(A)), "S1", A, A, A),
        (Facts(victim=UNKNOWN, suspect=at_force(B)), "S1", B, B, None),
        (Facts(victim=at_force(A), suspect=UNKNOWN), "S2", A, A, A),
        (Facts(victim=at_force(A), suspect=at_force(B), suspect_traced_later=True), "S3", A, B, A),
        (Facts(victim=at_force(A), suspect=ABROAD), "S4", A, A, A),
        (Facts(victim=ABROAD, suspect=at_force(B)), "S5", B, B, None),
        (Facts(victim=ABROAD, suspect=ABROAD), "S6", None, None, None),
        (Facts(victim=NOBODY, suspect=at_force(B)), "S7", B, B, None),
        (Facts(victim=NOBODY, suspect=UNKNOWN, reporter=at_force(A)), "S8", A, A, None),
        (Facts(victim=NOBODY, suspect=ABROAD, reporter=at_force(A)), "S8", A, A, None),
        (Facts(victim=at_force(SCOTLAND), suspect=at_force(B)), "S9", B, B, SCOTLAND),
        (Facts(victim=at_force(IRELAND), suspect=at_force(B)), "S9", B, B, IRELAND),
        (Facts(victim=at_force(A), suspect=at_force(SCOTLAND)), "S10", SCOTLAND, SCOTLAND, A),
        (Facts(victim=at_force(A), suspect=at_force(IRELAND)), "S10", IRELAND, IRELAND, A),
        (Facts(victim=at_force(A), suspect=at_force(B), several_victims=True), "S11", B, B, A),
        (Facts(victim=at_force(A), suspect=at_force(B), on_railway=True), "S12", BTP, BTP, BTP),
        (Facts(victim=UNKNOWN, suspect=UNKNOWN, on_railway=True), "S12", BTP, BTP, BTP),
    ],
)
def test_row_of_the_table_decides(case, rule, recording, investigating, contact):
    decision = decide(case)
    assert decision.rule == rule
    assert (decision.recording, decision.investigating, decision.victim_contact) == (recording, investigating, contact)
    assert decision.sentence
    assert not decision.question


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        (Facts(victim=UNKNOWN, suspect=UNKNOWN), "S13"),
        (Facts(victim=UNKNOWN, suspect=ABROAD), "S13"),
        (Facts(victim=ABROAD, suspect=UNKNOWN), "S13"),
        (Facts(victim=NOBODY, suspect=UNKNOWN), "S8"),
        (Facts(victim=NOBODY, suspect=ABROAD, reporter=ABROAD), "S8"),
    ],
)
def test_missing_fact_is_asked_for_and_not_guessed(case, rule):
    decision = decide(case)
    assert decision.rule == rule
    assert "?" in decision.question


@given(facts)
def test_every_combination_is_one_owner_or_one_question_or_openly_nobody(case):
    decision = decide(case)
    forces = (decision.recording, decision.investigating, decision.victim_contact)
    if decision.question:
        assert forces == (None, None, None)
        assert not decision.sentence
    elif decision.rule == "S6":
        assert forces == (None, None, None)
        assert case.victim.where is case.suspect.where is Where.ABROAD
        assert decision.sentence
    else:
        assert decision.recording
        assert decision.investigating
        assert decision.sentence.endswith(".")


@given(facts)
def test_no_force_is_named_that_the_facts_do_not_name(case):
    named = {case.victim.force, case.suspect.force, case.reporter.force, BTP if case.on_railway else None, None}
    decision = decide(case)
    assert {decision.recording, decision.investigating, decision.victim_contact} <= named


@given(facts)
def test_known_victim_in_the_area_of_a_force_is_never_without_contact(case):
    decision = decide(case)
    if case.victim.where is Where.FORCE:
        assert decision.victim_contact == (BTP if case.on_railway else case.victim.force)


@given(facts)
def test_suspect_in_the_area_of_a_force_is_never_left_to_a_question(case):
    if case.suspect.where is Where.FORCE:
        assert decide(case).investigating
