"""Making, using, rotating and destroying data keys."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from hatehub.vault import keyring
from hatehub.vault.models import DataKey, Purpose
from hatehub.vault.rules import ciphers

ROTATION_BATCH = 1000
# Written out, because lookups of duplicates read through it: building it anew costs as much as running it.
WRAPPED_KEYS = """
    SELECT owner, wrapped, master_key_id FROM vault_datakey
    WHERE owner = ANY(%s::uuid[]) AND purpose = %s AND wrapped IS NOT NULL
"""
Name = TypeVar("Name")


class KeyDestroyed(Exception):
    """What is asked for was sealed under a key that has been destroyed: it cannot be had again."""


class OpenKeys:
    """The data keys of one owner, read with one query, to seal several values. Keep it for one transaction only."""

    def __init__(self, owner: UUID, keys: Iterable[DataKey]) -> None:
        self._owner = owner
        self._rows = {key.purpose: key for key in keys}
        self._opened: dict[str, bytes] = {}

    def seal(self, value: Any, *, purpose: Purpose, field: str) -> bytes:
        """Return what the function `seal` would. Raises KeyDestroyed, and DoesNotExist where there is no such key."""
        if purpose not in self._rows:
            raise DataKey.DoesNotExist
        if purpose not in self._opened:
            self._opened[purpose] = _unwrap(self._rows[purpose])
        return _seal(self._opened[purpose], value, context=_context(self._owner, field))


def open_keys(*, owner: UUID) -> OpenKeys:
    """Return the owner's keys, to seal several values with one query. A destroyed one refuses when it is used."""
    return OpenKeys(owner, DataKey.objects.filter(owner=owner))


def create_keys(*, owner: UUID, purposes: Iterable[Purpose], at: datetime) -> None:
    """Make and wrap a key for each purpose. `owner` is the id of a report, which its draft had before it."""
    key_id = keyring.active_key_id()
    master = keyring.master_key(key_id)
    DataKey.objects.bulk_create(
        DataKey(
            owner=owner,
            purpose=purpose,
            master_key_id=key_id,
            wrapped=ciphers.seal(master, ciphers.new_key(), context=_wrap_context(owner, purpose)),
            created_at=at,
        )
        for purpose in purposes
    )


def seal(value: Any, *, owner: UUID, purpose: Purpose, field: str) -> bytes:
    """Return a JSON-able value sealed under the owner's key, tied to `field`. Raises KeyDestroyed."""
    return _seal(_data_key(owner, purpose), value, context=_context(owner, field))


def _seal(key: bytes, value: Any, *, context: bytes) -> bytes:
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return ciphers.seal(key, plain, context=context)


def unseal(sealed: bytes | memoryview, *, owner: UUID, purpose: Purpose, field: str) -> Any:
    """Return what `seal` was given. Raises KeyDestroyed, and ciphers.Unreadable where it was changed."""
    key = _data_key(owner, purpose)
    return json.loads(ciphers.open_sealed(key, bytes(sealed), context=_context(owner, field)))


def unseal_many(values: dict[UUID, bytes | memoryview], *, purpose: Purpose, field: str) -> dict[UUID, Any]:
    """Return many owners' values of one field with one query; owners whose key is destroyed are left out."""
    return unseal_each({owner: (owner, field, sealed) for owner, sealed in values.items()}, purpose=purpose)


def unseal_each(values: Mapping[Name, tuple[UUID, str, bytes | memoryview]], *, purpose: Purpose) -> dict[Name, Any]:
    """Return values by name with one query, each given as owner, field and what was sealed.

    Those of an owner whose key is destroyed are left out.
    """
    owners = {owner for owner, _field, _sealed in values.values()}
    with connection.cursor() as cursor:
        cursor.execute(WRAPPED_KEYS, [list(owners), str(purpose)])
        wrapped = cursor.fetchall()
    masters = {key_id: keyring.master_key(key_id) for key_id in {key_id for _owner, _wrapped, key_id in wrapped}}
    keys = {
        owner: ciphers.open_sealed(masters[key_id], bytes(key), context=_wrap_context(owner, purpose))
        for owner, key, key_id in wrapped
    }
    return {
        name: json.loads(ciphers.open_sealed(keys[owner], bytes(sealed), context=_context(owner, field)))
        for name, (owner, field, sealed) in values.items()
        if owner in keys
    }


def seal_file(chunks: Iterable[bytes], *, owner: UUID, purpose: Purpose, name: str) -> Iterator[bytes]:
    """Return a file's bytes sealed piece by piece under the owner's key. Raises KeyDestroyed."""
    return ciphers.seal_pieces(_data_key(owner, purpose), chunks, context=_context(owner, name))


