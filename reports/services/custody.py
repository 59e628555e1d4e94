"""Custody: the one way to an exhibit's bytes. Who reads is written down first, and the hash is compared each time."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record, record_many
from hatehub.vault.rules.ciphers import Unreadable
from reports.models import Evidence
from reports.rules.custody import CustodyVerb
from reports.services import files, quarantine
from reports.services.diversion import refuse_diverted
from reports.services.quarantine import ExhibitQuarantined, Why


class ExhibitChanged(ExhibitQuarantined):
    """The stored bytes are gone, cannot be opened, or are not those that were received: quarantined just now."""


def read(
    *,
    item: Evidence,
    by: Actor,
    at: datetime,
    verb: CustodyVerb,
    why: str,
    action: Action = Action.VIEW_MATERIAL,
) -> Iterator[bytes]:
    """Write down that somebody reads an exhibit, and return its bytes piece by piece.

    The entry of the audit is committed before this returns. The hash is compared at the end, before the last piece is
    given out: who has had them all has had what was received. `action` is another one only for a body that an officer
    shows an exhibit to, and that may look at nothing else. Must not be called inside a transaction. Raises
    NotPermitted, Diverted, ExhibitQuarantined, files.StorageAway; while reading also ExhibitChanged and KeyDestroyed.
    """
    require(by=by, action=action)
    with transaction.atomic(durable=True):
        fresh = _openable(item)
        details = {"exhibit": fresh.exhibit}
        record(subject=_subject(fresh), verb=CustodyVerb(verb), by=by, at=at, reason=why, details=details)
    return compared(item=fresh, at=at)


def pieces(*, item: Evidence, at: datetime) -> Iterator[bytes]:
    """Return an exhibit's bytes as `read` does, without an entry of its own in the audit.

    For two kinds of reading: a package's builder, who writes one `log` for all; and the hub's own (comparing hashes,
    printing pictures, reading the words in them), in which nobody sees the bytes and nothing leaves the hub.
    """
    with transaction.atomic(durable=True):
        fresh = _openable(item)
    return compared(item=fresh, at=at)


def log(*, items: Iterable[Evidence], verb: CustodyVerb, by: Actor, at: datetime, why: str) -> int:
    """Write down what was done with many exhibits, in the caller's transaction; return how many there were.

    Each needs its report loaded. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_MATERIAL)
    notes = [
        Note(subject=_subject(item), verb=CustodyVerb(verb), reason=why, details={"exhibit": item.exhibit})
        for item in items
    ]
    return record_many(notes=notes, by=by, at=at)


def is_intact(*, item: Evidence, at: datetime) -> bool:
    """Read an exhibit to its end, and tell whether it is what was received; one that is not is quarantined now.

    Also of one that lies in quarantine. Raises Diverted, KeyDestroyed and files.StorageAway.
    """
    try:
        for _piece in compared(item=item, at=at):
            pass
    except ExhibitChanged:
        return False
    return True


def _openable(item: Evidence) -> Evidence:
    """Return the row as it stands now. Raises Diverted and ExhibitQuarantined."""
    fresh = Evidence.objects.select_related("report", "made_from").get(id=item.id)
    refuse_diverted(fresh)
    if fresh.made_from is not None:
        refuse_diverted(fresh.made_from)
    quarantine.refuse_quarantined([fresh])
    return fresh


def _subject(item: Evidence) -> str:
    return f"report:{item.report.reference}"


def compared(*, item: Evidence, at: datetime) -> Iterator[bytes]:
    """Yield an exhibit's bytes, each piece when the next has come, and the last when the hash matches.

    For the hub's own checks alone, a scanner's among them: it opens what lies in quarantine too. One that is not what
    was received is quarantined. Raises Diverted, ExhibitChanged, KeyDestroyed and files.StorageAway.
    """
    refuse_diverted(item)
    try:
        yield from files.read_compared(storage_name=item.storage_name, owner=item.report_id, sha256=item.sha256)
    except Unreadable as error:
        raise _put_aside(item, Why.UNREADABLE, at=at) from error
    except FileNotFoundError as error:
        raise _put_aside(item, Why.MISSING, at=at) from error
    except files.FileChanged as error:
        raise _put_aside(item, Why.CHANGED, at=at) from error


def _put_aside(item: Evidence, why: Evidence.Quarantine, *, at: datetime) -> ExhibitChanged:
    quarantine.put(evidence_id=item.id, why=why, by=HUB, at=at)
    return ExhibitChanged(item.exhibit, why)
