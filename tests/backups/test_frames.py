"""What a copy is made of: frames within sealed pieces, in a few megabytes of memory whatever the size."""

import contextlib
import io
import os
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hatehub.backups.envelopes import begin, opened
from hatehub.backups.frames import DATA, END, FILE, FRAME_BYTES, TABLE, BadCopy, FrameWriter, read_frames
from hatehub.backups.keys import NoBackupKey, active_key, key_of
from hatehub.vault.rules.ciphers import PIECE_BYTES, PieceSealer, new_key, open_pieces

ONE = "one:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="
TWO = "two:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_is_pushed_opens_as_what_is_drawn(size):
    key, plain, out = new_key(), os.urandom(size), io.BytesIO()
    sealer = PieceSealer(key, context=b"here", write=out.write)
    for start in range(0, size, 100_000):
        sealer.update(plain[start : start + 100_000])
    sealer.finish()
    assert b"".join(open_pieces(key, [out.getvalue()], context=b"here")) == plain


@given(parts=st.lists(st.binary(max_size=3000), max_size=8), cut=st.integers(min_value=1, max_value=5000))
def test_frames_come_back_however_they_are_cut(parts, cut):
    out = io.BytesIO()
    writer = FrameWriter(out.write)
    for number, part in enumerate(parts):
        writer.facts(TABLE, {"name": f"t{number}"})
        writer.data(part, is_packed=number % 2 == 0)
    writer.facts(END, {})
    held = out.getvalue()
    frames = list(read_frames(iter([held[start : start + cut] for start in range(0, len(held), cut)])))
    assert b"".join(frame.data() for frame in frames if frame.kind in DATA) == b"".join(parts)
    assert [frame.facts()["name"] for frame in frames if frame.kind == TABLE] == [f"t{n}" for n in range(len(parts))]
    with pytest.raises(BadCopy):
        list(read_frames(iter([held[:-1]])))


@given(st.binary(max_size=400))
def test_strange_bytes_are_refused_in_words(held):
    with contextlib.suppress(BadCopy):
        for frame in read_frames(iter([held])):
            if frame.kind in DATA:
                assert len(frame.data()) <= max(FRAME_BYTES, len(held))
            else:
                frame.facts()


def test_something_that_unpacks_to_more_is_refused():
    import zlib

    from hatehub.backups.frames import PACKED, Frame

    with pytest.raises(BadCopy):
        Frame(PACKED, zlib.compress(bytes(FRAME_BYTES + 1))).data()


def test_memory_does_not_grow_with_what_is_copied(settings, tmp_path):
    settings.BACKUP_KEY = ONE
    megabyte = os.urandom(1 << 20)
    tracemalloc.start()
    with open(tmp_path / "copy", "wb") as file:
        sealer = begin(file.write)
        writer = FrameWriter(sealer.update)
        for kind, is_packed in ((TABLE, True), (FILE, False)):
            writer.facts(kind, {"name": "x"})
            for _ in range(40):
                writer.data(megabyte, is_packed=is_packed)
        writer.facts(END, {})
        sealer.finish()
    with open(tmp_path / "copy", "rb") as file:
        assert sum(len(frame.data()) for frame in read_frames(opened(file)) if frame.kind in DATA) == 80 << 20
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20


def test_an_older_key_opens_older_copies(settings):
    settings.BACKUP_KEY = ONE
    out = io.BytesIO()
    begin(out.write).finish()
    settings.BACKUP_KEY = f"{TWO},{ONE}"
    assert active_key()[0] == "two"
    assert b"".join(opened(io.BytesIO(out.getvalue()))) == b""
    settings.BACKUP_KEY = TWO
    with pytest.raises(NoBackupKey, match="'one'"):
        list(opened(io.BytesIO(out.getvalue())))


@pytest.mark.parametrize("value", ["", "one", "one:", ":MTIz", "one:MTIz", f"{ONE},"])
def test_a_key_that_is_none_is_refused_in_words(settings, value):
    settings.BACKUP_KEY = value
    with pytest.raises(NoBackupKey, match="BACKUP_KEY"):
        key_of("one")
