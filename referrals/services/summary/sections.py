"""The summary of a package as a PDF."""

from dataclasses import asdict, dataclass
from datetime import datetime

from hatehub.documents import rendering


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the summary: rows of (what, value), and paragraphs."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()


def render_pdf(
    *, title: str, reference: str, version: int, notice: str, sections: list[Section], at: datetime
) -> bytes:
    """Return a PDF/A-2a and PDF/UA-1 file; the same bytes for the same arguments.

    A character for which no bundled font has a shape becomes a question mark here; the machine-readable files of
    the package hold it unharmed.
    """
    case = {
        "title": title,
        "reference": reference,
        "version": version,
        "notice": notice,
        "year": at.year,
        "month": at.month,
        "day": at.day,
        "sections": [asdict(section) for section in sections],
    }
    return rendering.render_pdf(package="referrals.data", template="summary.typ", data=case, at=at, language="en-gb")
