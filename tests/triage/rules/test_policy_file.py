import copy
import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.lined_json import BadLine, Lined, LinedList, read_lined
from triage.rules.policy import walk
from triage.rules.policy_file import BadPolicy, read_policy

SHIPPED = [
    files("triage.data.policies").joinpath(name).read_text(encoding="utf-8")
    for name in ("2023-code.json", "2026-review.json")
]
GOOD = {
    "format": 2,
    "version": "t.1",
    "name": "Test",
    "basis": "invented",
    "start": "a",
    "questions": [
        {"id": "a", "text": "A?", "reason": ["yes"], "yes": "exit:crime", "no": "b"},
        {"id": "b", "text": "B?", "threshold": "risk", "reason": ["yes", "no"], "yes": "c", "no": "exit:kept"},
        {"id": "c", "text": "C?", "threshold": "endangers", "reason": ["yes", "no"], "yes": "exit:kept", "no": "d"},
        {"id": "d", "text": "D?", "reason": ["yes", "no"], "yes": "exit:kept", "no": "exit:none"},
    ],
    "exits": [
        {
            "code": "crime",
            "name": "Crime",
            "outcome": "crime",
            "disposal": "crime",
            "complainant": "victim",
            "subject": "suspect",
            "recorded_by": "force",
            "subject_data": "case",
            "told": "t",
            "follows": "f",
        },
        {
            "code": "kept",
            "name": "Kept",
            "outcome": "non_crime",
            "disposal": "asb_incident",
            "complainant": "complainant",
            "subject": "subject",
            "recorded_by": "force",
            "subject_data": "threshold",
            "told": "t",
            "follows": "f",
        },
        {
            "code": "none",
            "name": "None",
            "outcome": "out_of_scope",
            "disposal": "no_record",
            "complainant": "complainant",
            "subject": "subject",
            "recorded_by": "nobody",
            "subject_data": "not_kept",
            "told": "t",
            "follows": "f",
        },
    ],
}
MISSING = object()


def changed(place, value):
    """Return the good policy as text, with one thing changed: `questions.a.yes`; each value on a line of its own."""
    data = copy.deepcopy(GOOD)
    *parents, name = place.split(".")
    target = data
    for parent in parents:
        found = target[parent] if isinstance(target, dict) else by_name(target, parent)
        target = found
    if isinstance(target, list):
        target.append(value) if name == "+" else target.remove(by_name(target, name))
    elif value is MISSING:
        del target[name]
    else:
        target[name] = value
    return json.dumps(data, indent=1)


def by_name(items, name):
    return next(item for item in items if item.get("id", item.get("code")) == name)


def line_with(text, words, *, nth=0):
    return [number for number, line in enumerate(text.split("\n"), start=1) if words in line][nth]


def test_good_policy_is_read():
    policy = read_policy(json.dumps(GOOD))
    assert (policy.version, policy.is_draft, list(policy.questions)) == ("t.1", False, ["a", "b", "c", "d"])
    assert walk(policy, {}).next.id == "a"


@pytest.mark.parametrize("text", SHIPPED)
def test_shipped_policies_are_read(text):
    assert read_policy(text)


A_QUESTION = {"id": "lost", "text": "?", "reason": ["yes", "no"], "yes": "exit:crime", "no": "exit:crime"}


