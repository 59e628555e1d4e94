"""Reading the audit: chains verified, timelines listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

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
