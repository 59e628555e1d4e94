"""Changing the reference tables by hand, so that the audit knows and the next load of the files does not undo it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference import corrections
from hatehub.reference.models import BankHoliday, Correction, ForceUnit, StrandValue


@transaction.atomic
def save_row(*, row: Model, fields: Sequence[str], by: Actor, at: datetime) -> None:
    """Store a row of the reference data as it stands in memory, of a stored one only the `fields` named.

    Afterwards the audit says who set which fields, and a load of the files leaves those fields alone. Without a field
    nothing is written. Raises NotPermitted.
    """
    require(by=by, action=Action.EDIT_REFERENCE)
    is_new = row.pk is None
    if not is_new and not fields:
        return
    row.save(force_insert=is_new, update_fields=None if is_new else fields)
    set_by_hand = [*fields, "is_active"] if is_new and hasattr(row, "is_active") else fields
    corrections.note_corrections(row=row, fields=dict.fromkeys(set_by_hand), by=str(by), at=at)
    verb = "reference_added" if is_new else "reference_changed"
    details = {"fields": sorted(fields), **_part_of(row)}
    record(subject=subject_of(row), verb=verb, by=by, at=at, details=details)


@transaction.atomic
def take_out(*, day: BankHoliday, by: Actor, at: datetime) -> None:
    """Take a bank holiday out that was entered by mistake: nothing points at one. The files don't put it back.

    Raises NotPermitted.
    """
    require(by=by, action=Action.EDIT_REFERENCE)
    corrections.note_taken_out(row=day, by=str(by), at=at)
    record(subject=subject_of(day), verb="reference_taken_out", by=by, at=at)
    day.delete()


@transaction.atomic
def let_files_decide(*, correction_id: int, by: Actor, at: datetime) -> Correction:
    """Forget that a field was set by hand. The next `load_reference` brings back what the files say.

    Raises NotPermitted, and Correction.DoesNotExist.
    """
    require(by=by, action=Action.EDIT_REFERENCE)
    correction = corrections.let_files_decide(correction_id=correction_id)
    details = {"fields": [correction.field] if correction.field else []}
    subject = f"reference:{correction.table}:{correction.row}"
    record(subject=subject, verb="reference_left_to_files", by=by, at=at, details=details)
    return correction


def subject_of(row: Model) -> str:
    """Return the audit's subject of a row: its table and key. What lies below a row is told with that row."""
    owner = row.force if isinstance(row, ForceUnit) else row.strand if isinstance(row, StrandValue) else row
    return f"reference:{owner._meta.model_name}:{corrections.row_text(owner)}"


def _part_of(row: Model) -> dict[str, str]:
    return {"part": row.code} if isinstance(row, ForceUnit | StrandValue) else {}
