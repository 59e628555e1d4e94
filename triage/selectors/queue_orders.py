"""The orders in which a queue can be read, each served by an index of its own, page after page without a gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import DateField, DateTimeField, F, Field, Func, IntegerField, QuerySet, UUIDField, Value
from django.db.models.lookups import GreaterThan

from reports.models import Report

LARGEST_PLACE = 2**31 - 1


class Order(StrEnum):
    """By what a queue is ordered; among equals by the clock, and then by the id."""

    PRIORITY = "priority"
    CLOCK = "clock"
    TIME_BAR = "time_bar"


@dataclass(frozen=True)
class _Key:
    """One column of an order, and how its value is written into a cursor and read out of it."""

    name: str
    field: "type[Field[Any, Any]]"
    read: Any
    write: Any = str


def _place(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else -1
    if not 0 <= number <= LARGEST_PLACE:
        raise ValueError
    return number


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.utcoffset() is None or not 1 < found.year < 9999:  # the ends cannot be told in another zone
        raise ValueError
    return found


CLOCK = _Key("due_at", DateTimeField, _moment, datetime.isoformat)
LAST = _Key("id", UUIDField, UUID)
KEYS: dict[Order, tuple[_Key, ...]] = {
    Order.PRIORITY: (_Key("queue_place", IntegerField, _place), CLOCK, LAST),
    Order.CLOCK: (CLOCK, LAST),
    Order.TIME_BAR: (_Key("time_bar_on", DateField, date.fromisoformat, date.isoformat), CLOCK, LAST),
}


def page_of_ids(*, states: Iterable[str], order: Order, after: str, most: int) -> list[UUID]:
    """Return the ids of up to `most` reports in these states after a cursor, in order; with one query.

    Each state is read by its own walk along the index, so that a queue of few is found as fast among many others as
    alone. A cursor that cannot be read, or is of another order, starts at the beginning.
    """
    names = [key.name for key in KEYS[order]]
    parts = [_after(Report.objects.filter(state=state), order, after) for state in sorted(states)]
    limited = [part.order_by(*names).values_list(*names)[:most] for part in parts]
    if len(limited) == 1:
        return [row[-1] for row in limited[0]]
    return [row[-1] for row in limited[0].union(*limited[1:], all=True).order_by(*names)[:most]]


def cursor_after(report: Report, *, order: Order) -> str:
    """Return the cursor that leads to the reports after this one."""
    return "_".join(key.write(getattr(report, key.name)) for key in KEYS[order])


def _after(reports: QuerySet[Report], order: Order, cursor: str) -> QuerySet[Report]:
    place = _read(order, cursor)
    if place is None:
        return reports
    keys = KEYS[order]
    row = Func(*(F(key.name) for key in keys), function="ROW", output_field=IntegerField())
    last = Func(
        *(Value(value, output_field=key.field()) for key, value in zip(keys, place, strict=True)),
        function="ROW",
        output_field=IntegerField(),
    )
    return reports.filter(GreaterThan(row, last))


def _read(order: Order, cursor: str) -> list[Any] | None:
    keys, written = KEYS[order], cursor.split("_")
    if len(written) != len(keys):
        return None
    try:
        return [key.read(text) for key, text in zip(keys, written, strict=True)]
    except (ValueError, OverflowError):
        return None
