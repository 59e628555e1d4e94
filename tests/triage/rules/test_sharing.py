from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.sharing import (
    MOST_TARGETS,
    BadWaveTable,
    WaveTable,
    check_table,
    find_targets,
    is_sent_again,
)

DAY = timedelta(days=1)
TABLE = WaveTable(version="test", from_reports=3, within=DAY, shown_for=7 * DAY, sent_again=7 * DAY)
NONE, A, B = frozenset[str](), frozenset({"x:post:1"}), frozenset({"x:post:2"})


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ("go away @Someone.Else!", ["someone.else"]),
        ("@one and @two and @one again", ["one", "two"]),
        ("mail me at a@example.org", []),
        ("https://example.org/@inapath", []),
        ("@writer says @other", ["other"]),
        ("nobody is named", []),
        ("@far@away.example hello", ["far@away.example"]),
        ("@é too", []),
    ],
)
def test_targets_are_the_handles_a_post_speaks_to(words, targets):
    assert find_targets([words], authors=["@Writer"]) == targets


@given(st.lists(st.text(max_size=60), max_size=5))
def test_targets_are_few_and_lower_case_in_any_text(words):
    found = find_targets(words, authors=[])
    assert len(found) <= MOST_TARGETS
    assert found == [target.casefold() for target in found]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("own", "other", "apart", "expected"),
    [
        (A, A, DAY, True),
        (A, NONE, DAY, True),
        (NONE, NONE, DAY, True),
        (A | B, B, DAY, True),
        (A, B, DAY, False),
        (A, A, 8 * DAY, False),
        (A, A, -8 * DAY, False),
        (A, A, -DAY, True),
    ],
)
def test_person_sent_again_soon_and_not_about_another_post(own, other, apart, expected):
    assert is_sent_again(own_posts=own, other_posts=other, apart=apart, table=TABLE) is expected


@pytest.mark.parametrize(
    "change",
    [
        {"from_reports": 1},
        {"within": timedelta()},
        {"shown_for": -DAY},
        {"sent_again": timedelta()},
    ],
)
def test_table_that_makes_no_sense_is_refused(change):
    values = {name: getattr(TABLE, name) for name in ("version", "from_reports", "within", "shown_for", "sent_again")}
    with pytest.raises(BadWaveTable):
        check_table(WaveTable(**{**values, **change}))


def test_usual_table_is_taken():
    assert check_table(TABLE) is TABLE
