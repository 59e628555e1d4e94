import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.marking import LONGEST, differences


def marked(left, right):
    spans = differences(left, right)
    return [span.left for span in spans if not span.is_same], [span.right for span in spans if not span.is_same]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("go home now", "go home now", ([], [])),
        ("Go  home", "go home", ([], [])),
        ("go home", "go away", (["home"], ["away"])),
        ("go home", "go home share", ([""], [" share"])),
        ("we are here now", "we here now", (["are "], [""])),
    ],
)
def test_words_that_differ_are_marked_on_their_side(left, right, expected):
    assert marked(left, right) == expected


@given(st.text(), st.text())
def test_both_texts_can_be_put_together_again(left, right):
    spans = differences(left, right)
    assert "".join(span.left for span in spans) == left
    assert "".join(span.right for span in spans) == right


def test_end_of_a_long_text_is_compared_as_one_piece():
    long = "word " * LONGEST
    assert marked(long + "a", long + "b")[1] == [(long + "b")[LONGEST:]]
