import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.models import Complainant
from triage.rules.second_reading import (
    KINDS,
    OUTCOMES,
    BadReadingTable,
    Judgement,
    agree,
    is_drawn,
    is_no_further_action,
    read_table,
)

SHIPPED = Path(__file__).parents[3] / "triage" / "data" / "second_reading.json"
GOOD = {"version": "1", "shares": dict.fromkeys(OUTCOMES, 0.5), "repeat_by_sender": ["victim"]}


def digest(number):
    return sha256(str(number).encode()).hexdigest()


def test_shipped_table_is_whole():
    table = read_table(json.loads(SHIPPED.read_text(encoding="utf-8")))
    assert set(table.shares) == set(OUTCOMES)
    assert all(0 < share < 1 for share in table.shares.values())
    assert "victim" in table.repeat_by_sender


def test_kinds_are_those_of_complainants():
    assert set(Complainant.Kind.values) == KINDS


def test_given_share_replaces_every_other():
    assert set(read_table(GOOD, share=0.25).shares.values()) == {0.25}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"shares": {"crime": 0.1, "non_crime": 0.1}}, "out_of_scope"),
        ({"shares": {**GOOD["shares"], "crime": 1.2}}, "crime"),
        ({"shares": {**GOOD["shares"], "crime": -0.1}}, "crime"),
        ({"shares": {**GOOD["shares"], "crime": "half"}}, "crime"),
        ({"shares": {**GOOD["shares"], "crime": True}}, "crime"),
        ({"shares": {**GOOD["shares"], "perhaps": 0.1}}, "perhaps"),
        ({"repeat_by_sender": ["victim", "neighbour"]}, "neighbour"),
    ],
)
def test_broken_table_is_refused_by_name(change, named):
    with pytest.raises(BadReadingTable, match=named):
        read_table({**GOOD, **change})


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9])
def test_share_that_is_drawn_is_the_share_that_was_asked_for(share):
    drawn = sum(is_drawn(digest(number), share=share) for number in range(20_000))
    deviation = (share * (1 - share) / 20_000) ** 0.5
    assert abs(drawn / 20_000 - share) < 4 * deviation


@given(st.integers(min_value=0))
def test_nothing_and_everything_are_drawn_as_asked(number):
    assert not is_drawn(digest(number), share=0.0)
    assert is_drawn(digest(number), share=1.0)


@given(st.integers(min_value=0), st.floats(0, 1), st.floats(0, 1))
def test_who_is_drawn_by_a_small_share_is_drawn_by_a_larger_one(number, one, other):
    small, large = sorted((one, other))
    assert is_drawn(digest(number), share=large) or not is_drawn(digest(number), share=small)


@pytest.mark.parametrize(
    ("outcome", "may_be_assigned", "ends"),
    [
        ("out_of_scope", False, True),
        ("out_of_scope", True, True),
        ("non_crime", False, True),
        ("non_crime", True, False),
        ("crime", True, False),
        ("crime", False, False),
    ],
)
def test_no_further_action_is_what_nobody_records(outcome, may_be_assigned, ends):
    assert is_no_further_action(outcome=outcome, may_be_assigned=may_be_assigned) is ends


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Judgement(outcome="crime", disposal="crime"), Judgement(outcome="crime", disposal="crime", acts=True), True),
        (Judgement(outcome="crime", disposal="crime"), Judgement(outcome="crime", disposal="crime", acts=False), True),
        (
            Judgement(outcome="crime", disposal="crime", acts=False),
            Judgement(outcome="crime", disposal="crime", acts=False),
            True,
        ),
        (
            Judgement(outcome="crime", disposal="crime", acts=False),
            Judgement(outcome="crime", disposal="crime", acts=True),
            False,
        ),
        (
            Judgement(outcome="non_crime", disposal="intelligence_only"),
            Judgement(outcome="non_crime", disposal="asb_incident"),
            False,
        ),
        (
            Judgement(outcome="out_of_scope", disposal="no_record"),
            Judgement(outcome="non_crime", disposal="no_record"),
            False,
        ),
    ],
)
def test_two_agree_on_outcome_disposal_and_what_is_done(first, second, expected):
    assert agree(first, second) is expected
