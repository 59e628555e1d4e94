"""A captured page as its source: what was sent over the web, in letters, with nothing of it rendered. Pure."""

import re
import zlib

GZIP = 16 + zlib.MAX_WBITS
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
STAND_IN = "\N{REPLACEMENT CHARACTER}"


def source_as_text(beginning: bytes) -> str:
    """Return bytes as letters, read as UTF-8; what is no letter stands as a replacement character."""
    text = beginning.decode("utf-8", "replace").replace("\r\n", "\n")
    return CONTROL.sub(STAND_IN, text)


def unzipped_beginning(zipped: bytes, *, most: int) -> bytes:
    """Return the first `most` bytes of what was packed with gzip, member after member; what is broken ends it."""
    kept, size = [], 0
    while zipped and size < most:
        unpacker = zlib.decompressobj(GZIP)
        try:
            part = unpacker.decompress(zipped, most - size)
        except zlib.error:
            break
        kept.append(part)
        size += len(part)
        zipped = unpacker.unused_data if unpacker.eof else b""
    return b"".join(kept)
