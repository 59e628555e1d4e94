"""Sections that apps downstream add to the summary: general matter, told apart from the evidence."""

from typing import Any

from referrals.services.summary import blocks
from referrals.services.summary.given import plain, rows_of

MOST_SECTIONS, MOST_TEXTS = 5, 20


def parts(added: Any) -> list[blocks.Part]:
    """Return a part for each section that was added; none where nothing was."""
    return [
        blocks.Part(title=plain(row.get("title")), use=plain(row.get("use")), blocks=_texts(row.get("texts")))
        for row in rows_of(added)[:MOST_SECTIONS]
    ]


def _texts(texts: Any) -> list[blocks.Block]:
    drawn: list[blocks.Block] = []
    for heading, lines in list(texts or [])[:MOST_TEXTS]:
        drawn += [blocks.heading(heading), *(blocks.note(line) for line in lines)]
    return drawn
