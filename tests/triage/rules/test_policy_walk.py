from importlib.resources import files
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.policy import Answer, Outcome, SubjectData, Threshold, first_without_reason, in_order, walk
from triage.rules.policy_file import read_policy

NAMES = ("2023-code", "2026-review")
POLICIES = {
    name: read_policy(files("triage.data.policies").joinpath(f"{name}.json").read_text(encoding="utf-8"))
    for name in NAMES
}
CODE, REVIEW = POLICIES["2023-code"], POLICIES["2026-review"]
IDS = sorted({question for policy in POLICIES.values() for question in policy.questions})
policies = st.sampled_from(list(POLICIES.values()))
given_answers = st.dictionaries(st.sampled_from([*IDS, "unknown"]), st.sampled_from(["yes", "no", "", "maybe"]))
IS_CRIME = "concerns_crime=y probable=y contrary=n traceable=y confirmed=y"
IS_INCIDENT = "concerns_crime=n perceived=y distinct=y groundless=n at_school=n"


def answers(**chosen):
    return {question: Answer(question=question, answer=answer) for question, answer in chosen.items()}


def written(text):
    """Read answers from words such as `probable=y`."""
    pairs = (word.split("=") for word in text.split())
    return {question: "yes" if answer == "y" else "no" for question, answer in pairs}


def every_path(policy, chosen=None):
    walked = walk(policy, answers(**(chosen or {})))
    if walked.next is None:
        yield walked
        return
    for answer in ("yes", "no"):
        yield from every_path(policy, {**(chosen or {}), walked.next.id: answer})


@pytest.mark.parametrize(
    ("policy", "says", "code", "keeps", "tells"),
    [
        (CODE, f"{IS_CRIME} other_force=n exception=n", "crime", True, False),
        (CODE, f"{IS_CRIME} other_force=y", "crime_elsewhere", True, False),
        (CODE, f"{IS_CRIME} other_force=n exception=y", "school", False, False),
        (CODE, "concerns_crime=n perceived=n", "no_record", False, False),
        (CODE, "concerns_crime=n perceived=y distinct=n", "no_record", False, False),
        (CODE, "concerns_crime=n perceived=y distinct=y groundless=y", "no_record", False, False),
        (CODE, "concerns_crime=n perceived=y distinct=y groundless=n at_school=y", "school", False, False),
        (CODE, f"{IS_INCIDENT} harm_risk=n offence_risk=n", "non_crime_incident", False, False),
        (CODE, f"{IS_INCIDENT} harm_risk=y telling=n", "non_crime_incident", True, True),
        (CODE, f"{IS_INCIDENT} harm_risk=n offence_risk=y telling=y", "non_crime_incident", True, False),
        (CODE, "concerns_crime=y probable=n perceived=n", "no_record", False, False),
        (CODE, "concerns_crime=y probable=y contrary=y perceived=n", "no_record", False, False),
        (
            CODE,
            "concerns_crime=y probable=y contrary=n traceable=n without_victim=y other_force=n exception=n",
            "crime",
            True,
            False,
        ),
        (
            CODE,
            "concerns_crime=y probable=y contrary=n traceable=y confirmed=n without_victim=n perceived=n",
            "no_record",
            False,
            False,
        ),
        (REVIEW, f"{IS_CRIME} other_force=n exception=n", "crime", True, False),
        (REVIEW, f"{IS_INCIDENT} serious=n useful=n", "no_record", False, False),
        (
            REVIEW,
            f"{IS_INCIDENT} serious=n useful=y intelligence_harm_risk=n intelligence_offence_risk=n",
            "intelligence_only",
            False,
            False,
        ),
        (
            REVIEW,
            f"{IS_INCIDENT} serious=n useful=y intelligence_harm_risk=y intelligence_telling=y",
            "intelligence_only",
            True,
            False,
        ),
        (REVIEW, f"{IS_INCIDENT} serious=y asb_harm_risk=n asb_offence_risk=n", "asb_incident", False, False),
        (
            REVIEW,
            f"{IS_INCIDENT} serious=y asb_harm_risk=n asb_offence_risk=y asb_telling=n",
            "asb_incident",
            True,
            True,
        ),
    ],
)
def test_answers_lead_to_the_exit_of_the_policy(policy, says, code, keeps, tells):
    chosen = written(says)
    walked = walk(policy, answers(**chosen))
    assert walked.next is None
    assert (walked.exit.code, walked.keeps_subject_data, walked.tells_subject) == (code, keeps, tells)
    assert [answer.question for answer in walked.path] == list(chosen)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=NAMES)