def unseal_file(chunks: Iterable[bytes], *, owner: UUID, purpose: Purpose, name: str) -> Iterator[bytes]:
    """Return the bytes that `seal_file` was given, piece by piece. Raises KeyDestroyed, ciphers.Unreadable."""
    return ciphers.open_pieces(_data_key(owner, purpose), chunks, context=_context(owner, name))


def unseal_slice(
    read_at: Callable[[int, int], bytes], *, owner: UUID, purpose: Purpose, name: str, size: int, start: int, stop: int
) -> Iterator[bytes]:
    """Return the bytes from `start` up to `stop` of a sealed file of `size` bytes, opening only the pieces they are in.

    `read_at(place, length)` reads the sealed file. Raises KeyDestroyed, ciphers.Unreadable.
    """
    key, context = _data_key(owner, purpose), _context(owner, name)
    return ciphers.open_slice(key, read_at, context=context, size=size, start=start, stop=stop)


def lookup_hash(value: str, *, purpose: str) -> str:
    """Return the keyed hash by which an encrypted field can be looked up."""
    return ciphers.keyed_hash(settings.LOOKUP_PEPPER.encode(), value, purpose=purpose)


def seal_by_secret(value: str, *, secret: str, purpose: str) -> bytes:
    """Return a text sealed under a secret that somebody holds, such as a code; the pepper alone opens nothing."""
    return ciphers.seal(_secret_key(secret, purpose), value.encode(), context=purpose.encode())


def unseal_by_secret(sealed: bytes | memoryview, *, secret: str, purpose: str) -> str:
    """Return what `seal_by_secret` was given. Raises ciphers.Unreadable for another secret."""
    return ciphers.open_sealed(_secret_key(secret, purpose), bytes(sealed), context=purpose.encode()).decode()


def _secret_key(secret: str, purpose: str) -> bytes:
    return bytes.fromhex(lookup_hash(secret, purpose=f"key:{purpose}"))


def destroy_key(*, owner: UUID, purpose: Purpose, at: datetime) -> None:
    """Destroy a key for good; everything sealed under it is lost. Doing it twice changes nothing.

    Backups hold the wrapped key until they age out; callers remove what was derived from the data.
    """
    with transaction.atomic():
        key = DataKey.objects.select_for_update().get(owner=owner, purpose=purpose)
        if key.destroyed_at is None:
            key.wrapped, key.destroyed_at = None, at
            key.save(update_fields=["wrapped", "destroyed_at"])


def is_destroyed(*, owner: UUID, purpose: Purpose) -> bool:
    """Tell whether a key has been destroyed, without opening it."""
    return DataKey.objects.filter(owner=owner, purpose=purpose, wrapped__isnull=True).exists()


def destroyed_among(*, owners: Iterable[UUID], purpose: Purpose) -> frozenset[UUID]:
    """Return those owners whose key of a purpose has been destroyed, with one query."""
    gone = DataKey.objects.filter(owner__in=list(owners), purpose=purpose, wrapped__isnull=True)
    return frozenset(gone.values_list("owner", flat=True))


def rewrap_batch() -> int:
    """Wrap up to 1,000 data keys anew by the active master key; return how many there were.

    Safe while the hub runs: the data keys themselves do not change, and each row is locked as it is rewrapped.
    """
    active = keyring.active_key_id()
    master = keyring.master_key(active)
    with transaction.atomic():
        stale = DataKey.objects.exclude(master_key_id=active).filter(wrapped__isnull=False)
        keys = list(stale.order_by("id").select_for_update()[:ROTATION_BATCH])
        for key in keys:
            context = _wrap_context(key.owner, key.purpose)
            key.wrapped = ciphers.seal(master, _unwrap(key), context=context)
            key.master_key_id = active
        DataKey.objects.bulk_update(keys, ["wrapped", "master_key_id"])
    return len(keys)


def _data_key(owner: UUID, purpose: Purpose) -> bytes:
    return _unwrap(DataKey.objects.get(owner=owner, purpose=purpose))


def _unwrap(key: DataKey) -> bytes:
    if key.wrapped is None:
        raise KeyDestroyed(f"the {key.purpose} key of {key.owner} was destroyed")
    master = keyring.master_key(key.master_key_id)
    return ciphers.open_sealed(master, bytes(key.wrapped), context=_wrap_context(key.owner, key.purpose))


def _wrap_context(owner: UUID, purpose: str) -> bytes:
    return f"key:{owner}:{Purpose(purpose).value}".encode()


def _context(owner: UUID, field: str) -> bytes:
    return f"{owner}:{field}".encode()
