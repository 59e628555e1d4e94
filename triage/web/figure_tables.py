"""Tables of supervisors' figures, as shown and as downloaded, and the pictures that are drawn from them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import formats
from django.utils.translation import gettext as _

from hatehub import spreadsheets
from hatehub.design.charts import BarPicture, LinePicture, bar_picture
from triage.rules.figures import share_if_enough

Cell = str | int | float | date
NONE = "-"
"""What a cell shows that has no number."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under headings; the first cell of each row names it. `code` is that of the download.

    A table that `is_long` is folded away on the page.
    """

    code: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    is_long: bool = False

    @property
    def labelled_rows(self) -> list[dict[str, Any]]:
        """The rows by name, each cell with its heading."""
        return [{"name": cell_name(row[0]), "cells": zip(self.headings[1:], row[1:], strict=True)} for row in self.rows]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The answer to one question: pictures, the tables of the same numbers, what is counted and what is not."""

    code: str
    definition: str
    period: str
    caution: str
    bars: tuple[BarPicture, ...] = ()
    lines: tuple[LinePicture, ...] = ()
    tables: tuple[Table, ...] = ()


def bars_of(table: Table, *, columns: slice, description: str, rows: slice = slice(None)) -> BarPicture:
    """Return the bars of some columns of a table: the same numbers under the same names."""
    return bar_picture(
        id=f"chart-{table.code}",
        title=table.title,
        description=description,
        kinds=table.headings[columns],
        rows=[(cell_name(row[0]), [whole(number) for number in row[columns]]) for row in table.rows[rows]],
    )


def share_cell(number: int, total: int) -> str:
    """Return a share with its interval in words; of few there is none."""
    share = share_if_enough(number, total)
    if share is None:
        return _("too few to say") if total else NONE
    return _("%(value)d %% (%(low)d to %(high)d)") % {
        "value": round(100 * share.value),
        "low": round(100 * share.low),
        "high": round(100 * share.high),
    }


def cell_name(cell: Cell) -> str:
    """Return a cell in words; a day without its year."""
    return formats.date_format(cell, "j M") if isinstance(cell, date) else str(cell)


def whole(cell: Cell) -> int:
    """Return the number of a cell that counts something. Raises TypeError for one that does not."""
    if not isinstance(cell, int):
        raise TypeError(f"{cell!r} is no number that was counted")
    return cell


def csv_answer(table: Table, *, day: date) -> HttpResponse:
    """Return a table as a file, with nothing in it that a spreadsheet would calculate."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{table.code}-{day.isoformat()}.csv"'
    rows = (["" if cell == NONE else cell for cell in row] for row in table.rows)
    spreadsheets.write(answer, headings=table.headings, rows=rows)
    return answer
