"""Pictures of numbers as template tags; what they show stands in a table beside them."""

from typing import Any

from django import template

from hatehub.design.charts import BarPicture, LinePicture
from hatehub.design.intervals import IntervalPicture

register = template.Library()


@register.inclusion_tag("components/chart_bars.html")
def bar_chart(picture: BarPicture) -> dict[str, Any]:
    """Bars in rows, each with its name and number as text."""
    return {"picture": picture}


@register.inclusion_tag("components/chart_lines.html")
def line_chart(picture: LinePicture) -> dict[str, Any]:
    """Lines on a grid of two heights, which are named as text."""
    return {"picture": picture}


@register.inclusion_tag("components/chart_intervals.html")
def interval_chart(picture: IntervalPicture) -> dict[str, Any]:
    """Shares with their intervals, each with its name and words as text."""
    return {"picture": picture}
