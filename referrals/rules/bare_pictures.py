"""Whether a picture file holds a picture and nothing else: no place, author, camera, comment or thumbnail. Pure.

Only what is known to be harmless counts; anything else, or anything that cannot be read, is not bare.
"""

import struct

PNG = b"\x89PNG\r\n\x1a\n"
PNG_PARTS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"hIST"}
)
JPEG_TABLES = frozenset({0xDB, 0xC4, 0xDD})
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JFIF, ADOBE, SCAN, END = 0xE0, 0xEE, 0xDA, 0xD9
BARE_JFIF_BYTES, ADOBE_BYTES = 14, 12


def is_bare(content: bytes, *, media_type: str) -> bool:
    """Tell whether a PNG or a JPEG holds nothing but its picture; of other kinds nobody can tell, so they don't."""
    if media_type == "image/png":
        return _is_bare_png(content)
    if media_type == "image/jpeg":
        return _is_bare_jpeg(content)
    return False


def _is_bare_png(content: bytes) -> bool:
    if not content.startswith(PNG):
        return False
    place = len(PNG)
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        place += 12 + length
        if kind not in PNG_PARTS:
            return False
        if kind == b"IEND":
            return bool(length == 0 and place == len(content))
    return False


def _is_bare_jpeg(content: bytes) -> bool:
    if not content.startswith(b"\xff\xd8"):
        return False
    place = 2
    while place + 2 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == END:
            return place + 2 == len(content)
        if place + 4 > len(content):
            return False
        length = struct.unpack_from(">H", content, place + 2)[0]
        body = content[place + 4 : place + 2 + length]
        if not _is_harmless(marker, body):
            return False
        place += 2 + length
        if marker == SCAN:
            place = _end_of_scan(content, place)
    return False


def _is_harmless(marker: int, body: bytes) -> bool:
    if marker == JFIF:
        return body.startswith(b"JFIF\0") and len(body) == BARE_JFIF_BYTES
    if marker == ADOBE:
        return body.startswith(b"Adobe") and len(body) == ADOBE_BYTES
    return marker in JPEG_TABLES or marker in JPEG_FRAMES or marker == SCAN


def _end_of_scan(content: bytes, place: int) -> int:
    """Return where the next marker stands after the data of a scan; zeros and restarts belong to the data."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        following = content[place + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return place
        place += 2
