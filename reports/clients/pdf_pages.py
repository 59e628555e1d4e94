"""Drawing pages of PDFs that strangers sent: in a process of its own, which knows nothing and may take little.

A page that would take too long or too much memory ends that process and not the web server's. It is started without
the hub's environment, so that it holds no secret, and hands back pixels alone: this process makes the picture.
"""

import contextlib
import io
import struct
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO

from PIL import Image

SECONDS = 20
LARGEST_SIDE = 2000
HEAD = struct.Struct(">III")
MOST_PAGES = 1_000_000
FAILURES = {3: "locked", 4: "broken", 5: "no_such_page"}
PROGRAM = Path(__file__).with_name("pdf_drawing.py")


class NotDrawn(Exception):
    """The page cannot be drawn. `why`: the PDF is "locked" or "broken", has "no_such_page", or is "too_heavy"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: `picture` is a PNG of at most 2,000 pixels a side; `pages` is how many the PDF has."""

    pages: int
    picture: bytes


def count(chunks: Iterable[bytes]) -> int:
    """Return the number of pages. Raises NotDrawn, and whatever `chunks` does."""
    return _unpack(_run(chunks, number=0))[0]


def draw(chunks: Iterable[bytes], *, number: int) -> Page:
    """Return page `number`, the first being 1. Raises NotDrawn, and whatever `chunks` does; then nothing is drawn."""
    pages, width, height, pixels = _unpack(_run(chunks, number=number))
    if not (width and height):
        raise NotDrawn("broken")
    target = io.BytesIO()
    Image.frombytes("RGB", (width, height), pixels).save(target, "PNG")
    return Page(pages=pages, picture=target.getvalue())


def _run(chunks: Iterable[bytes], *, number: int) -> bytes:
    """Give the program the file and return what it writes."""
    command = [sys.executable, "-I", "-B", str(PROGRAM), str(number)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={}, cwd="/") as process:
        clock = Timer(SECONDS, process.kill)
        clock.start()
        try:
            written = _converse(process, chunks)
        finally:
            clock.cancel()
            process.kill()
            status = process.wait()
            _close(process.stdin)
    return _checked(written, status=status)


def _converse(process: "subprocess.Popen[bytes]", chunks: Iterable[bytes]) -> bytes:
    """Write the file and read the answer; one that is longer than the largest page is cut."""
    assert process.stdin is not None  # noqa: S101 - tells mypy what PIPE means
    assert process.stdout is not None  # noqa: S101
    with contextlib.suppress(BrokenPipeError):  # it has ended already: the status says how
        for chunk in chunks:
            process.stdin.write(chunk)
    _close(process.stdin)
    written = process.stdout.read(HEAD.size + LARGEST_SIDE * LARGEST_SIDE * 3 + 1)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    return written


def _close(pipe: IO[bytes] | None) -> None:
    """Close a pipe whose reader may be gone, and with it what was still to be written."""
    if pipe is not None:
        with contextlib.suppress(BrokenPipeError):
            pipe.close()


def _checked(written: bytes, *, status: int) -> bytes:
    """Return what was written where the program ended well; a limit ends it with a signal."""
    if status != 0:
        raise NotDrawn(FAILURES.get(status, "too_heavy"))
    return written


def _unpack(written: bytes) -> tuple[int, int, int, bytes]:
    """Return pages, width, height and pixels; the program has read a stranger's bytes, and is not believed."""
    if len(written) < HEAD.size:
        raise NotDrawn("broken")
    pages, width, height = HEAD.unpack_from(written)
    pixels = written[HEAD.size :]
    is_sound = max(width, height) <= LARGEST_SIDE and len(pixels) == width * height * 3 and 1 <= pages <= MOST_PAGES
    if not is_sound:
        raise NotDrawn("broken")
    return pages, width, height, pixels
