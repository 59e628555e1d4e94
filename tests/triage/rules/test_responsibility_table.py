from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.responsibility import (
    ABROAD,
    BTP,
    HUB,
    NOBODY,
    SOMEWHERE_IN_UK,
    UNKNOWN,
    Ask,
    Facts,
    Where,
    at_force,
    decide,
    facts_from,
    facts_of_another,
    overridden,
    with_accepted,
)
from triage.rules.responsibility_words import contact_in_words, in_words

A, B, C = "E23000010", "E23000032", "W15000001"
SCOTLAND, IRELAND = "S23000009", "N99999999"
NAMES = {
    A: "Anville Police",
    B: "Beeton Police",
    C: "Ceeford Police",
    SCOTLAND: "Police S",
    IRELAND: "Police N",
    BTP: "Rail",
}
forces = st.sampled_from([A, B, C, SCOTLAND, IRELAND, BTP])
places = st.one_of(st.sampled_from([UNKNOWN, ABROAD, SOMEWHERE_IN_UK]), forces.map(at_force))
facts = st.builds(
    Facts,
    victim=st.one_of(places, st.just(NOBODY)),
    suspect=places,
    suspect_traced_later=st.booleans(),
    on_railway=st.booleans(),
    several_victims=st.booleans(),
    reporter=places,
    lead=st.one_of(st.just(""), forces),
    nominated=st.one_of(st.just(""), forces),
)

PLACES = {
    "A": at_force(A),
    "B": at_force(B),
    "S": at_force(SCOTLAND),
    "NI": at_force(IRELAND),
    "uk": SOMEWHERE_IN_UK,
    "abroad": ABROAD,
    "unknown": UNKNOWN,
    "nobody": NOBODY,
}
CODES = {"A": A, "B": B, "S": SCOTLAND, "NI": IRELAND, "hub": HUB, "-": None}

