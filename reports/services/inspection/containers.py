"""Whether recordings in other containers (Matroska, RIFF, Ogg, MP3) can be read."""

import os
import struct
from typing import IO

from reports.rules.recordings import id3_bytes, is_frame_run
from reports.rules.refusals import Reason, Refusal

MOST_PARTS = 5000
SEGMENT, TRACKS, CLUSTER = b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\x1f\x43\xb6\x75"
NEEDED_IN_RIFF = {b"AVI ": {b"hdrl", b"movi"}, b"WAVE": {b"fmt ", b"data"}}
OGG_HEAD = struct.Struct("<4sBBqIIIB")
SEARCHED_FOR_FRAMES = 16 * 1024


def check_matroska(file: IO[bytes]) -> None:
    """Find the list of tracks. Raises Refusal where there is none before the content, or the file is cut off."""
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    for _ in range(MOST_PARTS):
        part, size = _read_element(file)
        if part == TRACKS:
            return
        if part != SEGMENT and (size is None or part == CLUSTER):
            break
        if size is not None and file.tell() + size > end:
            break
        if part != SEGMENT:
            file.seek(size or 0, os.SEEK_CUR)
    raise Refusal(Reason.RECORDING_BROKEN)


def _read_element(file: IO[bytes]) -> tuple[bytes, int | None]:
    """Return an EBML element's id and size; None stands for a size that the writer did not know."""
    part = _read_number(file)
    size = _read_number(file)
    if not part or not size:
        raise Refusal(Reason.RECORDING_BROKEN)
    value = int.from_bytes(size, "big") & ((1 << 7 * len(size)) - 1)
    return part, None if value == (1 << 7 * len(size)) - 1 else value


def _read_number(file: IO[bytes]) -> bytes:
    first = file.read(1)
    if not first or first == b"\0":
        return b""
    more = 8 - first[0].bit_length()
    rest = file.read(more)
    return first + rest if len(rest) == more else b""


def check_riff(file: IO[bytes]) -> None:
    """Read the chunks of an AVI or WAV. Raises Refusal where the head or the content is missing."""
    file.seek(8)
    needed = set(NEEDED_IN_RIFF[file.read(4)])
    for _ in range(MOST_PARTS):
        chunk = file.read(12)
        if len(chunk) < 8:
            break
        name, size = chunk[:4], struct.unpack("<I", chunk[4:8])[0]
        needed.discard(chunk[8:12] if name == b"LIST" else name)
        if not needed:
            return
        file.seek(size + size % 2 - len(chunk[8:]), os.SEEK_CUR)
    raise Refusal(Reason.RECORDING_BROKEN)


def check_ogg(file: IO[bytes]) -> None:
    """Read the first page and find the second. Raises Refusal."""
    file.seek(0)
    head = file.read(OGG_HEAD.size)
    if len(head) < OGG_HEAD.size or head[4] != 0:
        raise Refusal(Reason.RECORDING_BROKEN)
    segments = file.read(head[-1])
    file.seek(sum(segments), os.SEEK_CUR)
    if file.read(4) != b"OggS":
        raise Refusal(Reason.RECORDING_BROKEN)


def check_mp3(file: IO[bytes]) -> None:
    """Find frames of sound behind the tags. Raises Refusal."""
    place = 0
    for _ in range(4):
        file.seek(place)
        tag = id3_bytes(file.read(10))
        if not tag:
            break
        place += tag
    file.seek(place)
    data = file.read(SEARCHED_FOR_FRAMES).lstrip(b"\0")
    if not is_frame_run(data):
        raise Refusal(Reason.RECORDING_BROKEN)
