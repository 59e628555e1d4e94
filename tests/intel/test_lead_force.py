"""Which force is proposed as the lead, and when another is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.rules.lead_force import Ground, Share, keeps, propose

START = datetime(2026, 1, 1, tzinfo=UTC)


def share(force, **more):
    return Share(**{"force": force, "cases": 1, "reports": 1, "urgent": 0, "first": START, **more})


@pytest.mark.parametrize(
    ("less", "more", "ground"),
    [
        ({"reports": 9, "urgent": 9}, {"is_there": True}, Ground.SUSPECT_THERE),
        ({"reports": 9}, {"urgent": 1}, Ground.MORE_URGENT),
        ({"first": START - timedelta(days=9)}, {"reports": 2}, Ground.MORE_REPORTS),
        ({}, {"first": START - timedelta(seconds=1)}, Ground.EARLIER),
    ],
)
def test_the_strongest_ground_decides_and_is_named(less, more, ground):
    assert propose([share("A", **less), share("B", **more)]) == ("B", ground)


def test_who_was_proposed_stays_until_something_stronger_speaks_for_another():
    assert keeps("A", [share("A"), share("B", reports=50, urgent=50)])
    assert not keeps("A", [share("A"), share("B", is_there=True)])
    assert keeps("A", [share("A", is_there=True), share("B", is_there=True)])
    assert not keeps("A", [share("B"), share("C")])


shares = st.lists(
    st.builds(
        Share,
        force=st.sampled_from("ABCDEFGH"),
        cases=st.just(1),
        reports=st.integers(1, 3),
        urgent=st.integers(0, 2),
        first=st.integers(0, 2).map(lambda days: START + timedelta(days=days)),
        is_there=st.booleans(),
    ),
    min_size=2,
    unique_by=lambda each: each.force,
)


@given(shares, st.randoms())
def test_the_order_of_the_forces_changes_nothing_and_who_is_proposed_stays(given_shares, chance):
    first = propose(given_shares)
    chance.shuffle(given_shares)
    assert propose(given_shares) == first
    assert keeps(first[0], given_shares)
