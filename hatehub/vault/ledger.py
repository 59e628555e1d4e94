"""The ledger of erasures: which data keys were destroyed, kept apart from the database and its copies.

A copy of the database still holds, wrapped, the keys that were destroyed after it was taken. So each destruction is
written here too, as a small file of its own in a folder for its day: files are only ever added, and a day that is older
than every copy can be removed as a whole. An entry names the key's owner (an id) and its purpose, and nothing else.
"""

import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from hatehub.vault.models import Purpose

NAME_FILE = "ledger.json"
DAYS = "days"


class LedgerUnreadable(Exception):
    """The ledger holds something that is not an entry, or is none; the message says which file."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """One key that was destroyed."""

    owner: UUID
    purpose: Purpose
    at: datetime


def ledger_id(*, is_made: bool = False) -> str | None:
    """Return the id of the ledger; None where nothing was ever written, unless it is to be made. Raises StoreAway."""
    store = _store()
    if not store.exists(NAME_FILE):
        if not is_made:
            return None
        _write(store, NAME_FILE, {"ledger": str(uuid.uuid4())})
    return str(_read(store, NAME_FILE).get("ledger"))


def add(erasure: Erasure) -> None:
    """Write an entry; one that is there already is left alone. Raises StoreAway."""
    store, name = _store(), f"{DAYS}/{erasure.at:%Y-%m-%d}/{erasure.owner}.{erasure.purpose}.json"
    if not store.exists(name):
        facts = {"owner": str(erasure.owner), "purpose": str(erasure.purpose), "at": erasure.at.isoformat()}
        _write(store, name, facts)


def list_since(*, since: date) -> Iterator[Erasure]:
    """Return what was destroyed from the day before `since` on. Raises StoreAway and LedgerUnreadable."""
    store = _store()
    try:
        days, _files = store.listdir(DAYS)
    except FileNotFoundError:
        return
    earliest = (since - timedelta(days=1)).isoformat()
    for day in sorted(day for day in days if day >= earliest):
        for name in sorted(store.listdir(f"{DAYS}/{day}")[1]):
            yield _erasure(store, f"{DAYS}/{day}/{name}")


def _erasure(store: Storage, name: str) -> Erasure:
    facts = _read(store, name)
    try:
        return Erasure(
            owner=UUID(facts["owner"]), purpose=Purpose(facts["purpose"]), at=datetime.fromisoformat(facts["at"])
        )
    except (KeyError, ValueError):
        raise LedgerUnreadable(f"The ledger of erasures holds {name}, which is not an entry.") from None


def _store() -> Storage:
    return storages["erasures"]


def _read(store: Storage, name: str) -> dict[str, str]:
    with store.open(name) as file:
        try:
            found = json.loads(file.read())
        except ValueError:
            found = None
    if not isinstance(found, dict):
        raise LedgerUnreadable(f"The ledger of erasures holds {name}, which cannot be read.")
    return found


def _write(store: Storage, name: str, facts: dict[str, str]) -> None:
    """Write a small file; in a folder it is on the disk before this returns."""
    stored = store.save(name, ContentFile(json.dumps(facts).encode()))
    try:
        path = store.path(stored)
    except NotImplementedError:
        return
    for each in (path, os.path.dirname(path)):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
