"""Linking cases that belong together and stay apart: related, or the same but both with forces."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record_many
from reports.models import Case
from triage.models import CaseLink
from triage.selectors.merges import root_of


class LinkRefused(Exception):
    """These two cannot be linked; the message says why."""


@transaction.atomic
def link(*, case_id: UUID, other_id: UUID, by: Actor, at: datetime, reason: str) -> CaseLink:
    """Link two cases; linking them again, either way round, changes nothing.

    An emptied case stands for the one that it went into. Raises LinkRefused without a reason and for one and the
    same case, and NotPermitted.
    """
    require(by=by, action=Action.MERGE)
    if not reason.strip():
        raise LinkRefused("Say why these belong together.")
    first, second = sorted((root_of(case_id=case_id), root_of(case_id=other_id)), key=lambda case: case.id)
    if first.id == second.id:
        raise LinkRefused("These are one case.")
    list(Case.objects.filter(id__in=[first.id, second.id]).order_by("id").select_for_update(no_key=True))
    known = CaseLink.objects.filter(first=first, second=second, undone_at__isnull=True).first()
    if known is not None:
        return known
    row = CaseLink.objects.create(first=first, second=second, reason=reason, linked_by=str(by), linked_at=at)
    _record(row, verb="case_linked", by=by, at=at, reason=reason)
    return row


@transaction.atomic
def unlink(*, link_id: int, by: Actor, at: datetime, reason: str = "") -> CaseLink:
    """Take a link back; doing it twice changes nothing. Raises NotPermitted and CaseLink.DoesNotExist."""
    require(by=by, action=Action.MERGE)
    row = CaseLink.objects.select_for_update(of=("self",)).select_related("first", "second").get(id=link_id)
    if row.undone_at is None:
        row.undone_by, row.undone_at = str(by), at
        row.save(update_fields=["undone_by", "undone_at"])
        _record(row, verb="case_unlinked", by=by, at=at, reason=reason)
    return row


def _record(row: CaseLink, *, verb: str, by: Actor, at: datetime, reason: str) -> None:
    pairs = ((row.first, row.second), (row.second, row.first))
    notes = [
        Note(subject=f"case:{one.reference}", verb=verb, reason=reason, details={"other": other.reference})
        for one, other in pairs
    ]
    record_many(notes=notes, by=by, at=at)