@pytest.mark.parametrize(
    ("place", "value", "words", "nth", "reason"),
    [
        ("format", 1, '"format"', 0, "the format is not 2"),
        ("version", "T 1", '"version"', 0, "version 'T 1' is not made of small letters"),
        ("version", " t.1", '"version"', 0, "not made of small letters"),
        ("version", "", '"version"', 0, "version is empty"),
        ("version", "x" * 41, '"version"', 0, "not made of small letters"),
        ("version", 3, '"version"', 0, "version is not a text"),
        ("name", MISSING, "{", 0, "name is missing"),
        ("name", "\0", '"name"', 0, "name is not a text"),
        ("name", "\ud800", '"name"', 0, "name is not a text"),
        ("basis", " ", '"basis"', 0, "basis is empty"),
        ("draft", "yes", '"draft"', 0, "draft is neither true nor false"),
        ("hnt", "x", '"hnt"', 0, "hnt is not known here"),
        ("start", "z", '"start"', 0, "starts at z, which is not one of its questions"),
        ("questions", [], '"questions"', 0, "questions is a list that is not empty"),
        ("questions", ["a"], '"a"', 1, "questions holds something that is no object"),
        ("exits", {}, '"exits"', 0, "exits is a list that is not empty"),
        ("questions.a.id", "A", '"A"', 0, "id 'A' is not made of small letters"),
        ("questions.b.id", "a", '"id": "a"', 1, "a stands twice"),
        ("questions.a.text", "", '"text": ""', 0, "text is empty"),
        ("questions.a.text", "x" * 601, '"text": "xx', 0, "text is not a text of up to 600 characters"),
        ("questions.a.no", MISSING, "{", 1, "no is missing"),
        ("questions.a.hint", 1, '"hint"', 0, "hint is not a text"),
        ("questions.a.reason", "yes", '"reason": "yes"', 0, "reason is a list of the answers"),
        ("questions.a.reason", ["maybe"], '"reason"', 0, "reason is a list of the answers"),
        ("questions.a.reason", [], '"yes": "exit:crime"', 0, "a: the answer yes ends, so it needs a reason"),
        ("questions.b.reason", ["no"], '"threshold"', 0, "b: a yes to a question of the threshold needs a reason"),
        ("questions.b.threshold", "harm", '"threshold"', 0, "threshold 'harm' is none of risk, endangers"),
        ("questions.a.no", "z", '"no": "z"', 0, "a: the answer no leads to z, which does not exist"),
        ("questions.a.yes", "exit:prison", "prison", 0, "a: the answer yes leads to exit:prison"),
        ("questions.a.no", "a", '"no": "a"', 0, "a: the answer no leads back to a, so it never ends"),
        ("questions.d.no", "b", '"no": "b"', 1, "d: the answer no leads back to b"),
        ("questions.+", A_QUESTION, '"id": "lost"', 0, "no answer leads to lost"),
        ("questions.d.no", "exit:kept", '"code": "none"', 0, "no answer leads to the exit none"),
        ("questions.b.yes", "d", '"yes": "exit:kept"', 1, "without having asked whether telling them endangers"),
        ("questions.b.threshold", MISSING, '"subject_data": "threshold"', 0, "no path to it asks a question"),
        ("exits.crime.name", MISSING, '"code": "crime"', 0, "name is missing"),
        ("exits.kept.complainant", " ", '"complainant": " "', 0, "complainant is empty"),
        ("exits.kept.told", "", '"told": ""', 0, "told is empty"),
        ("exits.kept.outcome", "incident", '"outcome": "incident"', 0, "outcome 'incident' is none of crime"),
        ("exits.kept.disposal", "prison", '"disposal": "prison"', 0, "disposal 'prison' is none of"),
        ("exits.kept.disposal", "crime", '"disposal": "crime"', 1, "kept: crime is no disposal of non_crime"),
        ("exits.none.recorded_by", "force", '"recorded_by": "force"', 2, "what is out of scope is recorded by nobody"),
        ("exits.none.subject_data", "threshold", '"threshold"', -1, "what is out of scope keeps no data"),
        ("exits.kept.subject_data", "case", '"subject_data": "case"', 1, "stays with the case of a crime alone"),
        ("exits.crime.subject_data", "not_kept", '"not_kept"', 0, "stays with the case of a crime alone"),
        ("exits.kept.subject", "suspect", '"subject": "suspect"', 1, "nobody is called victim or suspect"),
        ("exits.kept.told", "The victims hear.", "victims", 0, "nobody is called victim or suspect"),
        ("exits.kept.code", "crime", '"code": "crime"', 1, "crime stands twice"),
    ],
)
def test_policy_that_cannot_be_used_is_refused_by_line_and_reason(place, value, words, nth, reason):
    text = changed(place, value)
    with pytest.raises(BadPolicy) as refusal:
        read_policy(text, file="own.json")
    assert reason in str(refusal.value)
    line = line_with(text, words, nth=nth)
    allowed = {line, line - 1} if words.startswith(('"id"', '"code"')) else {line}
    assert refusal.value.line in allowed
    assert str(refusal.value) == f"own.json line {refusal.value.line}: {refusal.value.reason}"


