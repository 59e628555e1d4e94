"""Notes as pages show them."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Action, is_allowed
from reports.models import Case
from triage.forms.notes import NoteForm
from triage.registries import Asked
from triage.selectors.merges import cases_below
from triage.selectors.notes import Written, list_notes, newest_notes
from triage.web.legible import erased
from triage.web.wording import shortened

Row = dict[str, Any]
LETTERS = 140


def rail_notes(case_ids: list[UUID]) -> Row:
    """Return the newest notes of a case in short, and how many there are."""
    found = newest_notes(case_ids=case_ids)
    rows = [{**note_row(note), "short": shortened(note.text or erased(), letters=LETTERS)} for note in found.notes]
    return {"notes": rows, "total": found.total}


def notes_context(case: Case, asked: Asked) -> Row:
    """Return a page of the notes of a case and of those merged into it, and the form for another.

    `before` is the id that the page before gave; `note` begins with the note that it names.
    """
    before, first = _number(asked.get("before")), _number(asked.get("note"))
    start = before if first is None else first + 1
    page = list_notes(case_ids=cases_below(case_id=case.id), by=asked.by, before=start)
    return {
        "form": NoteForm(),
        "notes": [note_row(note, case=case, by=asked.by) for note in page.notes],
        "is_further_on": start is not None,
        "older": f"?before={page.following}" if page.following else "",
    }


def note_row(note: Written, *, case: Case | None = None, by: Actor | None = None) -> Row:
    """Return a note; where case and reader are given, also where it was written and how to strike it out."""
    row: Row = {**vars(note), "text": erased() if note.text is None else note.text}
    row["strike_reason"] = erased() if note.strike_reason is None else note.strike_reason
    if case is None or by is None:
        return row
    row["written_on"] = note.case if note.case != case.reference else ""
    may_strike = note.by == by.identifier or is_allowed(role=by.role, action=Action.STRIKE_NOTE)
    is_open = note.struck_at is None and note.text is not None
    address = reverse("hub_strike_note", args=[case.reference, note.id])
    row["strike_href"] = address if may_strike and is_open else ""
    return row


def _number(text: str) -> int | None:
    return int(text[:18]) if text.isascii() and text.isdecimal() else None
