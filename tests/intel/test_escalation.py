"""Whether a subject is named more often or more urgently than before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.rules.escalation import Pace, Sign, chance_of_pace, chance_of_urgency, signs_of


@pytest.mark.parametrize(
    ("pace", "signs"),
    [
        (Pace(recent=0, before=0), []),
        (Pace(recent=2, before=0), []),
        (Pace(recent=3, before=0), [Sign.MORE_OFTEN]),
        (Pace(recent=3, before=18), []),
        (Pace(recent=9, before=18), [Sign.MORE_OFTEN]),
        (Pace(recent=4, before=20, recent_urgent=3, before_urgent=1), [Sign.MORE_URGENT]),
        (Pace(recent=4, before=20, recent_urgent=1, before_urgent=0), []),
        (Pace(recent=1, before=6, platforms=("tiktok",)), [Sign.ANOTHER_PLATFORM]),
        (Pace(recent=1, before=0, platforms=("tiktok",)), []),
    ],
)
def test_what_has_changed_is_named_and_chance_is_not(pace, signs):
    assert signs_of(pace) == signs


def test_the_chances_are_those_of_the_tests():
    assert chance_of_pace(Pace(recent=3, before=0)) == pytest.approx((1 / 7) ** 3)
    # Fisher's lady: 3 of 4 right and more
    assert chance_of_urgency(Pace(recent=4, before=4, recent_urgent=3, before_urgent=1)) == pytest.approx(17 / 70)


@given(st.integers(0, 60), st.integers(0, 60), st.data())
def test_a_chance_is_one(recent, before, data):
    pace = Pace(
        recent=recent,
        before=before,
        recent_urgent=data.draw(st.integers(0, recent)),
        before_urgent=data.draw(st.integers(0, before)),
    )
    assert 0 <= chance_of_pace(pace) <= 1 + 1e-9
    assert 0 <= chance_of_urgency(pace) <= 1 + 1e-9
