import json
import re
from importlib.resources import files
from pathlib import Path

from triage.events import TransferMoved
from triage.models import Transfer

DOCUMENT = (Path(__file__).parents[2] / "docs" / "responsibility.md").read_text(encoding="utf-8")
DATA = json.loads(files("triage.data").joinpath("force_answers.json").read_text(encoding="utf-8"))


def test_every_rule_has_a_row_and_an_example():
    for number in range(1, 14):
        assert f"| S{number} |" in DOCUMENT
        assert f"* **S{number}.**" in DOCUMENT


def test_documented_times_are_those_of_the_table():
    assert f"version {DATA['version']}" in DOCUMENT
    rows = re.findall(r"^\| (an offer|a transfer).*?\| (\d+) h \| ([\dh, ]+) \| (\d+) h \| (\d+) h \|$", DOCUMENT, re.M)
    for (_, answer, reminders, back, grace), name in zip(rows, ("offer", "transfer"), strict=True):
        times = DATA[name]
        assert [int(each) for each in re.findall(r"\d+", reminders)] == times["reminders"]
        assert (int(answer), int(back), int(grace)) == (times["answer"], times["back"], times["grace"])
    assert f"| the registrar | {DATA['settle']} h |" in DOCUMENT


def test_drawing_has_every_transition_of_the_machine():
    drawn = set(re.findall(r"^    (\w+) --> (\w+): ", DOCUMENT, re.M))
    made = {
        (str(move.source), str(move.target)) for move in Transfer().get_all_state_transitions() if move.source != "*"
    }
    assert drawn == made


def test_changes_that_forces_read_are_documented():
    named = re.findall(r"[a-z]+_[a-z]+|reminder", TransferMoved.__doc__.partition("one of:")[2])
    assert len(named) == 9
    for change in named:
        assert f"`{change}`" in DOCUMENT
