"""What a part of the summary is made of: headings, rows, tables and quoted words, as plain data for the layout."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
MOST_CHARACTERS = 600
"""Of a value in a row or a cell; quoted words say for themselves how many are shown."""


@dataclass(frozen=True)
class Words:
    """Words that are drawn as they are, and never read as markup. `most` is how many characters are shown."""

    text: str
    most: int = MOST_CHARACTERS


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part: it begins on a page of its own and says what it can be used for."""

    title: str
    use: str
    blocks: Sequence[Block]


def heading(text: str) -> Block:
    """Return a heading inside a part."""
    return {"kind": "heading", "text": Words(text)}


def page() -> Block:
    """Return the beginning of a new page."""
    return {"kind": "page"}


def note(text: str) -> Block:
    """Return a sentence of the hub's own."""
    return {"kind": "note", "text": Words(text, most=2000)}


def quote(text: str, *, most: int) -> Block:
    """Return what somebody wrote, set apart from the hub's words."""
    return {"kind": "quote", "text": Words(text, most=most)}


def facts(rows: Iterable[tuple[str, str]], *, most: int = MOST_CHARACTERS) -> Block:
    """Return rows of what and its value; those without a value are left out."""
    return {"kind": "facts", "rows": [[Words(what), Words(value, most=most)] for what, value in rows if value]}


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[str], caption: str) -> Block:
    """Return a table; `widths` are typst's, as `1fr` or `24mm`, one for each column."""
    cells = [[Words(cell) for cell in row] for row in rows]
    return {
        "kind": "table",
        "head": [Words(name) for name in head],
        "rows": cells,
        "widths": list(widths),
        "caption": caption,
    }


def steps(items: Iterable[str]) -> Block:
    """Return numbered steps."""
    return {"kind": "steps", "items": [Words(item) for item in items]}


def bullets(items: Iterable[str]) -> Block:
    """Return a list of points."""
    return {"kind": "bullets", "items": [Words(item) for item in items]}


def blanks(labels: Iterable[str]) -> Block:
    """Return lines to be filled in by hand."""
    return {"kind": "blanks", "items": [Words(label) for label in labels]}


def code(text: str) -> Block:
    """Return commands, or anything else to be read letter by letter."""
    return {"kind": "code", "text": Words(text, most=4000)}


def picture(*, file: str, alternative: str, caption: str) -> Block:
    """Return a picture that lies beside the layout as `file`."""
    return {"kind": "picture", "file": file, "alternative": Words(alternative), "caption": Words(caption)}
