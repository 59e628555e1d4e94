"""Pictures of shares with their intervals: a bar, and over it a line as long as what it may be wrong by. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from hatehub.design.charts import percent


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A share of 0 to 1 with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class IntervalRow:
    """One line: its name, what stands at its end, and where bar, line and mark are, in per cent of the width.

    `width`, `low` and `high` are empty where nothing is said, and `beside` where there is nothing to compare with.
    """

    name: str
    text: str
    width: str = ""
    low: str = ""
    high: str = ""
    beside: str = ""


@dataclass(frozen=True, kw_only=True)
class IntervalPicture:
    """Lines from none to all. `id` is unique on its page; `beside_name` is what the diamond stands for."""

    id: str
    title: str
    description: str
    rows: tuple[IntervalRow, ...]
    beside_name: str = ""


def interval_picture(
    *,
    id: str,
    title: str,
    description: str,
    rows: Sequence[tuple[str, str, Interval | None, float | None]],
    beside_name: str = "",
) -> IntervalPicture:
    """Return a picture; each row has a name, its words, its share or None, and a share to compare it with or None."""
    drawn = tuple(_row(*row) for row in rows)
    return IntervalPicture(id=id, title=title, description=description, rows=drawn, beside_name=beside_name)


def _row(name: str, text: str, share: Interval | None, beside: float | None) -> IntervalRow:
    mark = percent(beside, 1) if beside is not None else ""
    if share is None:
        return IntervalRow(name=name, text=text, beside=mark)
    return IntervalRow(
        name=name,
        text=text,
        width=percent(share.value, 1),
        low=percent(share.low, 1),
        high=percent(share.high, 1),
        beside=mark,
    )
