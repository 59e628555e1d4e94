"""The frame of each step on a request: the row locked, the state looked at, what is personal sealed."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import AccessItem, AccessRequest, AccessSection
from triage.rules.access_requests import State, Step, can_take
from triage.services.access_requests.parts import Asker

ASKER, WHY = "access-asker", "access-why"


class AccessRefused(Exception):
    """What was asked for cannot be done with a request; the message says why. `field` names what is to be changed."""

    def __init__(self, text: str, *, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class NotInThisState(AccessRefused):
    """The request has moved on meanwhile."""

    def __init__(self) -> None:
        super().__init__("The request has moved on since you opened the page. Here is how it stands now.")


def locked(request_id: UUID, *, step: Step) -> AccessRequest:
    """Return the row, locked. Raises NotInThisState, and AccessRequest.DoesNotExist."""
    found = AccessRequest.objects.select_for_update().get(id=request_id)
    if not can_take(step, state=State(found.state)):
        raise NotInThisState
    return found


def needed(text: str, *, message: str, field: str) -> str:
    """Return words that must not be missing. Raises AccessRefused."""
    if not text.strip():
        raise AccessRefused(message, field=field)
    return text.strip()


def seal(request_id: UUID, value: Any, *, field: str) -> bytes:
    """Return a value sealed under the person key of a request. Raises KeyDestroyed."""
    return vault.seal(value, owner=request_id, purpose=Purpose.PERSON, field=field)


def seal_asker(request_id: UUID, asker: Asker) -> bytes:
    """Return who asks, sealed. Raises KeyDestroyed."""
    return seal(request_id, asdict(asker), field=ASKER)


def open_asker(request: AccessRequest) -> Asker:
    """Return who asks; nothing where that is forgotten."""
    if request.sealed_asker is None:
        return Asker()
    try:
        said = vault.unseal(request.sealed_asker, owner=request.id, purpose=Purpose.PERSON, field=ASKER)
    except vault.KeyDestroyed:
        return Asker()
    many = {name: tuple(said[name]) for name in ("emails", "telephones", "handles")}
    return Asker(**{**said, **many})


def open_why(request: AccessRequest) -> str:
    """Return why it was given back or refused, or how it was given; empty where nothing is said, or is forgotten."""
    if request.sealed_why is None:
        return ""
    opened = vault.unseal_each({0: (request.id, WHY, request.sealed_why)}, purpose=Purpose.PERSON)
    return str(opened.get(0, ""))


def open_reasons(rows: Iterable[AccessItem | AccessSection]) -> dict[int, str]:
    """Return the reasons of decisions by row, with one query; of rows of one model only."""
    sealed = {
        row.id: (row.request_id, field_of(row), row.sealed_reason) for row in rows if row.sealed_reason is not None
    }
    return vault.unseal_each(sealed, purpose=Purpose.PERSON) if sealed else {}


def field_of(row: AccessItem | AccessSection) -> str:
    """Return under which name the reason of a decision is sealed."""
    if isinstance(row, AccessSection):
        return f"access-section:{row.code}"
    return f"access-item:{row.source}:{row.key}"