# Every combination of where the victim and the suspect were: rule, recording, investigating, contact.
TABLE = """
A        unknown   S2   A   A   A
A        uk        S2   A   A   A
A        abroad    S4   A   A   A
A        A         S1   A   A   A
A        B         S1   B   B   A
A        S         S10  S   S   A
A        NI        S10  NI  NI  A
S        unknown   S2   S   S   S
S        uk        S2   S   S   S
S        abroad    S4   S   S   S
S        A         S9   A   A   S
S        S         S1   S   S   S
S        NI        S9   NI  NI  S
NI       unknown   S2   NI  NI  NI
NI       uk        S2   NI  NI  NI
NI       abroad    S4   NI  NI  NI
NI       A         S9   A   A   NI
NI       S         S9   S   S   NI
NI       NI        S1   NI  NI  NI
abroad   unknown   S13  -   -   -
abroad   uk        S13  -   -   -
abroad   abroad    S6   -   -   hub
abroad   B         S5   B   B   hub
abroad   S         S5   S   S   hub
abroad   NI        S5   NI  NI  hub
nobody   unknown   S8   -   -   -
nobody   uk        S8   -   -   -
nobody   abroad    S8   -   -   -
nobody   B         S7   B   B   hub
nobody   S         S7   S   S   hub
nobody   NI        S7   NI  NI  hub
unknown  unknown   S13  -   -   -
unknown  uk        S13  -   -   -
unknown  abroad    S13  -   -   -
unknown  B         S1   B   B   hub
unknown  S         S1   S   S   hub
unknown  NI        S1   NI  NI  hub
uk       unknown   S13  -   -   -
uk       uk        S13  -   -   -
uk       abroad    S13  -   -   -
uk       B         S1   B   B   hub
uk       S         S1   S   S   hub
uk       NI        S1   NI  NI  hub
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


def owners(decision):
    return decision.recording, decision.investigating, decision.victim_contact


@pytest.mark.parametrize(("victim", "suspect", "rule", "recording", "investigating", "contact"), ROWS)
def test_every_combination_of_victim_and_suspect(victim, suspect, rule, recording, investigating, contact):
    decision = decide(Facts(victim=PLACES[victim], suspect=PLACES[suspect]))
    assert decision.rule == rule
    assert owners(decision) == (CODES[recording], CODES[investigating], CODES[contact])
    assert bool(decision.question) == (contact == "-")


@pytest.mark.parametrize(
    ("case", "rule", "recording", "investigating", "contact"),
    [
        (Facts(victim=at_force(A), suspect=at_force(B), suspect_traced_later=True), "S3", A, B, A),
        (Facts(victim=at_force(A), suspect=at_force(A), suspect_traced_later=True), "S1", A, A, A),
        (
            Facts(victim=at_force(A), suspect=at_force(SCOTLAND), suspect_traced_later=True),
            "S10",
            SCOTLAND,
            SCOTLAND,
            A,
        ),
        (Facts(victim=at_force(A), suspect=UNKNOWN, suspect_traced_later=True), "S2", A, A, A),
        (Facts(victim=NOBODY, suspect=UNKNOWN, reporter=at_force(A)), "S8", A, A, HUB),
        (Facts(victim=NOBODY, suspect=ABROAD, reporter=at_force(A)), "S8", A, A, HUB),
        (Facts(victim=NOBODY, suspect=SOMEWHERE_IN_UK, reporter=at_force(A), nominated=B), "S8", A, A, HUB),
        (Facts(victim=NOBODY, suspect=UNKNOWN, reporter=ABROAD, nominated=B), "S8", B, B, HUB),
        (Facts(victim=NOBODY, suspect=at_force(B), reporter=at_force(A)), "S7", B, B, HUB),
        (Facts(victim=at_force(A), suspect=UNKNOWN, nominated=B), "S2", A, A, A),
        (Facts(victim=at_force(A), suspect=at_force(B), several_victims=True), "S11", B, B, A),
        (Facts(victim=at_force(A), suspect=at_force(B), several_victims=True, lead=C), "S11", B, C, A),
        (Facts(victim=at_force(A), suspect=at_force(B), several_victims=True, lead=A), "S11", B, A, A),
        (Facts(victim=ABROAD, suspect=at_force(B), several_victims=True), "S11", B, B, HUB),
        (Facts(victim=UNKNOWN, suspect=at_force(B), several_victims=True), "S11", B, B, HUB),
        (Facts(victim=NOBODY, suspect=at_force(B), several_victims=True), "S7", B, B, HUB),
        (Facts(victim=at_force(A), suspect=UNKNOWN, several_victims=True), "S2", A, A, A),
        (Facts(victim=at_force(A), suspect=at_force(B), lead=C), "S1", B, B, A),
        (Facts(victim=at_force(A), suspect=at_force(B), on_railway=True), "S12", BTP, BTP, BTP),
        (Facts(victim=UNKNOWN, suspect=UNKNOWN, on_railway=True), "S12", BTP, BTP, BTP),
        (Facts(victim=ABROAD, suspect=ABROAD, on_railway=True), "S12", BTP, BTP, BTP),
    ],
)
def test_other_facts_decide_where_the_table_says_so(case, rule, recording, investigating, contact):
    decision = decide(case)
    assert decision.rule == rule
    assert owners(decision) == (recording, investigating, contact)
    assert not decision.question


@pytest.mark.parametrize(
    ("case", "rule", "ask"),
    [
        (Facts(victim=UNKNOWN, suspect=UNKNOWN), "S13", Ask.VICTIM),
        (Facts(victim=SOMEWHERE_IN_UK, suspect=ABROAD), "S13", Ask.VICTIM),
        (Facts(victim=ABROAD, suspect=UNKNOWN), "S13", Ask.SUSPECT),
        (Facts(victim=NOBODY, suspect=UNKNOWN), "S8", Ask.NOMINATION),
        (Facts(victim=NOBODY, suspect=ABROAD, reporter=ABROAD), "S8", Ask.NOMINATION),
    ],
)
def test_missing_fact_is_asked_for_and_not_guessed(case, rule, ask):
    decision = decide(case)
    assert (decision.rule, decision.ask) == (rule, ask)
    assert "?" in decision.question
    assert decision.owner == HUB


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Facts(victim=NOBODY, suspect=at_force(B)), "Attorney General"),
        (Facts(victim=at_force(A), suspect=ABROAD), "enquiries abroad"),
        (Facts(victim=ABROAD, suspect=ABROAD), "intelligence"),
        (Facts(victim=at_force(SCOTLAND), suspect=at_force(B)), "force is told"),
        (Facts(victim=at_force(A), suspect=at_force(SCOTLAND)), "under its own rules"),
        (Facts(victim=at_force(A), suspect=at_force(B), several_victims=True), "Until the forces concerned agree"),
        (Facts(victim=at_force(A), suspect=at_force(B), several_victims=True, lead=C), "have agreed"),
    ],
)
def test_what_goes_with_a_row_is_said(case, words):
    assert words in in_words(decide(case), names=NAMES)


def test_consent_of_the_attorney_general_is_not_asked_for_in_scotland():
    assert "Attorney" not in in_words(decide(Facts(victim=NOBODY, suspect=at_force(SCOTLAND))), names=NAMES)


def test_decision_can_be_read_out():
    said = in_words(decide(Facts(victim=at_force(A), suspect=at_force(B))), names=NAMES)
    assert said == (
        "Beeton Police records and investigates this. The suspect was in its area when it was sent. "
        "Anville Police stays in touch with the victim until Beeton Police accepts."
    )


@given(facts)
def test_every_combination_is_one_owner_or_one_question(case):
    decision = decide(case)
    if decision.question:
        assert owners(decision) == (None, None, None)
        assert decision.ask
        assert not decision.sentence
        assert decision.owner == HUB
        return
    assert decision.ask is None
    assert decision.sentence.endswith(".")
    assert decision.victim_contact
    if decision.rule == "S6":
        assert (decision.recording, decision.investigating, decision.owner) == (None, None, HUB)
        assert case.victim.where is case.suspect.where is Where.ABROAD
    else:
        assert decision.recording not in (None, HUB)
        assert decision.owner == decision.investigating not in (None, HUB)


@given(facts)
def test_no_force_is_named_that_the_facts_do_not_name(case):
    places = {case.victim.force, case.suspect.force, case.reporter.force, case.lead, case.nominated}
    named = {*places, BTP if case.on_railway else None, None, HUB}
    assert set(owners(decide(case))) <= named


@given(facts)
def test_known_victim_in_the_area_of_a_force_is_never_without_contact(case):
    decision = decide(case)
    if case.victim.where is Where.FORCE:
        assert decision.victim_contact == (BTP if case.on_railway else case.victim.force)


@given(facts)
def test_suspect_in_the_area_of_a_force_is_never_left_to_a_question(case):
    if case.suspect.where is Where.FORCE:
        assert decide(case).investigating


@given(facts)
def test_every_decision_is_said_in_whole_sentences_that_name_its_owners(case):
    decision = decide(case)
    said = in_words(decision, names=NAMES)
    assert said[-1] in ".?"
    assert "  " not in said
    assert "None" not in said
    if not decision.question:
        for owner in owners(decision):
            assert owner is None or NAMES.get(owner, "hub") in said
    assert contact_in_words(decision, names=NAMES).endswith(".")


@given(facts)
def test_facts_are_the_same_after_they_were_stored(case):
    stored = {
        name: {"where": str(value["where"]), "force": value["force"]} if isinstance(value, dict) else value
        for name, value in asdict(case).items()
    }
    assert facts_from(stored) == case


def test_facts_stored_by_the_version_before_are_read():
    known = facts_from({"victim": {"where": "force", "force": A}, "suspect": {"where": "unknown", "force": ""}})
    assert decide(known).rule == "S2"


@given(facts, forces)
def test_contact_passes_on_only_where_the_table_says_until_accepted(case, force):
    decision = decide(case)
    accepted = with_accepted(decision, investigating=force)
    if decision.rule in ("S1", "S3") and decision.victim_contact not in (None, HUB, decision.investigating):
        assert accepted.victim_contact == force
        assert accepted.recording == (force if decision.rule == "S3" else decision.recording)
        assert with_accepted(accepted, investigating=force).victim_contact == force
    else:
        assert accepted == decision


@given(facts, forces)
def test_override_always_names_that_force_and_leaves_contact_where_it_was(case, force):
    decision = decide(case)
    other = overridden(decision, force=force)
    assert (other.recording, other.investigating, other.owner) == (force, force, force)
    assert other.victim_contact == (decision.victim_contact or HUB)
    assert not other.question
    assert in_words(other, names=NAMES).endswith(".")


@given(facts, forces, st.booleans())
def test_another_report_of_the_case_differs_in_where_its_person_is(case, force, is_victim):
    other = facts_of_another(case, force=force, is_victim=is_victim)
    kept = case.victim.where is Where.NOBODY and not is_victim
    assert other == (case if kept else replace(case, victim=at_force(force)))
