"""Writing the change feed, numbering it, and reading it for a force."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from hatehub.reference.models import Force
from referrals.models import FeedEntry
from referrals.selectors.feed import Page, Wanted, list_changes
from referrals.services.numbering import number_waiting
from triage.models import Responsibility

NUMBERING_LOCK = 0x66656564  # "feed": one numberer at a time
HOOKS_TASK = "referrals.send_due_hooks"
# The last position is looked up force by force: each is the end of an index, however long the feeds are.
NUMBER = """
WITH last AS (
    SELECT coalesce(max(ends.position), 0) AS position
    FROM reference_force
    CROSS JOIN LATERAL (
        SELECT position FROM referrals_feedentry
        WHERE force_id = reference_force.id AND position IS NOT NULL
        ORDER BY position DESC LIMIT 1
    ) AS ends
), waiting AS (
    SELECT id, row_number() OVER (ORDER BY event_position, id) AS place
    FROM referrals_feedentry WHERE position IS NULL
    ORDER BY event_position, id LIMIT %s
)
UPDATE referrals_feedentry SET position = last.position + waiting.place
FROM waiting, last WHERE referrals_feedentry.id = waiting.id
"""


def note_change(*, case_id: UUID, event_position: int, change: str, at: datetime, is_of_reports: bool = False) -> int:
    """Tell every force that had a part in a case at that moment that it changed. Doing it twice changes nothing.

    A force whose part ends with the change is told as well: it is how it learns that the case is gone. Of a change
    in which reports the case has, a force that only keeps in touch with somebody hears where it is about that person.
    """
    then = Q(decided_at__lte=at) & (Q(replaced_at__isnull=True) | Q(replaced_at__gte=at))
    parts = Responsibility.objects.filter(then, case_id=case_id, force__isnull=False)
    if is_of_reports:
        parts = parts.filter(Q(report__isnull=True) | Q(decided_at=at) | Q(replaced_at=at))
    forces = parts.order_by().values_list("force_id", flat=True).distinct()
    return _store(forces, case_id=case_id, event_position=event_position, change=change, at=at)


def note_for(*, case_id: UUID, forces: Iterable[str], event_position: int, change: str, at: datetime) -> int:
    """Tell these forces, by their codes, of a change of a case; doing it twice changes nothing."""
    found = Force.objects.filter(code__in=list(forces)).values_list("id", flat=True)
    return _store(found, case_id=case_id, event_position=event_position, change=change, at=at)


def _store(forces: Iterable[int], *, case_id: UUID, event_position: int, change: str, at: datetime) -> int:
    entries = [
        FeedEntry(force_id=force, case_id=case_id, event_position=event_position, change=change, at=at)
        for force in sorted(forces)
    ]
    FeedEntry.objects.bulk_create(entries, ignore_conflicts=True)
    return len(entries)


def read_page(*, since: int, limit: int, wanted: Wanted, by: Actor, at: datetime) -> Page:
    """Return a page of the actor's feed as `list_changes` does, and record that it was read, with counts alone.

    Raises NotPermitted.
    """
    number_entries()
    page = list_changes(since=since, limit=limit, wanted=wanted, by=by)
    details = {"since": since, "next": page.following, "changes": len(page.changes)}
    record(subject=f"force:{by.force_code}", verb="feed_read", by=by, at=at, details=details)
    return page


def number_entries() -> int:
    """Give up to 5,000 committed entries their positions; return how many there were. Readers call it before they read.

    Only what has committed gets a number, and only one numberer works at a time, so positions never appear late. Where
    another one is at work, or nothing waits, it costs one short statement and waits for nobody. Where any got one, the
    sender of web hooks is asked to look.
    """
    numbered = number_waiting(FeedEntry, lock=NUMBERING_LOCK, statement=NUMBER)
    if numbered:
        transaction.on_commit(lambda: nudge(HOOKS_TASK))
    return numbered
