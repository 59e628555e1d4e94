from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.glossary import MOST_WORDS, as_searched, prefix_query


@given(st.text(max_size=80))
def test_query_holds_words_alone(text):
    query = prefix_query(text)
    parts = query.split(" & ") if query else []
    assert len(parts) <= MOST_WORDS
    assert all(part.startswith("'") and part.endswith("':*") and part.count("'") == 2 for part in parts)


@given(st.text(max_size=80))
def test_searched_form_stays_as_it_is(text):
    assert as_searched(as_searched(text)) == as_searched(text)


def test_letters_of_another_width_are_the_same():
    assert as_searched("\uff2doon  SIGN") == "moon sign"
