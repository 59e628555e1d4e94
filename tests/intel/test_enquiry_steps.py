"""The machine of a line of enquiry, and the file of methods."""

import copy
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from django.conf import settings

from hatehub.accounts.roles import ROLE_ACTIONS, Action
from intel.models import Enquiry
from intel.rules.enquiries.method_file import BadMethods, read_methods, read_seats
from intel.rules.enquiries.steps import OPEN, STEPS, Authority, State, StepRefused, check_step, draw, may_begin


def test_every_step_is_a_transition_of_the_model_and_the_other_way_round():
    found = {}
    for each in Enquiry(state="planned")._meta.get_field("state").get_all_transitions(Enquiry):
        found.setdefault(each.name, (set(), each.target))[0].add(each.source)
    assert found == {name: ({state.value for state in step.sources}, step.target.value) for name, step in STEPS.items()}


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.name)
def test_somebody_may_take_every_step_and_only_from_its_states(step):
    assert any(Action(step.action) in held for held in ROLE_ACTIONS.values())
    for state in State:
        if state in step.sources:
            assert check_step(step.name, state=state) is step
        else:
            with pytest.raises(StepRefused):
                check_step(step.name, state=state)


def test_every_open_state_can_be_left_and_no_other():
    for state in State:
        assert any(state in step.sources for step in STEPS.values()) == (state in OPEN)


def test_planned_line_begins_only_where_it_needs_no_authority():
    for authority in Authority:
        assert may_begin(state="planned", authority=authority) == (authority is Authority.NONE)
        assert may_begin(state="authorised", authority=authority)
        assert not may_begin(state="ended", authority=authority)


def test_drawing_has_every_state():
    drawing = draw()
    assert all(state in drawing for state in State)


def the_file():
    return json.loads(files("intel.data").joinpath("enquiry_methods.json").read_text(encoding="utf-8"))


def test_what_ships_is_sound_and_awaits_confirmation():
    methods = read_methods(the_file())
    assert len(methods) >= 10
    assert all("awaiting confirmation" in method.basis for method in methods)
    assert read_seats(the_file())["x"] == "US"


def without(data, name):
    del data["methods"][0][name]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data.update(methods=[]), "no methods"),
        (lambda data: without(data, "name"), "name"),
        (lambda data: data["methods"][0].update(authority="king"), "king"),
        (lambda data: data["methods"][0].update(usual_days=0), "0"),
        (lambda data: data["methods"][0].update(usual_cost=-1), "-1"),
        (lambda data: data["methods"][0].update(holder="x"), "holder|'x'"),
        (lambda data: data["methods"][0].update(jurisdictions=["FR"]), "FR"),
        (lambda data: data["methods"][0].update(following={"declined": ["magic"]}), "magic"),
        (lambda data: data["methods"][0].update(following={"lost": []}), "lost"),
        (lambda data: data["methods"].append(copy.deepcopy(data["methods"][0])), "twice"),
    ],
)
def test_file_that_is_not_sound_is_refused_with_its_place(change, says):
    data = the_file()
    change(data)
    with pytest.raises(BadMethods, match=says):
        read_methods(data)


def test_seats_are_countries():
    with pytest.raises(BadMethods):
        read_seats({"seats": {"x": "America"}})


def test_page_shows_the_machine_as_it_is():
    page = (Path(settings.BASE_DIR) / "docs" / "enquiries.md").read_text(encoding="utf-8")
    assert re.findall(r"```mermaid\n(.*?)\n```", page, re.DOTALL) == [draw()]
