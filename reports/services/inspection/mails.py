"""Whether an e-mail, saved as it travelled, is whole enough to be read."""

from typing import IO

from reports.rules.mail_headers import boundary_of, read_header
from reports.rules.refusals import Reason, Refusal
from reports.rules.uploads import HEAD_BYTES

READ_BYTES = 64 * 1024


def check_mail(file: IO[bytes]) -> None:
    """Read the mail once. Raises Refusal where it holds null bytes, or none of the parts that it announces."""
    file.seek(0)
    header = read_header(file.read(HEAD_BYTES))
    boundary = boundary_of(header) if header is not None else None
    if header is None or not _reads_to_the_end(file, boundary or b""):
        raise Refusal(Reason.MAIL_BROKEN)


def _reads_to_the_end(file: IO[bytes], boundary: bytes) -> bool:
    """Tell whether there is no null byte anywhere, and the boundary of the parts, if any, begins a line."""
    file.seek(0)
    wanted = b"\n" + boundary
    is_found, held = not boundary, b""
    while piece := file.read(READ_BYTES):
        if b"\0" in piece:
            return False
        is_found = is_found or wanted in held + piece
        held = piece[-len(wanted) :]
    return is_found
