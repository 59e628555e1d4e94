"""Writing notes on a case, striking them out, and telling those who are mentioned."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit import services as audit
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case
from triage.models import Mention, Note
from triage.rules.mentions import find_mentions
from triage.selectors.colleagues import colleagues_named
from triage.selectors.notes import reason_field, text_field

LONGEST_NOTE = 4000


class NoteRefused(Exception):
    """The note cannot be written or struck out; the message says why."""


class UnknownColleagues(Exception):
    """A note mentions names that no colleague has, which stand in `names`; nothing was written."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@transaction.atomic
def write(*, case_id: UUID, text: str, by: Actor, at: datetime, keep_unknown: bool = False) -> Note:
    """Add a note to a case, sealed under the material key of its lead, and tell the colleagues it mentions.

    A name that nobody has is refused, so that a slip is noticed, unless `keep_unknown` says that it is no colleague
    (the handle of an account). Who writes is not told of an own mention. The audit has whom it mentions in number,
    no words. Raises NoteRefused, UnknownColleagues, KeyDestroyed, NotPermitted.
    """
    require(by=by, action=Action.WRITE_NOTE)
    _check(text)
    mentioned = _mentioned(text, keep_unknown=keep_unknown)
    case = Case.objects.get(id=case_id)
    note = Note.objects.create(case=case, report_id=case.lead_id, written_by=str(by), written_at=at)
    note.sealed_text = vault.seal(text, owner=note.report_id, purpose=Purpose.MATERIAL, field=text_field(note.id))
    note.save(update_fields=["sealed_text"])
    others = [user for user in mentioned if user.username != by.identifier]
    Mention.objects.bulk_create(Mention(note=note, user=user) for user in others)
    _record(note, verb="note_written", by=by, at=at, mentioned=len(others))
    return note


@transaction.atomic
def strike(*, note_id: int, reason: str, by: Actor, at: datetime) -> Note:
    """Strike a note out: its words stay readable to officers, with who struck it and why.

    Who wrote it may, and a supervisor. Raises NoteRefused without a reason or where it is struck out already,
    KeyDestroyed, NotPermitted and Note.DoesNotExist.
    """
    require(by=by, action=Action.WRITE_NOTE)
    _check(reason, missing="Say why.")
    note = Note.objects.select_for_update(of=("self",)).select_related("case").get(id=note_id)
    if note.written_by.partition(":")[2] != by.identifier:
        require(by=by, action=Action.STRIKE_NOTE)
    if note.struck_at is not None:
        raise NoteRefused("Somebody has struck it out already.")
    note.struck_by, note.struck_at = str(by), at
    note.sealed_strike_reason = vault.seal(
        reason, owner=note.report_id, purpose=Purpose.MATERIAL, field=reason_field(note.id)
    )
    note.save(update_fields=["struck_by", "struck_at", "sealed_strike_reason"])
    _record(note, verb="note_struck", by=by, at=at)
    return note


@transaction.atomic
def mark_read(*, mention_ids: Collection[int], by: Actor, at: datetime) -> int:
    """Note that the actor has read these mentions; return how many of them were new. Somebody else's are passed over.

    Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    unread = Mention.objects.filter(id__in=mention_ids, user=by.user_id, read_at__isnull=True)
    rows = list(unread.select_related("note__case").order_by("id").select_for_update(of=("self",)))
    Mention.objects.filter(id__in=[row.id for row in rows]).update(read_at=at)
    notes = [
        audit.Note(subject=f"case:{row.note.case.reference}", verb="mention_read", details={"note": row.note_id})
        for row in rows
    ]
    if notes:
        audit.record_many(notes=notes, by=by, at=at)
    return len(rows)


def _check(words: str, *, missing: str = "Write the note.") -> None:
    if not words.strip():
        raise NoteRefused(missing)
    if len(words) > LONGEST_NOTE:
        raise NoteRefused(f"At most {LONGEST_NOTE} characters.")


def _mentioned(text: str, *, keep_unknown: bool) -> list[User]:
    names = find_mentions(text)
    found = colleagues_named(names)
    unknown = tuple(name for name in names if name not in found)
    if unknown and not keep_unknown:
        raise UnknownColleagues(unknown)
    return [found[name] for name in names if name in found]


def _record(note: Note, *, verb: str, by: Actor, at: datetime, **details: int) -> None:
    subject = f"case:{note.case.reference}"
    audit.record(subject=subject, verb=verb, by=by, at=at, details={"note": note.id, **details})
