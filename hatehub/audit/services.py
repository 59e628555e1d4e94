"""Writing the audit: each entry is added to its subject's chain in the caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.audit.models import ChainHead, Entry
from hatehub.audit.rules.chain import GENESIS, Link, check_details, hash_link

BATCH = 1000


class ReasonRequired(Exception):
    """Reading personal data needs a reason, and none was given."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing to be recorded of one subject; `details` as `record` takes them."""

    subject: str
    verb: str
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record(
    *,
    subject: str,
    verb: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> Entry:
    """Add one entry to the chain of `subject`, for example `report:OHR-7K3M9QXD`.

    Rolls back with the caller's transaction. `details` hold ids and primitives, nothing personal and no
    fraction. Raises FractionInDetails.
    """
    check_details(details)
    head = _lock_head(subject)
    note = Note(subject=subject, verb=verb, reason=reason, details=details or {})
    entry = _chained(note, head, by=by, at=at)
    entry.save(force_insert=True)
    head.save(update_fields=["sequence", "hash"])
    return entry


@transaction.atomic
def record_many(*, notes: Iterable[Note], by: Actor, at: datetime) -> int:
    """Add many entries, each to the chain of its subject and in the order given, as `record` would one by one.

    Costs four statements for each 1,000 entries. The chains are locked in the order of their subjects, so that two
    who write about the same ones don't wait crosswise. Returns how many there were. Raises FractionInDetails.
    """
    chosen = list(notes)
    for note in chosen:
        check_details(note.details)
    heads = _lock_heads(sorted({note.subject for note in chosen}))
    Entry.objects.bulk_create([_chained(note, heads[note.subject], by=by, at=at) for note in chosen], batch_size=BATCH)
    ChainHead.objects.bulk_create(
        heads.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["sequence", "hash"],
    )
    return len(chosen)


def record_read(*, subject: str, what: str, by: Actor, at: datetime, reason: str, why: str = "") -> Entry:
    """Record that personal data was read and why (law-enforcement processing: a log of consultation).

    `why` is a code beside the words of the reason, where there is one. Raises ReasonRequired where the reason is blank.
    """
    if not reason.strip():
        raise ReasonRequired(f"Say why {what} is read.")
    details = {"what": what, "why": why} if why else {"what": what}
    return record(subject=subject, verb="read", by=by, at=at, reason=reason, details=details)


def _lock_head(subject: str) -> ChainHead:
    """Lock the head of a chain, which the first entry makes."""
    head = ChainHead.objects.select_for_update().filter(subject=subject).first()
    return head or _lock_heads([subject])[subject]


def _lock_heads(subjects: list[str]) -> dict[str, ChainHead]:
    """Lock the heads of many chains in the order given; those that are missing are made."""
    heads: dict[str, ChainHead] = {}
    remaining = iter(subjects)
    while batch := list(islice(remaining, BATCH)):
        made = [ChainHead(subject=subject, sequence=0, hash=GENESIS) for subject in batch]
        ChainHead.objects.bulk_create(made, ignore_conflicts=True)
        locked = ChainHead.objects.filter(subject__in=batch).order_by("subject").select_for_update()
        heads |= {head.subject: head for head in locked}
    return heads


def _chained(note: Note, head: ChainHead, *, by: Actor, at: datetime) -> Entry:
    """Return the next entry of a chain, not stored yet, and move the head on to it."""
    link = Link(
        subject=note.subject,
        sequence=head.sequence + 1,
        at=at,
        actor=str(by),
        verb=note.verb,
        reason=note.reason,
        details=note.details,
        previous_hash=head.hash,
    )
    entry = Entry(**vars(link), hash=hash_link(link))
    head.sequence, head.hash = entry.sequence, entry.hash
    return entry
