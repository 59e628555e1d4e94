"""Whether a PDF can be opened: its table of objects, its first pages, and without a password."""

import logging
from typing import IO, TYPE_CHECKING

from reports.rules.refusals import Reason, Refusal

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

# The parser complains of every oddity in strangers' files; a refusal says all that matters.
logging.getLogger("pyhanko.pdf_utils").setLevel(logging.CRITICAL)


def check_pdf(file: IO[bytes]) -> None:
    """Read the table of objects and the root of the pages. Raises Refusal for one that is broken or locked.

    A PDF that only restricts printing or copying opens without a password, and is taken.
    """
    try:
        is_open = _can_be_opened(file)
    except Exception as error:  # a parser that a stranger's bytes trip up: whatever it raises, the file is broken
        raise Refusal(Reason.PDF_BROKEN) from error
    if not is_open:
        raise Refusal(Reason.PDF_PASSWORD)


def _can_be_opened(file: IO[bytes]) -> bool:
    from pyhanko.pdf_utils.misc import PdfReadError  # noqa: PLC0415 - 13 MB that only who looks into a PDF needs
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    reader = PdfFileReader(file, strict=False)
    if reader.encrypted and not _opens_without_password(reader):
        return False
    if int(reader.root["/Pages"].get("/Count", 0)) < 1:
        raise PdfReadError("no pages")
    return True


def _opens_without_password(reader: "PdfFileReader") -> bool:
    from pyhanko.pdf_utils.crypt import AuthStatus  # noqa: PLC0415 - see above
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415

    try:
        return reader.decrypt(b"").status != AuthStatus.FAILED
    except (PdfError, ValueError, TypeError):  # encrypted for certain people's keys
        return False
