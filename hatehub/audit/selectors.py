"""Reading the audit: chains verified, timelines listed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, Max, Min, OuterRef, Q, QuerySet, Value

from hatehub.audit.models import ChainHead, Entry
from hatehub.audit.rules.chain import Link, find_break


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a verification found; `first_broken` is `subject#sequence`, or None where all is whole."""

    entries: int
    first_broken: str | None


def list_entries(*, subjects: list[str]) -> list[Entry]:
    """Return the entries of some subjects, oldest first."""
    return list(Entry.objects.filter(subject__in=subjects).order_by("at", "id"))


def read_entries(*, subjects: list[str]) -> Iterator[Entry]:
    """Yield the entries of some subjects, oldest first; memory holds a few hundred of them."""
    yield from Entry.objects.filter(subject__in=subjects).order_by("at", "id").iterator(chunk_size=500)


@dataclass(frozen=True, kw_only=True)
class Deed:
    """The same thing done at the same moment, by the same actor and for the same reason: to one subject or many.

    `last_id` is that of its newest entry; `subject` is one of the subjects.
    """

    at: datetime
    last_id: int
    actor: str
    verb: str
    reason: str
    subject: str
    entries: int
    is_of_one_subject: bool


def list_deeds(
    *, subjects: Collection[str], without: Collection[str], most: int, before: tuple[datetime, int] | None = None
) -> list[Deed]:
    """Return the newest deeds on some subjects, newest first, with one query; entries of the verbs `without` left out.

    `before` is the moment and the id of the last one seen. The entries are found by their subjects, never by walking
    back through everybody's: of an old case that would be most of the audit.
    """
    moment = ExpressionWrapper(F("at") + Value(timedelta()), output_field=DateTimeField())  # no index is in this order
    entries = Entry.objects.filter(subject__in=subjects).exclude(verb__in=without).annotate(moment=moment)
    if before is not None:
        entries = entries.filter(moment__lte=before[0])
    deeds = entries.values("moment", "actor", "verb", "reason").annotate(
        last_id=Max("id"), first_subject=Min("subject"), last_subject=Max("subject"), entries=Count("id")
    )
    if before is not None:
        deeds = deeds.filter(Q(moment__lt=before[0]) | Q(last_id__lt=before[1]))
    names = ("moment", "last_id", "actor", "verb", "reason", "first_subject", "last_subject", "entries")
    rows = deeds.order_by("-moment", "-last_id").values_list(*names)[:most]
    return [_deed(*row) for row in rows]


def _deed(
    at: datetime, last_id: int, actor: str, verb: str, reason: str, subject: str, last_subject: str, entries: int
) -> Deed:
    return Deed(
        at=at,
        last_id=last_id,
        actor=actor,
        verb=verb,
        reason=reason,
        subject=subject,
        entries=entries,
        is_of_one_subject=subject == last_subject,
    )


def count_entries(*, subjects: Collection[str], verbs: Collection[str]) -> int:
    """Return how many entries some subjects have of some verbs, with one query."""
    return Entry.objects.filter(subject__in=subjects, verb__in=verbs).count()


def lengths_of(subjects: Collection[str]) -> dict[str, int]:
    """Return how many entries the chain of each subject has, 0 where there is none; with one query."""
    found = dict(ChainHead.objects.filter(subject__in=subjects).values_list("subject", "sequence"))
    return {subject: found.get(subject, 0) for subject in subjects}


def lengths_with(*, subject: str, others: QuerySet[Any, Any]) -> dict[str, int]:
    """Return the lengths of the chain of one subject and of those that another query names; with one statement.

    What has no chain yet is left out.
    """
    heads = ChainHead.objects.order_by().values_list("subject", "sequence")
    return dict(heads.filter(subject=subject).union(heads.filter(subject__in=others)))


def list_after(lengths: Mapping[str, int], *, without: Collection[str], most: int) -> list[Entry]:
    """Return the first entries that chains have gained since they had these lengths, oldest first, with one query.

    Entries of the verbs `without` are left out.
    """
    if not lengths:
        return []
    gained = Q(pk__in=[])
    for subject, length in lengths.items():
        gained |= Q(subject=subject, sequence__gt=length)
    return list(Entry.objects.filter(gained).exclude(verb__in=without).order_by("at", "id")[:most])


def has_read(*, subject: str, actor: str, since: datetime, besides: str) -> bool:
    """Tell whether an actor has read something of a subject since a moment; what is called `besides` does not count."""
    entries = Entry.objects.filter(subject=subject, verb="read", actor=actor, at__gte=since)
    return entries.exclude(details__what=besides).exists()


def verify(*, subject: str | None = None) -> Verdict:
    """Check every link of one chain, or of all, on one snapshot of the database; memory holds one chain at a time."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _verify(subject)


def _verify(subject: str | None) -> Verdict:
    entries = Entry.objects.order_by("subject", "sequence")
    heads = ChainHead.objects.filter(sequence__gt=0).order_by("subject")
    if subject is not None:
        entries, heads = entries.filter(subject=subject), heads.filter(subject=subject)
    emptied = heads.exclude(Exists(Entry.objects.filter(subject=OuterRef("subject")))).first()
    if emptied is not None:
        return Verdict(entries=entries.count(), first_broken=f"{emptied.subject}#1")
    counted, waiting = 0, heads.iterator(chunk_size=2000)
    head = next(waiting, None)
    for name, rows in groupby(entries.iterator(chunk_size=2000), key=lambda entry: entry.subject):
        chain = list(rows)
        counted += len(chain)
        own = head if head is not None and head.subject == name else None
        broken = _broken(name, chain, head=own)
        if broken:
            return Verdict(entries=counted, first_broken=broken)
        head = next(waiting, None)
    return Verdict(entries=counted, first_broken=None)


def _broken(name: str, chain: list[Entry], *, head: ChainHead | None) -> str | None:
    """Return where a chain breaks: in itself, or against its head."""
    inside = find_break(_links(chain))
    if inside is not None:
        return f"{name}#{inside}"
    if head is None or (head.sequence, head.hash) != (chain[-1].sequence, chain[-1].hash):
        return f"{name}#{chain[-1].sequence + 1}"
    return None


def _links(chain: list[Entry]) -> Iterator[tuple[Link, str]]:
    for entry in chain:
        fields = {name: getattr(entry, name) for name in Link.__dataclass_fields__}
        yield Link(**fields), entry.hash
