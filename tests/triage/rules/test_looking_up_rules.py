import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.looking_up import LEAST, Counted, Sign, of_others, signs


@pytest.mark.parametrize(
    ("counted", "others", "found"),
    [
        (Counted(recent=9, earlier=0, weeks=7), 0.0, []),
        (Counted(recent=30, earlier=70, weeks=7), None, [Sign.OWN]),
        (Counted(recent=29, earlier=70, weeks=7), None, []),
        (Counted(recent=30, earlier=10, weeks=1), None, []),
        (Counted(recent=30), 10.0, [Sign.OTHERS]),
        (Counted(recent=30), 10.5, []),
        (Counted(recent=30, earlier=14, weeks=7), 3.0, [Sign.OWN, Sign.OTHERS]),
        (Counted(recent=10, earlier=0, weeks=7), 0.0, [Sign.OWN, Sign.OTHERS]),
        (Counted(recent=1000), None, []),
    ],
)
def test_week_is_compared_with_own_weeks_and_with_others(counted, others, found):
    assert signs(counted, others=others) == found


@pytest.mark.parametrize(("recent", "middle"), [([], None), ([5], None), ([5, 7], 6.0), ([0, 1, 100], 1.0)])
def test_others_are_their_middle_so_that_one_does_not_hide_another(recent, middle):
    assert of_others(recent) == middle


@given(recent=st.integers(0, 500), earlier=st.integers(0, 500), weeks=st.integers(0, 7), others=st.floats(0, 500))
def test_more_is_never_less_unusual_and_few_are_never_marked(recent, earlier, weeks, others):
    less, more = (Counted(recent=number, earlier=earlier, weeks=weeks) for number in (recent, recent + 1))
    assert set(signs(less, others=others)) <= set(signs(more, others=others))
    assert recent >= LEAST or not signs(less, others=others)
