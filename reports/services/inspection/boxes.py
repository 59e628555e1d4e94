"""Whether a film in boxes (ISO base media: MP4, MOV, M4A, 3GP, HEIC) is whole."""

import os
import struct
from collections.abc import Iterator
from typing import IO

from reports.rules.refusals import Reason, Refusal

MOST_BOXES = 20_000
# What says how the rest is to be read: the table of contents of a film, or of a still picture.
CONTENTS = frozenset({b"moov", b"meta"})
LONGEST_REST = 8


def check_boxes(file: IO[bytes]) -> None:
    """Read the top-level boxes to the end. Raises Refusal where one is cut off, or none says how to read the rest."""
    if not CONTENTS.intersection(_box_types(file)):
        raise Refusal(Reason.RECORDING_BROKEN)


def _box_types(file: IO[bytes]) -> Iterator[bytes]:
    end = file.seek(0, os.SEEK_END)
    place = 0
    for _ in range(MOST_BOXES):
        if end - place < LONGEST_REST:
            return
        file.seek(place)
        size, box_type = _read_box(file, rest=end - place)
        yield box_type
        place += size
    raise Refusal(Reason.RECORDING_BROKEN)


def _read_box(file: IO[bytes], *, rest: int) -> tuple[int, bytes]:
    """Return a box's size and type; a size of 0 means up to the end, and 1 that a longer number follows."""
    size, box_type = struct.unpack(">I4s", file.read(8))
    if size == 0:
        return rest, box_type
    if size == 1:
        longer = file.read(8)
        size = int.from_bytes(longer, "big") if len(longer) == 8 else 0
    if not 8 <= size <= rest:
        raise Refusal(Reason.RECORDING_BROKEN)
    return size, box_type
