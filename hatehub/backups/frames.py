"""What stands inside a copy, before it is sealed: a row of frames, each a letter, a length and that many bytes."""

import json
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

HEAD, TABLE, FILE, END, MANIFEST = b"H", b"T", b"F", b"E", b"M"
PACKED, PLAIN = b"Z", b"D"
DATA = (PACKED, PLAIN)
KINDS = (HEAD, TABLE, FILE, END, MANIFEST, *DATA)
FRAME_BYTES = 1024 * 1024
LONGEST = 4 * FRAME_BYTES
_PREFIX = struct.Struct(">cI")


class BadCopy(Exception):
    """The source is not a whole copy that was made here; the message says what is wrong with it."""


class Frame(NamedTuple):
    """One frame as it was read."""

    kind: bytes
    payload: bytes

    def facts(self) -> dict[str, Any]:
        """Return the JSON object in it. Raises BadCopy."""
        try:
            found = json.loads(self.payload)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise BadCopy("The copy holds something that cannot be read.")
        return found

    def data(self) -> bytes:
        """Return the bytes in it, unpacked to no more than one frame holds. Raises BadCopy."""
        if self.kind == PLAIN:
            return self.payload
        unpacking = zlib.decompressobj()
        try:
            plain = unpacking.decompress(self.payload, FRAME_BYTES + 1)
        except zlib.error:
            raise BadCopy("The copy holds something that cannot be unpacked.") from None
        if len(plain) > FRAME_BYTES or not unpacking.eof:
            raise BadCopy("The copy holds something that unpacks to more than it should.")
        return plain


class FrameWriter:
    """Writes frames; data is gathered until a frame is full, so memory holds one."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._held = bytearray()
        self._is_packed = False

    def facts(self, kind: bytes, facts: dict[str, Any]) -> None:
        """Write a frame with a JSON object, after the data that is still held."""
        self._flush()
        self._frame(kind, json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())

    def data(self, data: bytes | memoryview, *, is_packed: bool) -> None:
        """Add bytes to what was begun."""
        self._is_packed = is_packed
        self._held += data
        while len(self._held) >= FRAME_BYTES:
            piece = bytes(self._held[:FRAME_BYTES])
            del self._held[:FRAME_BYTES]
            self._piece(piece)

    def _flush(self) -> None:
        if self._held:
            piece = bytes(self._held)
            self._held.clear()
            self._piece(piece)

    def _piece(self, piece: bytes) -> None:
        if self._is_packed:
            self._frame(PACKED, zlib.compress(piece, 1))
        else:
            self._frame(PLAIN, piece)

    def _frame(self, kind: bytes, payload: bytes) -> None:
        self._write(_PREFIX.pack(kind, len(payload)))
        self._write(payload)


def read_frames(chunks: Iterator[bytes]) -> Iterator[Frame]:
    """Return the frames of a stream to its end. Raises BadCopy where it does not end with a whole one."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while (frame := _first_of(held)) is not None:
            del held[: _PREFIX.size + len(frame.payload)]
            yield frame
    if held:
        raise BadCopy("The copy ends in the middle.")


def _first_of(held: bytearray) -> Frame | None:
    if len(held) < _PREFIX.size:
        return None
    kind, length = _PREFIX.unpack_from(held)
    if kind not in KINDS or length > LONGEST:
        raise BadCopy("The copy holds something that is not part of one.")
    if len(held) < _PREFIX.size + length:
        return None
    return Frame(kind, bytes(held[_PREFIX.size : _PREFIX.size + length]))
