"""The summary of a package as a PDF, laid out by typst with bundled fonts."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files

import typst


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

    Text is handed over as data, never as source. A character for which no bundled font has a shape becomes a
    question mark here; the machine-readable files of the package hold it unharmed.
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
    text = json.dumps(case, ensure_ascii=False)
    try:
        return _compile(text, at=at)
    except typst.TypstError:
        return _compile(_with_known_shapes(text), at=at)


def _compile(text: str, *, at: datetime) -> bytes:
    with as_file(files("referrals.data")) as folder:
        return bytes(
            typst.compile(
                str(folder / "summary.typ"),
                root=str(folder),
                font_paths=[str(folder / "fonts")],
                ignore_system_fonts=True,
                sys_inputs={"case": text},
                format="pdf",
                pdf_standards=["a-2a", "ua-1"],
                timestamp=int(at.astimezone(UTC).timestamp()),
            )
        )


def _with_known_shapes(text: str) -> str:
    """Replace what the bundled Latin, Greek and Cyrillic font has no shape for."""
    return "".join(letter if ord(letter) < 0x530 or letter in "–—‘’“”…€" else "?" for letter in text)
