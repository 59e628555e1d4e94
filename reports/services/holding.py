"""The mark of a legal hold on a case, which triage sets and lifts: while it stands nothing of the case is destroyed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case


def mark_held(*, case_id: UUID, since: datetime | None, by: Actor) -> None:
    """Mark a case as held since a time, or as held no more. The caller records it. Raises NotPermitted."""
    require(by=by, action=Action.HOLD)
    Case.objects.filter(id=case_id).update(held_since=since)


def held_among(*, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those cases that a legal hold keeps, with one query."""
    held = Case.objects.filter(id__in=case_ids, held_since__isnull=False)
    return frozenset(held.values_list("id", flat=True))
