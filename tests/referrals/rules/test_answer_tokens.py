import string
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.answer_tokens import LENGTH, Token, proof_of, read_token, what_is_proven, write_token

HEX = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(link_id=st.uuids(), proof=HEX)
def test_token_says_what_was_written(link_id, proof):
    text = write_token(Token(link_id=link_id, proof=proof))
    assert len(text) == LENGTH
    assert set(text) <= set(string.ascii_letters + string.digits + "-_")
    assert read_token(text) == Token(link_id=link_id, proof=proof)


@given(st.text(max_size=60))
def test_nothing_else_is_a_token(text):
    token = read_token(text)
    assert token is None or write_token(token) == text


@given(link_id=st.uuids(), proof=HEX, place=st.integers(0, LENGTH - 1), letter=st.sampled_from("aB3-_"))
def test_every_letter_counts(link_id, proof, place, letter):
    text = write_token(Token(link_id=link_id, proof=proof))
    changed = text[:place] + letter + text[place + 1 :]
    assert changed == text or read_token(changed) != read_token(text)


def test_what_is_proven_differs_for_another_kind_subject_or_link():
    one, other = UUID(int=1), UUID(int=2)
    proven = {
        what_is_proven(link_id=link_id, kind=kind, subject=subject)
        for link_id in (one, other)
        for kind in ("a", "b")
        for subject in ("x:1", "x:2")
    }
    assert len(proven) == 8


def test_proof_is_128_bits():
    assert proof_of("ab" * 32) == "ab" * 16
