"""Draws one page of a PDF: a program of its own, run by `pdf_pages` with nothing but the file and strict limits.

The file comes on standard input, the number of the page as the argument (0: only count). Standard output gets the
number of pages, width and height as three big-endian numbers of 32 bits, then the pixels, three bytes each. Only
pixels leave: no words, links, scripts or attachments. The exit statuses are those of `Status`.
"""

import math
import resource
import struct
import sys
from enum import IntEnum

import pypdfium2
import pypdfium2.raw

LONGEST_SIDE = 2000
MOST_SCALE = 3.0
LIMITS = {
    resource.RLIMIT_AS: 1024 * 1024 * 1024,
    resource.RLIMIT_CPU: 10,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 32,
}


class Status(IntEnum):
    """How it ended; whatever is not here was ended by a limit."""

    DRAWN = 0
    LOCKED = 3
    BROKEN = 4
    NO_SUCH_PAGE = 5


def main() -> Status:
    """Read, draw, write."""
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, (most, most))
    number, content = int(sys.argv[1]), sys.stdin.buffer.read()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return Status.LOCKED if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD else Status.BROKEN
    pages = len(document)
    if not pages:
        return Status.BROKEN
    if not 0 <= number <= pages:
        return Status.NO_SUCH_PAGE
    try:
        width, height, pixels = _draw(document, number) if number else (0, 0, b"")
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        return Status.BROKEN
    sys.stdout.buffer.write(struct.pack(">III", pages, width, height) + pixels)
    sys.stdout.buffer.flush()
    return Status.DRAWN


def _draw(document: pypdfium2.PdfDocument, number: int) -> tuple[int, int, bytes]:
    """Return a page's width, height and pixels; forms are not filled in, so that nothing in them runs."""
    page = document[number - 1]
    longest = max(page.get_size())
    if not math.isfinite(longest) or longest <= 0:
        raise ValueError(longest)
    bitmap = page.render(scale=min(MOST_SCALE, (LONGEST_SIDE - 1) / longest), may_draw_forms=False)
    picture = bitmap.to_pil().convert("RGB")
    return picture.width, picture.height, picture.tobytes()


if __name__ == "__main__":
    sys.exit(main())
