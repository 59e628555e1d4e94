"""Figures of products as pages show them: the stored numbers as a table, and a picture where one is of use."""

from typing import Any

from hatehub.design.charts import BarPicture, bar_picture
from intel.models import ProductVersion
from intel.selectors.product_words import sections_of
from triage.web.figure_tables import Table


def section_rows(version: ProductVersion) -> list[dict[str, Any]]:
    """Return the sections of a version with their figures as tables and pictures."""
    return [{**each, "figures": [figure_row(figure) for figure in each["figures"]]} for each in sections_of(version)]


def figure_row(figure: dict[str, Any]) -> dict[str, Any]:
    """Return one stored figure as a table, with its picture."""
    table = Table(
        code=figure["code"],
        title=figure["title"],
        headings=tuple(figure["headings"]),
        rows=tuple(tuple(row) for row in figure["rows"]),
    )
    return {"table": table, "picture": _picture(figure), "figure": figure}


def _picture(figure: dict[str, Any]) -> BarPicture | None:
    if not figure["pictured"] or not figure["rows"]:
        return None
    last = 1 + figure["pictured"]
    if figure["compares"] or figure["code"] == "hours":
        last = 2
    return bar_picture(
        id=f"chart-{figure['code']}",
        title=figure["title"],
        description=f"{figure['headings'][1]} for each row of the table below.",
        kinds=figure["headings"][1:last],
        rows=[(str(row[0]), [int(number) for number in row[1:last]]) for row in figure["rows"]],
    )
