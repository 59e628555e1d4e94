"""Writing the change feed that forces read."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q

from hatehub.reference.models import Force
from referrals.models import FeedEntry
from triage.models import Responsibility

NUMBERING_LOCK = 0x66656564  # "feed": one numberer at a time
BATCH = 5000


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


def number_entries() -> int:
    """Give every committed entry its position; return how many there were. Readers call it before they read.

    Only what has committed gets a number, and only one numberer works at a time, so positions never appear late.
    """
    if not FeedEntry.objects.filter(position__isnull=True).exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING_LOCK])
        entries = list(FeedEntry.objects.filter(position__isnull=True).order_by("event_position", "id")[:BATCH])
        last = FeedEntry.objects.aggregate(last=Max("position"))["last"] or 0
        for position, entry in enumerate(entries, start=last + 1):
            entry.position = position
        FeedEntry.objects.bulk_update(entries, ["position"], batch_size=500)
    return len(entries)
