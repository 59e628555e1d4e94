from itertools import product
from pathlib import Path

import pytest
from django.conf import settings as project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referrals.models import SupportReferral
from referrals.rules.support.steps import RUNNING, STEPS, WAITING_FOR, State, StepRefused, check_step, draw
from referrals.rules.support.suggesting import Age, Need, Service, suggest

FORCES = ("E23000010", "E23000032", "")
STRANDS = ("religion", "race", "disability")
LANGUAGES = ("en", "ur", "cy")
needs = st.builds(
    Need,
    nation=st.sampled_from(["EW", "S", "NI", ""]),
    force=st.sampled_from(FORCES),
    strands=st.frozensets(st.sampled_from(STRANDS)),
    language=st.sampled_from(LANGUAGES),
    age=st.sampled_from(Age),
)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ages = st.one_of(st.none(), st.integers(0, 100))
services = st.builds(
    Service,
    code=st.text("abc", min_size=1, max_size=3),
    name=st.text("xyz", min_size=1, max_size=3),
    nations=st.sampled_from(["UK", "EW", "EW+NI", "S", "NI"]),
    areas=st.frozensets(st.sampled_from(FORCES[:2])),
    strands=st.frozensets(st.sampled_from(STRANDS)),
    languages=st.frozensets(st.sampled_from(LANGUAGES[1:])),
    ages_from=ages,
    ages_to=ages,
    capacity_a_week=st.one_of(st.none(), st.integers(0, 5)),
    taken=st.integers(0, 6),
    has_declined=st.booleans(),
)


@unhurried
@given(needs, st.lists(services, max_size=8))
def test_everyone_is_judged_once_with_reasons_and_those_that_fit_stand_first(need, offered):
    found = suggest(need, offered)
    assert sorted(map(repr, (each.service for each in found))) == sorted(map(repr, offered))
    assert [each.fits for each in found] == sorted((each.fits for each in found), reverse=True)
    for each in found:
        assert each.reasons
        assert each.fits == all(reason.fits for reason in each.reasons)


@unhurried
@given(needs, services)
def test_who_has_declined_or_is_full_never_fits(need, service):
    [found] = suggest(need, [service])
    is_full = service.capacity_a_week is not None and service.taken >= service.capacity_a_week
    if service.has_declined or is_full:
        assert not found.fits


@unhurried
@given(needs, st.lists(services, max_size=6), st.randoms())
def test_order_does_not_hang_on_the_order_of_the_reference_data(need, offered, chance):
    shuffled = list(offered)
    chance.shuffle(shuffled)
    named = [(each.service.name, each.service.code) for each in suggest(need, offered)]
    assert named == [(each.service.name, each.service.code) for each in suggest(need, shuffled)]


@unhurried
@given(needs)
def test_service_without_bounds_fits_whoever_reads_english(need):
    [found] = suggest(need, [Service(code="all", name="All")])
    assert found.fits == (need.language == "en")


NEED = Need(nation="EW", force="E23000010", strands=frozenset({"religion"}), language="ur", age=Age.ADULT)


@pytest.mark.parametrize(
    ("bounds", "fits", "code"),
    [
        ({"areas": frozenset({"E23000010"})}, True, "area"),
        ({"areas": frozenset({"E23000032"})}, False, "other_area"),
        ({"nations": "EW+NI"}, True, "nation"),
        ({"nations": "S"}, False, "other_nation"),
        ({"strands": frozenset({"religion", "race"})}, True, "strand"),
        ({"strands": frozenset({"disability"})}, False, "other_strands"),
        ({"languages": frozenset({"cy"})}, False, "other_language"),
        ({"ages_to": 17}, False, "other_age"),
        ({"ages_from": 18}, True, "age"),
        ({"ages_from": 60}, True, "age"),
        ({"capacity_a_week": 2, "taken": 1}, True, "capacity"),
        ({"capacity_a_week": 2, "taken": 2}, False, "full"),
        ({"has_declined": True}, False, "declined"),
    ],
)
def test_each_bound_speaks_for_a_service_or_against_it(bounds, fits, code):
    [found] = suggest(NEED, [Service(**{"code": "one", "name": "One", "languages": frozenset({"ur"}), **bounds})])
    assert found.fits is fits
    assert code in {reason.code for reason in found.reasons}


def test_unknown_place_is_no_place_of_a_service_for_some_areas():
    local = Service(code="local", name="Local", areas=frozenset({"E23000010"}))
    [found] = suggest(Need(), [local])
    assert [reason.code for reason in found.reasons if not reason.fits] == ["area_unknown"]


def test_the_most_particular_service_comes_first():
    everybody = Service(code="a", name="A", languages=frozenset({"ur"}))
    faith = Service(code="b", name="B", languages=frozenset({"ur"}), strands=frozenset({"religion"}))
    local = Service(code="c", name="C", languages=frozenset({"ur"}), areas=frozenset({"E23000010"}))
    assert [each.service.code for each in suggest(NEED, [everybody, faith, local])] == ["c", "b", "a"]


@pytest.mark.parametrize(("name", "state"), list(product(STEPS, State)))
def test_steps_are_taken_from_their_states_alone_and_the_model_agrees(name, state):
    row = SupportReferral(state=state.value)
    can = {each.name for each in row.get_available_state_transitions()}
    assert (name in can) is (state in STEPS[name].sources)
    if state not in STEPS[name].sources:
        with pytest.raises(StepRefused):
            check_step(name, state=state)


def test_every_state_waits_for_somebody_or_nobody_and_can_be_reached():
    assert set(WAITING_FOR) == set(State)
    assert {step.target for step in STEPS.values()} | {State.SENT} == set(State)
    assert all(f"--> {state}" in draw() for state in State)
    assert {state for state in State if not any(state in step.sources for step in STEPS.values())} == set(
        State
    ) - RUNNING


def test_page_of_docs_draws_the_machine_as_it_is():
    page = (Path(project.BASE_DIR) / "docs" / "support.md").read_text(encoding="utf-8")
    drawn = page.partition("```mermaid\n")[2].partition("```")[0]
    assert sorted(drawn.split("\n")) == sorted([*draw().split("\n"), ""])
