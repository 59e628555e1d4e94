from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.letters import FIRST_RETRY, LONGEST_RETRY, MOST_ATTEMPTS, wait_after


@given(st.integers(1, 200), st.floats(0, 1))
def test_wait_grows_up_to_half_an_hour_and_a_quarter(attempts, chance):
    assert FIRST_RETRY <= wait_after(attempts, chance=chance) <= LONGEST_RETRY * 1.25
    assert wait_after(attempts, chance=0) <= wait_after(attempts + 1, chance=0)


def test_letter_is_tried_for_hours():
    waited = sum((wait_after(number, chance=0) for number in range(1, MOST_ATTEMPTS)), timedelta())
    assert waited > timedelta(hours=3)
