"""Reading what officers wrote about a case."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, QuerySet, Window

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import Note

PAGE = 20
NEWEST = 3
Name = str
Sealed = tuple[UUID, str, bytes | memoryview]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A note with its words; None stands for words that have been erased. `case` is where it was written.

    `strike_reason` is empty where the note is not struck out.
    """

    id: int
    case: str
    text: str | None
    by: str
    at: datetime
    struck_by: str
    struck_at: datetime | None
    strike_reason: str | None


@dataclass(frozen=True, kw_only=True)
class NotesPage:
    """Up to 20 notes, newest first, and the id after which the next page begins, or None."""

    notes: list[Written]
    following: int | None


@dataclass(frozen=True, kw_only=True)
class NewestNotes:
    """The newest three, and how many there are."""

    notes: list[Written]
    total: int


def text_field(note_id: int) -> str:
    """Return the name under which the words of a note are sealed."""
    return f"note:{note_id}"


def reason_field(note_id: int) -> str:
    """Return the name under which it is sealed why a note was struck out."""
    return f"note-strike:{note_id}"


def list_notes(*, case_ids: Collection[UUID], by: Actor, before: int | None = None) -> NotesPage:
    """Return a page of the notes on these cases, newest first, with two queries; those with an id below `before`.

    The cases are one and all that were emptied into it (`merges.cases_below`). Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    rows = _of(case_ids) if before is None else _of(case_ids).filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    return NotesPage(notes=opened(shown), following=shown[-1].id if len(found) > PAGE else None)


def newest_notes(*, case_ids: Collection[UUID]) -> NewestNotes:
    """Return the newest notes on these cases and how many there are, for whoever has been let in to the case.

    Two queries; one where there are none.
    """
    found = list(_of(case_ids).annotate(total=Window(Count("id")))[:NEWEST])
    return NewestNotes(notes=opened(found), total=found[0].total if found else 0)


def opened(notes: Iterable[Note]) -> list[Written]:
    """Return notes with their words, with one query for the keys; each has been fetched with its case."""
    rows = list(notes)
    return written(rows, vault.unseal_each(sealed_in(rows), purpose=Purpose.MATERIAL)) if rows else []


def sealed_in(rows: Iterable[Note]) -> dict[Name, Sealed]:
    """Return what is sealed in notes, by name, as `vault.unseal_each` takes it under the purpose of material."""
    found: dict[Name, Sealed] = {}
    for row in rows:
        for field, sealed in (
            (text_field(row.id), row.sealed_text),
            (reason_field(row.id), row.sealed_strike_reason),
        ):
            if sealed is not None:
                found[field] = (row.report_id, field, sealed)
    return found


def written(rows: Iterable[Note], words: Mapping[Name, str]) -> list[Written]:
    """Return notes with the words that were unsealed; each has been fetched with its case."""
    return [
        Written(
            id=row.id,
            case=row.case.reference,
            text=words.get(text_field(row.id)),
            by=row.written_by.partition(":")[2],
            at=row.written_at,
            struck_by=row.struck_by.partition(":")[2],
            struck_at=row.struck_at,
            strike_reason=words.get(reason_field(row.id)) if row.struck_at else "",
        )
        for row in rows
    ]


def find_note(*, note_id: int, case_ids: Collection[UUID]) -> Note | None:
    """Return a note on one of these cases, or None."""
    return _of(case_ids).filter(id=note_id).first()


def _of(case_ids: Collection[UUID]) -> QuerySet[Note]:
    return Note.objects.filter(case__in=case_ids).select_related("case").order_by(F("id").desc())