def test_every_path_ends_asks_nothing_twice_and_reaches_every_exit(policy):
    paths = list(every_path(policy))
    assert {walked.exit.code for walked in paths} == set(policy.exits)
    assert {answer.question for walked in paths for answer in walked.path} == set(policy.questions)
    for walked in paths:
        asked = [answer.question for answer in walked.path]
        assert len(set(asked)) == len(asked)
        assert first_without_reason(policy, walked) is not None, "a decision that ends has a reason"
        last = walked.path[-1]
        assert policy.questions[last.question].needs_reason(last.answer)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=NAMES)
def test_only_a_yes_to_a_threshold_question_keeps_the_data_of_a_non_crimes_subject(policy):
    seen = set()
    for walked in every_path(policy):
        said = {policy.questions[each.question].threshold: each.answer for each in walked.path if each.answer == "yes"}
        seen.add((walked.exit.outcome, walked.keeps_subject_data))
        if walked.exit.outcome is Outcome.NON_CRIME:
            assert walked.keeps_subject_data == (Threshold.RISK in said)
            assert walked.tells_subject == (walked.keeps_subject_data and Threshold.ENDANGERS not in said)
        else:
            assert walked.keeps_subject_data == (walked.exit.outcome is Outcome.CRIME)
            assert not walked.tells_subject
    assert {(Outcome.NON_CRIME, True), (Outcome.NON_CRIME, False)} <= seen


@pytest.mark.parametrize("policy", POLICIES.values(), ids=NAMES)
def test_nobody_is_called_victim_or_suspect_without_a_crime(policy):
    for found in policy.exits.values():
        is_crime = found.outcome is Outcome.CRIME
        assert (found.complainant, found.subject) == (("victim", "suspect") if is_crime else ("complainant", "subject"))
        assert (found.subject_data is SubjectData.CASE) == is_crime


def test_most_of_the_2026_regime_is_no_incident_of_a_force():
    assert not CODE.is_draft
    assert REVIEW.is_draft
    assert "non_crime_incident" not in REVIEW.exits
    assert not REVIEW.exits["intelligence_only"].may_be_assigned
    assert REVIEW.exits["asb_incident"].may_be_assigned


def test_reasons_are_asked_for_in_the_order_of_the_path():
    chosen = answers(**written(f"{IS_CRIME} other_force=n exception=n"))
    assert first_without_reason(CODE, walk(CODE, chosen)).id == "probable"
    chosen["probable"] = Answer(question="probable", answer="yes", reason="The words.")
    assert first_without_reason(CODE, walk(CODE, chosen)).id == "exception"
    chosen["exception"] = Answer(question="exception", answer="no", reason=" \n")
    assert first_without_reason(CODE, walk(CODE, chosen)).id == "exception"
    chosen["exception"] = Answer(question="exception", answer="no", reason="No school.")
    assert first_without_reason(CODE, walk(CODE, chosen)) is None


@pytest.mark.parametrize("policy", POLICIES.values(), ids=NAMES)
def test_order_puts_each_question_before_those_it_leads_to(policy):
    places = {question.id: place for place, question in enumerate(in_order(policy))}
    assert set(places) == set(policy.questions)
    for question, answer in product(policy.questions.values(), ("yes", "no")):
        assert places[question.id] < places.get(question.leads[answer], len(places))


@given(policies, given_answers)
def test_any_answers_lead_to_one_exit_or_one_next_question(policy, chosen):
    walked = walk(policy, answers(**chosen))
    assert (walked.exit is None) != (walked.next is None)
    assert all(chosen[answer.question] == answer.answer for answer in walked.path)
    assert walked.exit is not None or not (walked.keeps_subject_data or walked.tells_subject)


@given(policies, given_answers, st.sampled_from(IDS), st.sampled_from(["yes", "no"]))
def test_answer_off_the_path_changes_nothing(policy, chosen, question, answer):
    walked = walk(policy, answers(**chosen))
    if question not in {each.question for each in walked.path} and (not walked.next or walked.next.id != question):
        assert walk(policy, answers(**{**chosen, question: answer})) == walked
