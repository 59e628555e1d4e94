"""Paging by the last row shown, a moment and an id: nothing is skipped or shown twice while rows come and go."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


def cursor_of(moment: datetime | None, key: object) -> str:
    """Return the cursor that leads to the rows after this one; empty for a row without a moment."""
    return f"{moment.isoformat()}_{key}" if moment else ""


def read_cursor(cursor: str, *, read_key: Callable[[str], Any]) -> tuple[datetime, Any] | None:
    """Return the moment and the id that a cursor names; None for one that cannot be read."""
    written, _, last_id = cursor.partition("_")
    try:
        last, key = datetime.fromisoformat(written), read_key(last_id)
        return None if last.tzinfo is None else (last.astimezone(UTC), key)
    except (ValueError, OverflowError):
        return None


def rows_after(rows: QuerySet[Row], cursor: str, *, moment: str, read_key: Callable[[str], Any]) -> QuerySet[Row]:
    """Return the rows after a cursor, in the order of the field `moment` and then of the id, oldest first.

    A cursor that cannot be read starts at the beginning.
    """
    ordered, place = rows.order_by(moment, "id"), read_cursor(cursor, read_key=read_key)
    if place is None:
        return ordered
    last, key = place
    return ordered.filter(Q(**{f"{moment}__gt": last}) | Q(**{moment: last, "id__gt": key}))
