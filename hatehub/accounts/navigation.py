"""What stands in the workbench's navigation: filled by each app's configuration when the process starts."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Action, is_allowed


@dataclass(frozen=True, kw_only=True)
class NavigationEntry:
    """One link, shown to those who may take `action`. `count` says how many wait there, with a bounded question."""

    code: str
    text: str | Promise
    url_name: str
    position: int
    action: Action
    count: Callable[[Actor], int] | None = None


_entries: dict[str, NavigationEntry] = {}


def register_entry(entry: NavigationEntry) -> None:
    """Add an entry; registering the same one again replaces it."""
    _entries[entry.code] = entry


def list_entries(*, actor: Actor) -> list[NavigationEntry]:
    """Return the entries that an actor may follow, in their order."""
    allowed = (entry for entry in _entries.values() if is_allowed(role=actor.role, action=entry.action))
    return sorted(allowed, key=lambda entry: entry.position)
