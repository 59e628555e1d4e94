import inspect
import re
from collections import Counter
from pathlib import Path

import pytest

from hatehub.accounts.roles import ROLE_ACTIONS, Action
from reports.models import Report
from reports.rules import workflow as rules
from reports.rules.workflow import OPEN_STATES, OWNING_QUEUE, STEPS, Queue, State, StepRefused, check_step, draw
from reports.selectors.clocks import get_clocks
from reports.selectors.shipped_texts import TEXTS
from reports.selectors.story import STATE_NAMES
from reports.services import workflow as commands
from triage.web import wording

DOCUMENT = Path(__file__).parents[3] / "docs" / "workflow.md"
EVERY_STEP = pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.name)


@EVERY_STEP
def test_step_is_a_transition_of_the_model_with_the_same_sources_and_target(step):
    method = getattr(Report, step.name)
    made = method._django_fsm.transitions
    assert set(made) == {source.value for source in step.sources}
    for transition in made.values():
        if step.target is None:
            assert set(transition.target.allowed_states) == {state.value for state in OPEN_STATES}
        else:
            assert transition.target == step.target.value


def test_model_has_no_transition_beside_the_table():
    assert {move.name for move in Report().get_all_state_transitions()} == set(STEPS)


@EVERY_STEP
def test_step_has_an_action_that_some_role_holds(step):
    assert any(Action(step.action) in held for held in ROLE_ACTIONS.values())


def test_every_step_has_an_audit_verb_of_its_own():
    repeated = [verb for verb, times in Counter(step.verb for step in STEPS.values()).items() if times > 1]
    assert repeated == []


@EVERY_STEP
def test_step_has_a_public_command_that_names_actor_and_time(step):
    arguments = inspect.signature(getattr(commands, step.name)).parameters
    assert {"report_id", "by", "at"} <= set(arguments)
    assert all(each.kind is not each.POSITIONAL_OR_KEYWORD for each in arguments.values())


@EVERY_STEP
def test_step_has_a_text_for_the_complainant_if_it_is_told(step):
    assert (f"step_{step.name}" in TEXTS) == step.is_told


@pytest.mark.parametrize("state", State)
def test_state_is_open_with_a_queue_and_a_clock_or_needs_nobody(state):
    if state in (State.CLOSED, State.MERGED):
        assert state not in OPEN_STATES
    else:
        assert OWNING_QUEUE[state] in Queue
        assert get_clocks().hours[state] > 0


@pytest.mark.parametrize("state", State)
def test_state_has_words_for_complainants_and_officers(state):
    assert STATE_NAMES[state]
    assert wording.STATES[state]


def test_every_queue_owns_a_state_and_has_a_name():
    assert set(OWNING_QUEUE.values()) == set(Queue)
    assert set(wording.QUEUES) == set(Queue)


def test_every_state_can_be_reached_and_every_open_one_be_left_towards_the_end():
    arrows = {(source, step.target) for step in STEPS.values() for source in step.sources if step.target}
    assert _from(State.RECEIVED, arrows) == set(State)
    for state in OPEN_STATES:
        without_merge = {arrow for arrow in arrows if arrow[1] is not State.MERGED}
        assert State.CLOSED in _from(state, without_merge), state


def _from(start, arrows):
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        fresh = {target for source, target in arrows if source == here} - reached
        reached |= fresh
        waiting += fresh
    return reached


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        ("received", {"in_triage", "closed", "merged"}),
        ("in_triage", {"assessed_crime", "assessed_non_crime", "out_of_scope", "closed", "merged"}),
        ("assessed_crime", {"assigned", "closed", "in_triage", "merged"}),
        ("assessed_non_crime", {"assigned", "closed", "in_triage", "merged"}),
        ("out_of_scope", {"closed", "in_triage", "merged"}),
        ("assigned", {"packaged", "with_force", "assessed_crime", "in_triage", "merged"}),
        ("packaged", {"with_force", "assessed_crime", "in_triage", "merged"}),
        ("with_force", {"closed", "assessed_crime", "in_triage", "merged"}),
        ("closed", {"in_triage"}),
        ("merged", set()),
    ],
)
def test_arrows_are_those_of_the_design(source, targets):
    assert {str(step.target) for step in STEPS.values() if source in step.sources and step.target} == targets


@pytest.mark.parametrize("state", State)
@EVERY_STEP
def test_check_step_accepts_exactly_the_sources_of_the_table(step, state):
    if state in step.sources:
        assert check_step(step.name, state=state.value) is step
        return
    with pytest.raises(StepRefused) as refused:
        check_step(step.name, state=state.value)
    assert (refused.value.step, refused.value.state) == (step.name, state)
    assert "_" not in str(refused.value)


def test_drawing_in_the_documents_is_the_one_drawn_from_the_table():
    fences = re.findall(r"```mermaid\n(.*?)\n```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert fences == [draw()]


def test_documented_owners_and_hours_are_those_of_the_tables():
    rows = re.findall(r"^\| (\w+) \| (\w+) \| (\d+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    hours = get_clocks().hours
    assert rows == [(state, queue, str(hours[state])) for state, queue in OWNING_QUEUE.items()]


def test_drawing_holds_every_arrow():
    drawn = draw()
    for step in rules.STEPS.values():
        if step.target is not State.MERGED:
            for source in step.sources:
                assert f"    {source} --> {step.target or 'where_it_stood'}: {step.name}\n" in drawn
