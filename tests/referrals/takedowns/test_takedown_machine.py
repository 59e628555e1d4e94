"""The machine of a request: the table, the model's transitions, and that nothing waits for nobody."""

import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hatehub.accounts.roles import Action
from referrals.models import Takedown
from referrals.rules.takedowns.steps import (
    OPEN,
    STEPS,
    WAITING_FOR,
    WITH_PLATFORM,
    State,
    StepRefused,
    Waiting,
    check_step,
    draw,
)

EVERY_STEP = pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.name)


@EVERY_STEP
def test_model_takes_exactly_the_steps_of_the_table(step):
    method = getattr(Takedown, step.name)
    transitions = method._django_fsm.transitions
    assert {source: each.target for source, each in transitions.items()} == dict.fromkeys(step.sources, step.target)


def test_model_has_no_step_that_the_table_lacks():
    named = {each.name for each in Takedown()._meta.get_field("state").get_all_transitions(Takedown)}
    assert named == STEPS.keys()


@EVERY_STEP
def test_every_step_needs_an_action_that_there_is(step):
    assert Action(step.action) in (Action.ASK_TAKEDOWN, Action.MOVE_TAKEDOWN)


@given(name=st.sampled_from(sorted(STEPS)), state=st.sampled_from(State))
def test_check_step_accepts_exactly_the_sources_of_the_table(name, state):
    if state in STEPS[name].sources:
        assert check_step(name, state=state) is STEPS[name]
        return
    with pytest.raises(StepRefused) as refused:
        check_step(name, state=state)
    assert "_" not in str(refused.value)


def test_every_state_has_somebody_or_needs_nobody():
    assert WAITING_FOR.keys() == set(State)
    for state in OPEN:
        leaving = [step for step in STEPS.values() if state in step.sources and step.target is not state]
        assert leaving, state


def test_who_waits_for_the_platform_is_freed_by_its_silence():
    assert {state for state, who in WAITING_FOR.items() if who is Waiting.PLATFORM} == WITH_PLATFORM
    assert STEPS["note_no_answer"].sources == WITH_PLATFORM


@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=40))
def test_nothing_is_sent_that_no_officer_wanted_sent(steps):
    state, is_wanted = State.DRAFTED, False
    for name in steps:
        if state not in STEPS[name].sources:
            continue
        state = STEPS[name].target
        is_wanted = (is_wanted or name == "ask_to_send") and state is not State.DRAFTED
        if state in WITH_PLATFORM:
            assert is_wanted


def test_drawing_holds_every_arrow():
    drawn = draw()
    for step in STEPS.values():
        for source in step.sources:
            assert f"    {source} --> {step.target}: {step.name}\n" in f"{drawn}\n"


def test_the_drawing_and_the_states_in_the_documents_are_those_of_the_table():
    page = (settings.BASE_DIR / "docs" / "takedowns.md").read_text(encoding="utf-8")
    assert re.findall(r"```mermaid\n(.*?)\n```", page, re.DOTALL) == [draw()]
    known = {str(state) for state in State}
    rows = [row for row in re.findall(r"^\| (\w+) \| (\w+) \|$", page, re.MULTILINE) if row[0] in known]
    assert rows == [(str(state), str(who)) for state, who in WAITING_FOR.items()]
