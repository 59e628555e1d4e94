"""Counting the frames of a GIF without decoding any: Pillow would walk millions of them before it answers."""

import os
from typing import IO

SCREEN_BYTES, DESCRIPTOR_BYTES = 13, 9
IMAGE, EXTENSION = b"\x2c", b"\x21"
MOST_BLOCKS = 400_000  # a GIF of 25 MB has 100,000 blocks of full length


def count_gif_frames(file: IO[bytes], *, most: int) -> int:
    """Return how many frames there are, or more than `most` where there are too many to be counted."""
    file.seek(0)
    screen = file.read(SCREEN_BYTES)
    file.seek(_table_bytes(screen[10:11]), os.SEEK_CUR)
    frames = blocks = 0
    while frames <= most and blocks < MOST_BLOCKS:
        mark = file.read(1)
        if mark == IMAGE:
            frames += 1
            file.seek(_table_bytes(file.read(DESCRIPTOR_BYTES)[8:9]) + 1, os.SEEK_CUR)
        elif mark == EXTENSION:
            file.seek(1, os.SEEK_CUR)
        else:
            return frames
        blocks += _skip_blocks(file, most=MOST_BLOCKS - blocks)
    return most + 1


def _table_bytes(flags: bytes) -> int:
    """Return the length of the colour table that a byte of flags announces."""
    return 3 * 2 ** ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _skip_blocks(file: IO[bytes], *, most: int) -> int:
    for count in range(most):
        size = file.read(1)
        if size in (b"", b"\0"):
            return count + 1
        file.seek(size[0], os.SEEK_CUR)
    return most
