"""What passes through memory on its way into a package: lists of JSON values, compressed; small files, kept aside."""

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

PIECE_BYTES = 256 * 1024


def as_json(value: Any) -> bytes:
    """Return a value as JSON that people can read; the same bytes for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8", "replace")


class Spool:
    """Takes values one after another. Memory holds them compressed; no file does, since they are about people."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(level=1)
        self._packed: list[bytes] = []
        self._count = 0

    def __len__(self) -> int:
        """Return how many values there are."""
        return self._count

    def add(self, value: Any) -> None:
        """Take one value."""
        begin = b",\n" if self._count else b"[\n"
        self._pack(begin + as_json(value))
        self._count += 1

    def chunks(self, *, before: bytes = b"", after: bytes = b"\n") -> Iterator[bytes]:
        """Return the array's bytes, piece by piece, between `before` and `after`; nothing can be added any more."""
        self._pack(b"\n]" if self._count else b"[]")
        self._packed.append(self._packer.flush())
        opener = zlib.decompressobj()
        yield before
        for piece in self._packed:
            yield from _opened(opener, piece)
        yield opener.flush() + after

    def _pack(self, plain: bytes) -> None:
        packed = self._packer.compress(plain)
        if packed:
            self._packed.append(packed)


class Held:
    """Keeps the bytes that pass through it, as long as there are no more than `most`; else nothing of them."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._pieces: list[bytes] = []
        self._size = 0

    def held(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield every piece."""
        for piece in pieces:
            self._size += len(piece)
            if self._size <= self._most:
                self._pieces.append(piece)
            else:
                self._pieces.clear()
            yield piece

    @property
    def content(self) -> bytes:
        """What has passed, once all of it has; empty where it was too much."""
        return b"".join(self._pieces)


def _opened(opener: Any, packed: bytes) -> Iterator[bytes]:
    while packed:
        plain = opener.decompress(packed, PIECE_BYTES)
        if plain:
            yield plain
        packed = opener.unconsumed_tail
