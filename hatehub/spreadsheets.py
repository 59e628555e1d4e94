"""Tables as CSV files that a spreadsheet opens and calculates nothing in: the one place where the hub writes them.

A cell that begins like a formula gets an apostrophe before it, which spreadsheets show as text (OWASP, "CSV
Injection"). Numbers are left alone: what is no text cannot be a formula.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Protocol

Cell = str | int | float | date | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet would take for the beginning of a formula, full-width letters among it."""


class Target(Protocol):
    """What can be written to: a file, an answer, a string in the making."""

    def write(self, text: str, /) -> Any:
        """Take a piece of text."""


def write(target: Target, *, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write headings and rows (RFC 4180); no headings where there are none."""
    writer = csv.writer(target)
    if headings:
        writer.writerow(safe_row(headings))
    writer.writerows(safe_row(row) for row in rows)


def safe_row(row: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a row, none of which a spreadsheet calculates."""
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row]
