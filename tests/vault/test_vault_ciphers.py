import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hatehub.vault.rules.ciphers import (
    PIECE_BYTES,
    PREFIX_BYTES,
    TAG_BYTES,
    Unreadable,
    keyed_hash,
    new_key,
    open_pieces,
    open_sealed,
    seal,
    seal_pieces,
)

KEY = bytes(range(32))
SEALED_PIECE = PIECE_BYTES + TAG_BYTES
sizes = st.one_of(
    st.integers(0, 100),
    st.builds(lambda pieces, beside: max(0, pieces * PIECE_BYTES + beside), st.integers(1, 3), st.integers(-20, 20)),
)


def cut(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)]


def sealed_file(plain):
    return b"".join(seal_pieces(KEY, cut(plain, 70_000), context=b"file"))


def opened_file(sealed, *, key=KEY, context=b"file", chunk=50_000):
    return b"".join(open_pieces(key, cut(sealed, chunk), context=context))


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_value_opens_as_it_was_sealed_and_never_looks_the_same_twice(plain, context):
    first, second = seal(KEY, plain, context=context), seal(KEY, plain, context=context)
    assert open_sealed(KEY, first, context=context) == plain
    assert first != second


@given(st.binary(min_size=1, max_size=100), st.data())
def test_flipped_bit_anywhere_in_a_value_is_refused(plain, data):
    sealed = bytearray(seal(KEY, plain, context=b"here"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        open_sealed(KEY, bytes(sealed), context=b"here")


@pytest.mark.parametrize("cut_to", [0, 1, 11, 12, 13, 27, 28])
def test_value_cut_short_is_refused(cut_to):
    with pytest.raises(Unreadable):
        open_sealed(KEY, seal(KEY, b"plain", context=b"")[:cut_to], context=b"")


def test_value_under_another_key_or_context_is_refused():
    sealed = seal(KEY, b"plain", context=b"here")
    with pytest.raises(Unreadable):
        open_sealed(new_key(), sealed, context=b"here")
    with pytest.raises(Unreadable):
        open_sealed(KEY, sealed, context=b"there")


@settings(max_examples=40, deadline=None)
@given(sizes, st.integers(1000, 400_000))
def test_file_of_any_size_opens_as_it_was_sealed_whatever_the_chunks(size, chunk):
    plain = os.urandom(size)
    assert opened_file(sealed_file(plain), chunk=chunk) == plain


@settings(max_examples=40, deadline=None)
@given(sizes, st.data())
def test_file_cut_short_anywhere_is_refused(size, data):
    sealed = sealed_file(os.urandom(size))
    with pytest.raises(Unreadable):
        opened_file(sealed[: data.draw(st.integers(0, len(sealed) - 1))])


@pytest.mark.parametrize("size", [1, 10, PIECE_BYTES, 2 * PIECE_BYTES])
@pytest.mark.parametrize("pieces", [1, 2])
def test_file_that_ends_at_a_border_of_pieces_is_refused_without_its_last(size, pieces):
    sealed = sealed_file(os.urandom(size + PIECE_BYTES * pieces))
    with pytest.raises(Unreadable):
        opened_file(sealed[: PREFIX_BYTES + SEALED_PIECE * pieces])


@pytest.mark.parametrize("size", [0, 10, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1])
@pytest.mark.parametrize("more", [b"\0", bytes(TAG_BYTES), bytes(SEALED_PIECE)])
def test_file_with_bytes_added_is_refused(size, more):
    with pytest.raises(Unreadable):
        opened_file(sealed_file(os.urandom(size)) + more)


def test_file_with_a_whole_piece_of_another_file_added_is_refused():
    with pytest.raises(Unreadable):
        opened_file(sealed_file(b"one") + sealed_file(b"two")[PREFIX_BYTES:])


def test_file_with_two_pieces_changed_over_is_refused():
    sealed = sealed_file(os.urandom(3 * PIECE_BYTES))
    prefix, body = sealed[:PREFIX_BYTES], cut(sealed[PREFIX_BYTES:], SEALED_PIECE)
    with pytest.raises(Unreadable):
        opened_file(prefix + body[1] + body[0] + body[2])


def test_file_with_a_piece_left_out_is_refused():
    sealed = sealed_file(os.urandom(3 * PIECE_BYTES))
    body = cut(sealed[PREFIX_BYTES:], SEALED_PIECE)
    with pytest.raises(Unreadable):
        opened_file(sealed[:PREFIX_BYTES] + body[0] + body[2])


@settings(max_examples=30, deadline=None)
@given(sizes, st.data())
def test_flipped_bit_anywhere_in_a_file_is_refused(size, data):
    sealed = bytearray(sealed_file(os.urandom(size)))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        opened_file(bytes(sealed))


def test_file_under_another_key_or_name_is_refused():
    sealed = sealed_file(b"plain")
    with pytest.raises(Unreadable):
        opened_file(sealed, key=new_key())
    with pytest.raises(Unreadable):
        opened_file(sealed, context=b"other")


@given(st.text(), st.text())
def test_keyed_hash_is_equal_for_equal_values_only(first, second):
    assert (keyed_hash(KEY, first, purpose="p") == keyed_hash(KEY, second, purpose="p")) == (first == second)


def test_keyed_hash_needs_the_key_and_keeps_purposes_apart():
    made = keyed_hash(KEY, "value", purpose="one")
    assert len(made) == 64
    assert made != keyed_hash(KEY, "value", purpose="two")
    assert made != keyed_hash(new_key(), "value", purpose="one")
