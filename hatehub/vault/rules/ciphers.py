"""The cryptography, pure: AES-256-GCM for values and for files in pieces, HMAC-SHA-256 for look-ups.

Values: NIST SP 800-38D with a random 96-bit nonce a value. Files: the STREAM construction (Hoang, Reyhanitabar,
Rogaway, Vizar 2015): each piece's nonce holds its number and whether it is the last, so that pieces can be
neither reordered nor cut off unseen.
"""

import hmac
import os
import struct
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
PREFIX_BYTES = 7
PIECE_BYTES = 256 * 1024


class Unreadable(Exception):
    """The bytes were not sealed under this key and context, or were changed since."""


def new_key() -> bytes:
    """Return 32 random bytes."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def seal(key: bytes, plain: bytes, *, context: bytes) -> bytes:
    """Return nonce + ciphertext + tag. `context` must be the same to open it: it ties the value to its place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def open_sealed(key: bytes, sealed: bytes, *, context: bytes) -> bytes:
    """Return what was sealed. Raises Unreadable."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except (InvalidTag, ValueError):
        raise Unreadable("the value cannot be opened with this key") from None


def seal_pieces(key: bytes, chunks: Iterable[bytes], *, context: bytes) -> Iterator[bytes]:
    """Seal a stream of bytes of any length; memory holds one piece of 256 KiB."""
    cipher, prefix = AESGCM(key), os.urandom(PREFIX_BYTES)
    yield prefix
    for number, (piece, is_last) in enumerate(_pieces(chunks, PIECE_BYTES)):
        yield cipher.encrypt(_nonce(prefix, number, is_last), piece, context)


class PieceSealer:
    """Seals what is pushed into it as `seal_pieces` seals what it draws; memory holds one piece."""

    def __init__(self, key: bytes, *, context: bytes, write: Callable[[bytes], object]) -> None:
        self._cipher, self._context, self._write = AESGCM(key), context, write
        self._prefix, self._number, self._held = os.urandom(PREFIX_BYTES), 0, bytearray()
        write(self._prefix)

    def update(self, data: bytes) -> None:
        """Take the next bytes; a piece goes out when it is full and more follows."""
        self._held += data
        while len(self._held) > PIECE_BYTES:
            piece = bytes(self._held[:PIECE_BYTES])
            del self._held[:PIECE_BYTES]
            self._seal(piece, is_last=False)

    def finish(self) -> None:
        """Seal what is left as the last piece. Without it nobody can open the rest to its end."""
        self._seal(bytes(self._held), is_last=True)

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        self._write(self._cipher.encrypt(_nonce(self._prefix, self._number, is_last), piece, self._context))
        self._number += 1


def open_pieces(key: bytes, chunks: Iterable[bytes], *, context: bytes) -> Iterator[bytes]:
    """Open what `seal_pieces` made, piece by piece. Raises Unreadable at the first piece that was changed."""
    cipher, source = AESGCM(key), _Buffered(chunks)
    prefix = source.take(PREFIX_BYTES)
    for number, (piece, is_last) in enumerate(_pieces(source.rest(), PIECE_BYTES + TAG_BYTES)):
        try:
            yield cipher.decrypt(_nonce(prefix, number, is_last), piece, context)
        except (InvalidTag, ValueError):
            raise Unreadable(f"piece {number} cannot be opened with this key") from None


def open_slice(
    key: bytes, read_at: Callable[[int, int], bytes], *, context: bytes, size: int, start: int, stop: int
) -> Iterator[bytes]:
    """Open the bytes from `start` up to `stop` of what `seal_pieces` made of `size` bytes, and no other piece.

    `read_at(place, length)` reads what was sealed. Each piece's tag shows that it is the piece of this number of this
    file, and whether it is the last. Raises Unreadable at the first that is not.
    """
    cipher, prefix = AESGCM(key), read_at(0, PREFIX_BYTES)
    last, sealed_piece = max(0, (size - 1) // PIECE_BYTES), PIECE_BYTES + TAG_BYTES
    for number in range(start // PIECE_BYTES, (stop - 1) // PIECE_BYTES + 1 if stop > start else 0):
        sealed = read_at(PREFIX_BYTES + number * sealed_piece, sealed_piece)
        try:
            piece = cipher.decrypt(_nonce(prefix, number, number == last), sealed, context)
        except (InvalidTag, ValueError):
            raise Unreadable(f"piece {number} cannot be opened with this key") from None
        begun = number * PIECE_BYTES
        yield piece[max(0, start - begun) : stop - begun]


def keyed_hash(key: bytes, value: str, *, purpose: str) -> str:
    """Return 64 hexadecimal digits, equal for equal values of one purpose and useless without the key."""
    return hmac.new(key, purpose.encode() + b"\0" + value.encode(), "sha256").hexdigest()


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + struct.pack(">I?", number, is_last)


def _pieces(chunks: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Cut a stream into pieces of `size` bytes; the last may be shorter, even empty, and is marked."""
    held = b""
    for chunk in chunks:
        held += chunk
        while len(held) > size:
            yield held[:size], False
            held = held[size:]
    yield held, True


class _Buffered:
    """A stream whose first bytes can be taken off."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""

    def take(self, size: int) -> bytes:
        while len(self._held) < size:
            more = next(self._chunks, None)
            if more is None:
                raise Unreadable("the file is too short to have been sealed here")
            self._held += more
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def rest(self) -> Iterator[bytes]:
        yield self._held
        yield from self._chunks
