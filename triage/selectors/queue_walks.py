"""Finding the ids of one page of a list, whatever is asked of it, at a cost that hardly grows with the hub.

A list is read along the index of its order, as far as a page needs. Where what is asked for is rare, so that a page
would be far to walk, the walk ends after a fixed number of rows, and the index of terms finds the few there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from reports.models import Report
from triage.rules.priority import place_of
from triage.rules.priority_table import MOST_POINTS, Band
from triage.rules.queue_filter import CLOSED, DANGER, OPEN, Filter, Order

LARGEST_PLACE = 2**31 - 1
STRIDE = 600
"""Rows that are walked before the index of terms is asked."""
KNOWN = OPEN | CLOSED
READ_OFF = "id, queue_place, due_at, time_bar_on, submitted_at, queue_terms"


@dataclass(frozen=True)
class _Key:
    """One column of an order, and how its value is written into a cursor and read out of it."""

    name: str
    kind: str
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


_CLOCK = _Key("due_at", "timestamptz", _moment, datetime.isoformat)
_LAST = _Key("id", "uuid", UUID)
_ARRIVAL = _Key("submitted_at", "timestamptz", _moment, datetime.isoformat)
KEYS: dict[Order, tuple[_Key, ...]] = {
    Order.PRIORITY: (_Key("queue_place", "integer", _place), _CLOCK, _LAST),
    Order.CLOCK: (_CLOCK, _LAST),
    Order.TIME_BAR: (_Key("time_bar_on", "date", date.fromisoformat, date.isoformat), _CLOCK, _LAST),
    Order.OLDEST: (_ARRIVAL, _LAST),
    Order.NEWEST: (_ARRIVAL, _LAST),
}


@dataclass(frozen=True)
class _Clause:
    """A piece of SQL with its values."""

    sql: str
    values: tuple[Any, ...] = ()


def page_of_ids(*, wanted: Filter, order: Order, after: str, most: int) -> list[UUID]:
    """Return the ids of up to `most` reports that fit, after a cursor, in order; with one query.

    A cursor that cannot be read, or is of another order, starts at the beginning.
    """
    if not wanted.states & KNOWN:
        return []
    entered = [*_ranges(wanted, of=order), *_after(order, after)]
    chosen = _chosen(wanted, order)
    if not chosen:
        return _ids(_along(wanted, order, entered, most=most), order, most=most)
    along = _along(wanted, order, entered, most=max(STRIDE, most), more=READ_OFF)
    return _walk_or_gather(along, _where(wanted, [*entered, *chosen]), order, chosen, most=most)


def ids_of_all(*, wanted: Filter, most: int) -> list[UUID]:
    """Return the ids of up to `most` reports that fit, the most urgent first; with one query."""
    order = Order.NEWEST if wanted.states == CLOSED else Order.PRIORITY
    return _gather(wanted, order, [*_ranges(wanted, of=order), *_chosen(wanted, order)], most=most)


def count_each(wanted: Mapping[str, Filter], *, most: int) -> dict[str, int]:
    """Return how many fit each of several questions, counted as far as `most`; with one query."""
    parts, values = [], []
    for name, each in wanted.items():
        where = _where(each, [*_ranges(each, of=Order.PRIORITY), *_chosen(each, Order.PRIORITY)])
        some = f"SELECT 1 FROM reports_report WHERE {where.sql} LIMIT {most}"  # noqa: S608 - no input in it
        parts.append(f"SELECT %s, count(*) FROM ({some}) AS counted")  # noqa: S608
        values += [name, *where.values]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return dict(cursor.fetchall())


def cursor_after(report: Report, *, order: Order) -> str:
    """Return the cursor that leads to the reports after this one."""
    return "_".join(key.write(getattr(report, key.name)) for key in KEYS[order])


def _chosen(wanted: Filter, order: Order) -> list[_Clause]:
    """Return what the index of an order cannot be entered by."""
    found = [_Clause("queue_terms && %s::varchar[]", (list(each),)) for each in wanted.any_of]
    if wanted.none_of:
        found.append(_Clause("NOT queue_terms && %s::varchar[]", (list(wanted.none_of),)))
    if wanted.avoided:
        sql = "(NOT queue_terms && %s::varchar[] OR queue_terms && %s::varchar[])"
        found.append(_Clause(sql, (list(wanted.avoided), [DANGER])))
    others = (Order.PRIORITY, Order.CLOCK, Order.TIME_BAR, Order.OLDEST)
    return [*found, *(clause for other in others if not _is_same(other, order) for clause in _ranges(wanted, of=other))]


def _is_same(one: Order, other: Order) -> bool:
    return KEYS[one] == KEYS[other]


def _ranges(wanted: Filter, *, of: Order) -> list[_Clause]:
    """Return the ranges that are asked for of the first column of an order."""
    if of is Order.PRIORITY:
        return [_bands(wanted.bands)] if wanted.bands else []
    if of is Order.CLOCK:
        return [_Clause("due_at < %s", (wanted.due_before,))] if wanted.due_before else []
    if of is Order.TIME_BAR:
        return [_Clause("time_bar_on <= %s", (wanted.bar_until,))] if wanted.bar_until else []
    first, last = wanted.received_from, wanted.received_until
    found = [_Clause("submitted_at >= %s", (_midnight(first),))] if first else []
    return [*found, _Clause("submitted_at < %s", (_midnight(last + timedelta(days=1)),))] if last else found


def _bands(bands: Sequence[Band]) -> _Clause:
    ranges = [(place_of(band=band, score=MOST_POINTS), place_of(band=band, score=0)) for band in bands]
    either = " OR ".join("queue_place BETWEEN %s AND %s" for _ in ranges)
    return _Clause(f"({either})", tuple(end for each in ranges for end in each))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def _after(order: Order, cursor: str) -> list[_Clause]:
    keys, written = KEYS[order], cursor.split("_")
    if len(written) != len(keys):
        return []
    try:
        place = tuple(key.read(text) for key, text in zip(keys, written, strict=True))
    except (ValueError, OverflowError):
        return []
    names, marks = ", ".join(key.name for key in keys), ", ".join(f"%s::{key.kind}" for key in keys)
    sign = "<" if order is Order.NEWEST else ">"
    return [_Clause(f"ROW({names}) {sign} ROW({marks})", place)]


def _where(wanted: Filter, clauses: Sequence[_Clause]) -> _Clause:
    every = [_in_states(wanted), *clauses]
    return _Clause(" AND ".join(each.sql for each in every), tuple(value for each in every for value in each.values))


def _in_states(wanted: Filter) -> _Clause:
    """Return the states as constants: an index that holds some of them is told by these."""
    names = ", ".join(f"'{state}'" for state in sorted(wanted.states & KNOWN))
    return _Clause(f"state IN ({names or 'NULL'})")


def _by(order: Order) -> str:
    direction = " DESC" if order is Order.NEWEST else ""
    return ", ".join(f"{key.name}{direction}" for key in KEYS[order])


def _columns(order: Order) -> str:
    return ", ".join(key.name for key in KEYS[order])


def _along(wanted: Filter, order: Order, clauses: Sequence[_Clause], *, most: int, more: str = "") -> _Clause:
    """Return SQL that reads along the index of an order: a part for each state, which PostgreSQL merges as it goes.

    Each part is ordered and limited by itself: PostgreSQL merges such parts, and would sort others whole.
    """
    rest = "".join(f" AND {each.sql}" for each in clauses)
    values = tuple(value for each in clauses for value in each.values)
    states = sorted(wanted.states & KNOWN)
    columns, ended = more or _columns(order), f"ORDER BY {_by(order)} LIMIT {most}"
    parts = [f"(SELECT {columns} FROM reports_report WHERE state = '{state}'{rest} {ended})" for state in states]  # noqa: S608
    return _Clause(" UNION ALL ".join(parts), values * len(states))


def _ids(along: _Clause, order: Order, *, most: int) -> list[UUID]:
    statement = f"SELECT id FROM ({along.sql}) AS open ORDER BY {_by(order)} LIMIT {most}"  # noqa: S608 - no input in it
    with connection.cursor() as cursor:
        cursor.execute(statement, along.values)
        return [row[0] for row in cursor.fetchall()]


def _walk_or_gather(
    along: _Clause, where: _Clause, order: Order, chosen: Sequence[_Clause], *, most: int
) -> list[UUID]:
    """Return the first that fit: of the next rows, where those are a page or all there are; else gathered of all."""
    stride = max(STRIDE, most)
    fits = " AND ".join(each.sql for each in chosen)
    statement = f"""
        WITH walked AS MATERIALIZED (
            SELECT * FROM ({along.sql}) AS open ORDER BY {_by(order)} LIMIT {stride}
        ), near AS MATERIALIZED (
            SELECT id, row_number() OVER (ORDER BY {_by(order)}) AS place FROM walked WHERE {fits}
            ORDER BY {_by(order)} LIMIT {most}
        ), enough (said) AS MATERIALIZED (
            SELECT (SELECT count(*) FROM near) = {most} OR (SELECT count(*) FROM walked) < {stride}
        ), fitting AS MATERIALIZED (
            SELECT {_columns(order)} FROM reports_report WHERE {where.sql} AND NOT (SELECT said FROM enough)
        ), far AS (
            SELECT id, row_number() OVER (ORDER BY {_by(order)}) AS place FROM fitting
            ORDER BY {_by(order)} LIMIT {most}
        )
        SELECT id, place FROM near WHERE (SELECT said FROM enough) UNION ALL SELECT id, place FROM far ORDER BY place
    """  # noqa: S608 - no input in it
    values = (*along.values, *(value for each in chosen for value in each.values), *where.values)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _gather(wanted: Filter, order: Order, clauses: Sequence[_Clause], *, most: int) -> list[UUID]:
    """Return the first of all that fit: found by their terms first, and put in order then."""
    where = _where(wanted, clauses)
    statement = f"""
        WITH fitting AS MATERIALIZED (SELECT {_columns(order)} FROM reports_report WHERE {where.sql})
        SELECT id FROM fitting ORDER BY {_by(order)} LIMIT {most}
    """  # noqa: S608 - no input in it
    with connection.cursor() as cursor:
        cursor.execute(statement, where.values)
        return [row[0] for row in cursor.fetchall()]
