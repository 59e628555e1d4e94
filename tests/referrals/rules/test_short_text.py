from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.takedowns.short_text import CUT, shortened
from referrals.rules.takedowns.steps import Asked
from tests.making.platforms import notice

LINK = "https://x.com/somebody/status/1700000000000000001"
WORDS = st.text(min_size=0, max_size=3000)


@given(explanation=WORDS, basis=WORDS, most=st.integers(min_value=100, max_value=2000))
def test_no_text_is_longer_than_the_interface_takes(explanation, basis, most):
    assert len(shortened(notice(LINK, explanation=explanation, legal_basis=basis), most=most)) <= most


@given(explanation=WORDS, action=st.sampled_from(Asked))
def test_what_is_asked_by_whom_and_where_to_answer_is_never_cut(explanation, action):
    told = notice(LINK, explanation=explanation, action=action.value)
    text = shortened(told, most=300)
    assert text.startswith("Please ")
    assert "OHC-TEST-0001" in text
    assert text.endswith(told.answer_address)


def test_all_of_a_short_notice_is_said():
    text = shortened(notice(LINK), most=1000)
    for part in ("Invented Act 2001", "harm to an invented group.", "good faith", "/answer/abc/"):
        assert part in text


def test_a_long_explanation_is_cut_and_says_so():
    assert CUT in shortened(notice(LINK, explanation="word " * 500), most=400)


def test_a_hundred_characters_say_what_and_who_even_without_the_address():
    text = shortened(notice(LINK, answer_address="https://hub.example/answer/" + "x" * 80), most=100)
    assert text == "Please remove this. Online Hate Hub, OHC-TEST-0001."
