"""Writing the audit: `record` adds one entry to a subject's chain in the caller's transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.audit.models import ChainHead, Entry
from hatehub.audit.rules.chain import GENESIS, Link, check_details, hash_link


class ReasonRequired(Exception):
    """Reading personal data needs a reason, and none was given."""


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
    ChainHead.objects.bulk_create([ChainHead(subject=subject, sequence=0, hash=GENESIS)], ignore_conflicts=True)
    head = ChainHead.objects.select_for_update().get(subject=subject)
    link = Link(
        subject=subject,
        sequence=head.sequence + 1,
        at=at,
        actor=str(by),
        verb=verb,
        reason=reason,
        details=details or {},
        previous_hash=head.hash,
    )
    entry = Entry.objects.create(**vars(link), hash=hash_link(link))
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    return entry


def record_read(*, subject: str, what: str, by: Actor, at: datetime, reason: str) -> Entry:
    """Record that personal data was read and why (law-enforcement processing: a log of consultation).

    Raises ReasonRequired where the reason is blank.
    """
    if not reason.strip():
        raise ReasonRequired(f"Say why {what} is read.")
    return record(subject=subject, verb="read", by=by, at=at, reason=reason, details={"what": what})
