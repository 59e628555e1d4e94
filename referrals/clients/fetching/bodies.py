"""The body of an answer without its compression, bounded: what unpacks to more than is allowed is refused."""

import zlib
from collections.abc import Iterator

from referrals.clients.fetching.exchanges import Exchange, FetchFailed
from referrals.rules.capture.failures import Failure

READ_BYTES = 64 * 1024
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def unpacked(exchange: Exchange, *, most: int) -> bytes:
    """Return the body unpacked, at most `most` bytes. Raises FetchFailed: too large, or packed in no known way."""
    encoding = exchange.header("content-encoding").strip().lower()
    if encoding in ("", "identity"):
        pieces = _pieces(exchange)
    elif encoding in ("gzip", "x-gzip", "deflate"):
        pieces = _inflated(exchange)
    else:
        raise FetchFailed(Failure.NOT_A_PAGE, "packed in a way that was not asked for")
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > most:
            raise FetchFailed(Failure.TOO_LARGE, "unpacked")
    return bytes(whole)


def beginning(exchange: Exchange, *, most: int) -> bytes:
    """Return the first bytes of the body unpacked, and no error where there are more."""
    encoding = exchange.header("content-encoding").strip().lower()
    pieces = _inflated(exchange) if encoding in ("gzip", "x-gzip", "deflate") else _pieces(exchange)
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) >= most:
            break
    return bytes(whole[:most])


def _pieces(exchange: Exchange) -> Iterator[bytes]:
    exchange.body.seek(0)
    while piece := exchange.body.read(READ_BYTES):
        yield piece


def _inflated(exchange: Exchange) -> Iterator[bytes]:
    """Yield what is unpacked in pieces of at most 64 KiB, so that a bomb is noticed before it is large."""
    unpacker = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        for packed in _pieces(exchange):
            left = packed
            while left:
                yield unpacker.decompress(left, READ_BYTES)
                left = unpacker.unconsumed_tail
            if unpacker.eof:
                return
    except zlib.error:
        raise FetchFailed(Failure.BROKEN_ANSWER, "the packing is damaged") from None
