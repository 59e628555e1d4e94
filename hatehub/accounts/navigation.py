"""What stands in the workbench's navigation: filled by each app's configuration when the process starts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Action, is_allowed

Waiting = Callable[[Actor], Sequence[QuerySet[Any]]]
COUNTED = 1000
FURTHER = 24
"""Positions from which on an entry stands under "More": what is not opened every day, or by everybody."""


@dataclass(frozen=True, kw_only=True)
class NavigationEntry:
    """One link, shown to those who may take `action`. `waiting` returns the rows that wait there, none read yet.

    `key` is the pair of keys that follows it, such as `g q`; see docs/keyboard.md.
    """

    code: str
    text: str | Promise
    url_name: str
    position: int
    action: Action
    waiting: Waiting | None = None
    key: str = ""

    @property
    def is_further(self) -> bool:
        """Whether it stands under "More"."""
        return self.position >= FURTHER


_entries: dict[str, NavigationEntry] = {}


def register_entry(entry: NavigationEntry) -> None:
    """Add an entry; registering the same one again replaces it."""
    _entries[entry.code] = entry


def list_entries(*, actor: Actor) -> list[NavigationEntry]:
    """Return the entries that an actor may follow, in their order."""
    allowed = (entry for entry in _entries.values() if is_allowed(role=actor.role, action=entry.action))
    return sorted(allowed, key=lambda entry: entry.position)


def count_waiting(entries: Iterable[NavigationEntry], *, actor: Actor) -> dict[str, int]:
    """Return by code how many rows wait for an actor behind each entry, counted to a thousand, with one query."""
    asked = [(entry.code, rows) for entry in entries if entry.waiting for rows in entry.waiting(actor)]
    parts, values = [], []
    for code, rows in asked:
        try:
            statement, given = rows.order_by()[:COUNTED].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT %s, count(*) FROM ({statement}) AS counted")  # noqa: S608 - written by the ORM
        values += [code, *given]
    counts = dict.fromkeys((code for code, _ in asked), 0)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for code, number in cursor.fetchall():
                counts[code] += number
    return counts