def test_longer_loop_is_refused():
    questions = [
        {"id": "a", "text": "?", "reason": ["no"], "yes": "b", "no": "exit:crime"},
        {"id": "b", "text": "?", "reason": ["no"], "yes": "c", "no": "exit:crime"},
        {"id": "c", "text": "?", "reason": ["no"], "yes": "a", "no": "exit:crime"},
    ]
    with pytest.raises(BadPolicy, match="line 1: c: the answer yes leads back to a"):
        read_policy(json.dumps({**GOOD, "questions": questions, "exits": GOOD["exits"][:1]}))


def test_too_many_questions_are_refused():
    questions = [
        {"id": f"q{n}", "text": "?", "reason": ["no"], "yes": f"q{n + 1}", "no": "exit:crime"} for n in range(60)
    ]
    questions.append({"id": "q60", "text": "?", "reason": ["yes", "no"], "yes": "exit:crime", "no": "exit:crime"})
    with pytest.raises(BadPolicy, match="60 questions at most"):
        read_policy(json.dumps({**GOOD, "start": "q0", "questions": questions, "exits": GOOD["exits"][:1]}))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "not JSON"),
        ("[]", 1, "a policy is a JSON object"),
        ('"text"', 1, "a policy is a JSON object"),
        ('{\n "format": 2,\n "name" "x"\n}', 3, "not JSON"),
        ('{\n "format": 2,\n}', 3, "not JSON"),
        ('{\n "format": 2,\n "name": "x",\n "name": "y"\n}', 4, "name stands twice"),
        ("[" * 100_000, 1, "nested too deeply"),
        ('{"format": ' + "[" * 30 + "]" * 30 + "}", 1, "nested too deeply"),
    ],
)
def test_text_that_is_no_policy_is_refused_by_line_and_reason(text, line, reason):
    with pytest.raises(BadPolicy) as refusal:
        read_policy(text)
    assert refusal.value.line == line
    assert reason in refusal.value.reason


def line_of_refusal(read, text):
    """Return the line that a text is refused for; 1 where it is not."""
    try:
        read(text)
    except (BadLine, BadPolicy) as refusal:
        return refusal.line
    return 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(json_values, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_the_library_reads_it(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert read_lined(text) == json.loads(text)


@given(json_values)
def test_lines_are_where_things_stand(value):
    text = "\n\n" + json.dumps({"first": 1, "deep": [value, {"x": value}]}, indent=2)
    read = read_lined(text)
    lines = text.split("\n")
    assert isinstance(read, Lined)
    assert isinstance(read["deep"], LinedList)
    assert (read.line, read.line_of("nowhere")) == (3, 3)
    assert '"deep"' in lines[read.line_of("deep") - 1]
    assert '"x"' in lines[read["deep"][1].line_of("x") - 1]
    assert lines[read["deep"].lines[1] - 1].strip().startswith("{")


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    assert 1 <= line_of_refusal(read_lined, text) <= text.count("\n") + 1


@given(st.sampled_from(SHIPPED), st.data())
def test_shipped_policy_with_one_line_missing_is_refused_or_still_ends(text, data):
    lines = text.split("\n")
    without = data.draw(st.integers(0, len(lines) - 1))
    assert 1 <= line_of_refusal(read_policy, "\n".join(lines[:without] + lines[without + 1 :])) <= len(lines)
