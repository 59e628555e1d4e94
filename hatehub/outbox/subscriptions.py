"""Who handles what: filled by each app's configuration when the process starts."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any


class Progress(Enum):
    """How far a handler came. One that answers nothing is done."""

    DONE = "done"
    MORE = "more"


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """An event as a handler gets it. `position` is its number among all committed events.

    It happened at `occurred_at`; what the handler does about it, it does at `handled_at`.
    """

    name: str
    position: int
    occurred_at: datetime
    handled_at: datetime
    payload: dict[str, Any]


Handler = Callable[[Delivered], Progress | None]


class AlreadySubscribed(Exception):
    """Two handlers carry the same name for one event."""


_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def subscribe(event_name: str, *, name: str, handler: Handler) -> None:
    """Have `handler` called with every such event, at least once, in its own transaction.

    `name` is stored with the delivery, for example `triage.find_duplicates`; it must never change its meaning.
    The handler is idempotent, calls one service, and does nothing over a network. Where there is more to do than
    fits well into one transaction, it does a part and answers `Progress.MORE`: that part is kept, and it is called
    again with the same event, before any later one of the stream.
    """
    if name in _handlers[event_name]:
        raise AlreadySubscribed(f"{name} already handles {event_name}")
    _handlers[event_name][name] = handler


def handlers_of(event_name: str) -> list[str]:
    """Return the names of the handlers of an event."""
    return sorted(_handlers[event_name])


def find_handler(event_name: str, *, name: str) -> Handler | None:
    """Return a handler by name, or None where this release no longer has it."""
    return _handlers[event_name].get(name)
