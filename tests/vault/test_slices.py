import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hatehub.vault.rules import ciphers

KEY, PLACE = ciphers.new_key(), b"place"
PIECE = ciphers.PIECE_BYTES


def sealed(plain):
    return b"".join(ciphers.seal_pieces(KEY, [plain], context=PLACE))


def opened(stored, *, size, start, stop, key=KEY, context=PLACE):
    places = []

    def read_at(place, length):
        places.append(place)
        return stored[place : place + length]

    parts = ciphers.open_slice(key, read_at, context=context, size=size, start=start, stop=stop)
    return b"".join(parts), places


PLAINS = {size: bytes(range(256)) * (size // 256) + bytes(size % 256) for size in (0, 1, PIECE, PIECE + 1, 3 * PIECE)}
STORED = {size: sealed(plain) for size, plain in PLAINS.items()}


@settings(deadline=None)
@given(st.sampled_from(sorted(PLAINS)), st.data())
def test_slice_is_what_it_is_of_the_whole(size, data):
    start = data.draw(st.integers(0, size) | st.sampled_from([0, max(0, PIECE - 1), PIECE]).filter(lambda n: n <= size))
    stop = data.draw(st.integers(start, size))
    assert opened(STORED[size], size=size, start=start, stop=stop)[0] == PLAINS[size][start:stop]


def test_only_the_pieces_that_are_needed_are_read():
    size = 3 * PIECE
    content, places = opened(STORED[size], size=size, start=PIECE + 10, stop=PIECE + 20)
    assert content == PLAINS[size][PIECE + 10 : PIECE + 20]
    assert places == [0, 7 + PIECE + 16]


@pytest.mark.parametrize("damage", ["changed", "swapped", "cut", "longer", "key", "context", "size"])
def test_piece_that_is_not_its_own_is_refused(damage):
    size, sealed_piece = 3 * PIECE, PIECE + 16
    stored = bytearray(STORED[size])
    more = {"size": size}
    if damage == "changed":
        stored[7 + sealed_piece + 5] ^= 1
    if damage == "swapped":
        first, second = stored[7 : 7 + sealed_piece], stored[7 + sealed_piece : 7 + 2 * sealed_piece]
        stored[7 : 7 + 2 * sealed_piece] = second + first
    if damage == "cut":
        stored = stored[: 7 + sealed_piece + 100]
    if damage == "longer":
        stored[7 + sealed_piece : 7 + sealed_piece] = b"x"
    if damage == "size":  # the second piece would then be the last
        more["size"] = 2 * PIECE
    if damage == "key":
        more["key"] = ciphers.new_key()
    if damage == "context":
        more["context"] = b"elsewhere"
    with pytest.raises(ciphers.Unreadable):
        opened(bytes(stored), start=PIECE, stop=PIECE + 1, **more)


def test_reading_in_a_file_goes_by_its_place():
    file = io.BytesIO(STORED[PIECE + 1])

    def read_at(place, length):
        file.seek(place)
        return file.read(length)

    last = ciphers.open_slice(KEY, read_at, context=PLACE, size=PIECE + 1, start=PIECE, stop=PIECE + 1)
    assert b"".join(last) == PLAINS[PIECE + 1][-1:]
