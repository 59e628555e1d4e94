"""Erasing: keys destroyed with what was derived from them, told to the ledger, and done again after a restore."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.vault import ledger
from hatehub.vault.ledger import Erasure
from hatehub.vault.models import DataKey, Purpose

logger = logging.getLogger(__name__)
LEDGER_BATCH = 500
Remover = Callable[..., None]
Again = dict[UUID, frozenset[Purpose]]
"""Keys that were destroyed again: the purposes by owner."""
_removers: list[Remover] = []


def register(remover: Remover) -> None:
    """Have a function called for each owner whose keys are destroyed: `remover(owner=, purposes=, at=, is_again=)`.

    It removes what its app derived from what the keys sealed, and whatever else goes when they are destroyed. It is
    called for owners of every kind and lets those alone that are not its own; doing it twice changes nothing.
    `is_again` tells that they had been destroyed before, in a hub that an older copy was put back into.
    """
    if remover not in _removers:
        _removers.append(remover)


def write_due(*, at: datetime) -> int:
    """Write to the ledger what was destroyed and does not stand there yet; return how many keys.

    A key's row says that it is destroyed in the same transaction as all else, so nothing is lost by a crash, and
    nothing is written that was rolled back. Where the ledger is away, the next call tries again.
    """
    waiting = DataKey.objects.filter(wrapped__isnull=True, ledgered_at__isnull=True).order_by("id")[:LEDGER_BATCH]
    written = []
    try:
        for key in waiting:
            ledger.add(Erasure(owner=key.owner, purpose=Purpose(key.purpose), at=key.destroyed_at or at))
            written.append(key.id)
    except OSError as error:
        logger.error("erasure_ledger_away", extra={"error": type(error).__name__})
    DataKey.objects.filter(id__in=written).update(ledgered_at=at)
    return len(written)


def waiting() -> int:
    """Return how many destroyed keys do not stand in the ledger yet."""
    return DataKey.objects.filter(wrapped__isnull=True, ledgered_at__isnull=True).count()


@transaction.atomic
def erase(*, owner: UUID, purposes: Iterable[Purpose], at: datetime) -> frozenset[Purpose]:
    """Destroy keys of an owner for good, and have each app remove what it derived; return which were still whole.

    The same functions remove it as after a restore. The caller has checked who may, and records why. A key that the
    owner never had is passed over.
    """
    wanted = [Erasure(owner=owner, purpose=purpose, at=at) for purpose in purposes]
    destroyed = destroy_again(erasures=wanted)
    remove_derived(destroyed=destroyed, at=at, is_again=False)
    return destroyed.get(owner, frozenset())


@transaction.atomic
def destroy_again(*, erasures: Iterable[Erasure]) -> Again:
    """Destroy again the keys that the ledger names; return those that were still whole, for `remove_derived`.

    Owners that this hub never had, or has no more, are passed over. Names no column that an older hub lacks.
    """
    done: dict[UUID, frozenset[Purpose]] = {}
    for each in erasures:
        whole = DataKey.objects.filter(owner=each.owner, purpose=each.purpose, wrapped__isnull=False)
        if whole.update(wrapped=None, destroyed_at=each.at):
            done[each.owner] = done.get(each.owner, frozenset()) | {each.purpose}
    return done


@transaction.atomic
def remove_derived(*, destroyed: Again, at: datetime, is_again: bool = True) -> int:
    """Have each app remove what it derived from what those keys sealed; return how many keys there were."""
    for owner, purposes in destroyed.items():
        for remover in _removers:
            remover(owner=owner, purposes=purposes, at=at, is_again=is_again)
    return sum(len(purposes) for purposes in destroyed.values())
