import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.policy import EXITS, Answer, BadPolicy, read_policy, walk

DATA = json.loads(files("triage.data").joinpath("policy-2023.json").read_text(encoding="utf-8"))
POLICY = read_policy(DATA)
QUESTIONS = list(POLICY.questions)
given_answers = st.dictionaries(st.sampled_from([*QUESTIONS, "unknown"]), st.sampled_from(["yes", "no", "", "maybe"]))


def answers(**chosen):
    return {question: Answer(question=question, answer=answer) for question, answer in chosen.items()}


@pytest.mark.parametrize(
    ("chosen", "exit_"),
    [
        ({"concerns_crime": "yes", "probable": "yes", "contrary": "no", "confirmed": "yes"}, "crime"),
        ({"concerns_crime": "no", "perceived": "no"}, "out_of_scope"),
        ({"concerns_crime": "no", "perceived": "yes", "distinct": "no"}, "out_of_scope"),
        ({"concerns_crime": "no", "perceived": "yes", "distinct": "yes", "groundless": "yes"}, "out_of_scope"),
        ({"concerns_crime": "no", "perceived": "yes", "distinct": "yes", "groundless": "no"}, "non_crime"),
        ({"concerns_crime": "yes", "probable": "no", "perceived": "no"}, "out_of_scope"),
        (
            {
                "concerns_crime": "yes",
                "probable": "yes",
                "contrary": "yes",
                "perceived": "yes",
                "distinct": "yes",
                "groundless": "no",
            },
            "non_crime",
        ),
    ],
)
def test_answers_lead_to_the_exit_of_the_policy(chosen, exit_):
    walked = walk(POLICY, answers(**chosen))
    assert (walked.exit, walked.next) == (exit_, None)
    assert [answer.question for answer in walked.path] == list(chosen)


def test_crime_needs_all_four_answers():
    path = {"concerns_crime": "yes", "probable": "yes", "contrary": "no", "confirmed": "yes"}
    for question, answer in path.items():
        turned = {**path, question: "no" if answer == "yes" else "yes"}
        assert walk(POLICY, answers(**turned)).exit != "crime"


def test_nothing_answered_asks_the_first_question():
    walked = walk(POLICY, {})
    assert (walked.path, walked.next.id, walked.exit) == ((), POLICY.start, None)


@given(given_answers)
def test_any_answers_lead_to_one_exit_or_one_next_question(chosen):
    walked = walk(POLICY, answers(**chosen))
    assert (walked.exit is None) != (walked.next is None)
    assert walked.exit is None or walked.exit in EXITS
    assert all(chosen[answer.question] == answer.answer for answer in walked.path)
    assert len({answer.question for answer in walked.path}) == len(walked.path)


@given(st.lists(st.sampled_from(["yes", "no"]), min_size=len(QUESTIONS), max_size=len(QUESTIONS)))
def test_answering_each_question_as_it_is_asked_always_ends(choices):
    chosen, walked = {}, walk(POLICY, {})
    for choice in choices:
        if walked.next is None:
            break
        chosen[walked.next.id] = choice
        walked = walk(POLICY, answers(**chosen))
    assert walked.exit in EXITS


@given(given_answers, st.sampled_from(QUESTIONS), st.sampled_from(["yes", "no"]))
def test_answer_off_the_path_changes_nothing(chosen, question, answer):
    walked = walk(POLICY, answers(**chosen))
    if question not in {each.question for each in walked.path} and (not walked.next or walked.next.id != question):
        assert walk(POLICY, answers(**{**chosen, question: answer})) == walked


def policy_of(*questions, start="a"):
    asked = [{"id": name, "text": "?", "yes": yes, "no": no} for name, yes, no in questions]
    return {"version": "t", "name": "t", "start": start, "questions": asked}


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (policy_of(("a", "exit:crime", "b")), r"a: .*b"),
        (policy_of(("a", "exit:prison", "exit:crime")), r"a: .*prison"),
        (policy_of(("a", "exit:crime", "exit:crime"), start="z"), r"z"),
        (policy_of(("a", "a", "exit:crime")), r"a"),
        (policy_of(("a", "b", "exit:crime"), ("b", "a", "exit:crime")), r"a|b"),
        (policy_of(("a", "b", "b"), ("b", "c", "c"), ("c", "exit:crime", "b")), r"b"),
        (policy_of(), r"a"),
    ],
)
def test_policy_that_cannot_end_well_is_refused_by_name(data, named):
    with pytest.raises(BadPolicy, match=named):
        read_policy(data)


def test_question_without_an_answer_is_refused_by_name():
    data = policy_of(("a", "exit:crime", "exit:non_crime"))
    del data["questions"][0]["no"]
    with pytest.raises(BadPolicy, match="a"):
        read_policy(data)


def test_question_that_stands_twice_is_refused_by_name():
    data = policy_of(("a", "exit:crime", "exit:crime"), ("a", "exit:non_crime", "exit:non_crime"))
    with pytest.raises(BadPolicy, match="a"):
        read_policy(data)


def test_question_that_no_answer_leads_to_is_refused_by_name():
    data = policy_of(("a", "exit:crime", "exit:crime"), ("lost", "exit:non_crime", "exit:non_crime"))
    with pytest.raises(BadPolicy, match="lost"):
        read_policy(data)
