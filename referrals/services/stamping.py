"""Time stamps: asked for as something is sealed, fetched by a worker, and chased where they don't come."""

import logging
import re
from datetime import datetime, timedelta

from django.db import transaction

from hatehub.accounts.actors import HUB
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from referrals.clients.timestamps import AnswerRefused, AuthorityAway, NoStamp, Token, authorities
from referrals.models import TimeStamp
from referrals.selectors.stamps import OVERDUE_AFTER

logger = logging.getLogger(__name__)

TASK = "referrals.fetch_due_time_stamps"
SUBJECT = re.compile(
    r"(package|sealing):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|capture:[0-9a-zA-Z-]{1,40}|audit:\d{4}-\d\d-\d\d"
)
DIGEST = re.compile(r"[0-9a-f]{64}")
LEASE = timedelta(minutes=5)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
DOUBLINGS = 6
BATCH = 20
CLOCKS_DIFFER = timedelta(minutes=5)


class CannotBeStamped(ValueError):
    """What is to be stamped is none of what can be, has no id or day, or its digest is not a SHA-256."""


def ask(*, subject: str, digest: str, at: datetime) -> None:
    """Ask every authority that is configured for a time stamp, with the caller's transaction; none where there is none.

    `subject` is `package:UUID`, `sealing:UUID`, `capture:ID` or `audit:DAY`, `digest` the SHA-256 in hexadecimal. The
    tokens are fetched by a worker once that has committed. Asking again for the same digest changes nothing. Raises
    CannotBeStamped.
    """
    if not SUBJECT.fullmatch(subject) or not DIGEST.fullmatch(digest):
        raise CannotBeStamped(f"{subject} with {digest!r}")
    asked = [
        TimeStamp(subject=subject, digest=digest, authority=name, asked_at=at, not_before=at) for name in authorities()
    ]
    if asked:
        TimeStamp.objects.bulk_create(asked, ignore_conflicts=True)
        transaction.on_commit(lambda: nudge(TASK))


def lease_due(*, at: datetime) -> dict[str, list[int]]:
    """Lease the stamps whose time has come, at most 20 of each authority; an expired lease is due again."""
    chosen: dict[str, list[int]] = {}
    with transaction.atomic():
        waiting = TimeStamp.objects.filter(received_at__isnull=True, not_before__lte=at)
        for authority in waiting.values_list("authority", flat=True).distinct():
            due = waiting.filter(authority=authority).order_by("not_before", "id")
            chosen[authority] = list(due.select_for_update(skip_locked=True).values_list("id", flat=True)[:BATCH])
        everything = [stamp_id for ids in chosen.values() for stamp_id in ids]
        TimeStamp.objects.filter(id__in=everything).update(not_before=at + LEASE)
    return {authority: ids for authority, ids in chosen.items() if ids}


def fetch(*, stamp_id: int, at: datetime) -> bool:
    """Fetch one stamp from its authority; tell whether the authority was there, whatever it said.

    Afterwards the stamp is kept, or it is due again later, with what went wrong: never given up. Nothing is kept
    that does not verify, or whose moment lies before the sealing or after now by more than clocks differ.
    """
    stamp = TimeStamp.objects.get(id=stamp_id)
    if stamp.received_at is not None:
        return True
    authority = authorities().get(stamp.authority)
    try:
        if authority is None:
            raise AuthorityAway("not configured")
        token = authority.stamp(stamp.digest)
        if not stamp.asked_at - CLOCKS_DIFFER <= token.stamped_at <= at + CLOCKS_DIFFER:
            raise AnswerRefused("its clock is wrong")
    except NoStamp as error:
        _postpone(stamp_id, code=error.code, at=at)
        return not isinstance(error, AuthorityAway)
    _keep(stamp_id, token, at=at)
    return True


@transaction.atomic
def _keep(stamp_id: int, token: Token, *, at: datetime) -> None:
    """Store a token with its audit entry; where another process was quicker, its token stays."""
    stamp = TimeStamp.objects.select_for_update().get(id=stamp_id)
    if stamp.received_at is not None:
        return
    stamp.answer, stamp.received_at, stamp.last_error = token.answer, at, ""
    stamp.stamped_at, stamp.policy, stamp.serial = token.stamped_at, token.policy[:100], token.serial[:60]
    stamp.save()
    details = {"authority": stamp.authority, "digest": stamp.digest, "stamped_at": token.stamped_at.isoformat()}
    if stamp.late_by is not None:
        details["late_by"] = str(stamp.late_by)
    record(subject=stamp.subject, verb="time_stamped", by=HUB, at=at, details=details)


@transaction.atomic
def _postpone(stamp_id: int, *, code: str, at: datetime) -> None:
    """Have a stamp tried again, ever later; after three days supervisors see it, and the audit says since when."""
    stamp = TimeStamp.objects.select_for_update().get(id=stamp_id)
    if stamp.received_at is not None:
        return
    wait = min(FIRST_RETRY * 2 ** min(stamp.attempts, DOUBLINGS), LONGEST_RETRY)
    stamp.attempts, stamp.last_error, stamp.not_before = stamp.attempts + 1, code[:60], at + wait
    if stamp.told_at is None and at - stamp.asked_at >= OVERDUE_AFTER:
        stamp.told_at = at
        details = {"authority": stamp.authority, "failure": stamp.last_error}
        record(subject=stamp.subject, verb="time_stamp_overdue", by=HUB, at=at, details=details)
        logger.error("time_stamp_overdue", extra={"subject": stamp.subject, "authority": stamp.authority})
    stamp.save(update_fields=["attempts", "last_error", "not_before", "told_at"])
    logger.warning("time_stamp_postponed", extra={"subject": stamp.subject, "code": stamp.last_error})
