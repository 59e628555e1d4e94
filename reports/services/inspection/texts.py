"""Whether a file that begins as text is text to its end."""

from collections.abc import Iterator
from typing import IO

from reports.rules.plain_text import UTF_8, UTF_16, WESTERN, encoding_of, reads_as
from reports.rules.refusals import Reason, Refusal

READ_BYTES = 64 * 1024


def check_text(file: IO[bytes]) -> None:
    """Read the text to its end. Raises Refusal where it turns into something else."""
    if not text_encoding(file):
        raise Refusal(Reason.LETTERS)


def text_encoding(file: IO[bytes]) -> str:
    """Return the encoding in which a whole file reads as text, or nothing."""
    file.seek(0)
    expected = encoding_of(file.read(READ_BYTES))
    candidates = (UTF_16,) if expected == UTF_16 else (UTF_8, WESTERN)
    return next((each for each in candidates if reads_as(_pieces(file), encoding=each, is_whole=True)), "")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(READ_BYTES):
        yield piece
