"""A piece of guidance as it lies in a package: plain text, and a section of the summary. Pure."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intel.rules.guidance_text import paragraphs

WIDTH = 78
NOT_EVIDENCE = "This is guidance of the Online Hate Hub, and no evidence. It was not written for this case."


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One version with why it goes with a case."""

    code: str
    title: str
    number: int
    problem: str
    body: str
    basis: str
    reviewed_on: date | None
    look_again_by: date | None
    because: Sequence[str]


def path_of(piece: Piece, *, place: int) -> str:
    """Return where a piece lies below data/: its place, so that they are read in their order, its code and version."""
    return f"guidance/{place}-{piece.code}-v{piece.number}.txt"


def as_text(piece: Piece) -> bytes:
    """Return a piece as plain text in UTF-8."""
    head = f"{piece.title}\n{'=' * min(len(piece.title), WIDTH)}"
    lines = [about(piece), f"It goes with this case {', and '.join(piece.because)}.", piece.problem]
    wrapped = [textwrap.fill(each, WIDTH) for each in [*lines, *paragraphs(piece.body), NOT_EVIDENCE]]
    return ("\n\n".join([head, *wrapped]) + "\n").encode()


def as_section(piece: Piece) -> tuple[str, list[str]]:
    """Return a piece as a heading with paragraphs."""
    why = f"It goes with this case {', and '.join(piece.because)}. {about(piece)}"
    return piece.title, [piece.problem, *paragraphs(piece.body), why]


def about(piece: Piece) -> str:
    """Return which version it is, when it was reviewed, and who stands behind it."""
    reviewed = f", reviewed on {_day(piece.reviewed_on)}" if piece.reviewed_on else ""
    again = f", to be looked at again by {_day(piece.look_again_by)}" if piece.look_again_by else ""
    basis = f" {piece.basis}" if piece.basis else ""
    return f"Guidance {piece.code}, version {piece.number}{reviewed}{again}.{basis}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
