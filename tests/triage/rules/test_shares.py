import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from triage.rules.shares import share_of


def test_nothing_counted_gives_no_share():
    assert share_of(0, 0) is None


@pytest.mark.parametrize(
    ("confirmed", "total", "low", "high"),
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (81, 263, 0.255, 0.366)],  # the last: Newcombe 1998, table 1
)
def test_interval_is_wilsons(confirmed, total, low, high):
    share = share_of(confirmed, total)
    assert (round(share.low, 3), round(share.high, 3)) == (low, high)


@given(st.integers(0, 5000), st.integers(1, 5000))
@example(confirmed=0, more=161)
def test_share_lies_in_its_interval(confirmed, more):
    share = share_of(confirmed, confirmed + more)
    assert 0 <= share.low <= share.value <= share.high <= 1
