"""What every act on an intelligence report does first and last: find it, lock it, check who acts, and note it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from hatehub.audit.services import record
from intel.models import IntelligenceItem, IntelligenceReport
from intel.rules.intelligence.steps import STEPS, State, StepRefused, check_step
from intel.services.intelligence.refusals import ChangedMeanwhile, IntelligenceRefused, NotTheWriter


def locked(reference: str) -> IntelligenceReport:
    """Return a report, locked. Raises IntelligenceRefused."""
    rows = IntelligenceReport.objects.select_for_update(of=("self",), no_key=True).select_related("case__lead")
    row = rows.filter(reference=reference).first()
    if row is None:
        raise IntelligenceRefused("There is no such report.")
    return row


def stepping(reference: str, step: str, *, by: Actor, expected_edits: int | None = None) -> IntelligenceReport:
    """Return a report, locked, that may take a step. Raises NotPermitted, StepRefused, ChangedMeanwhile."""
    require(by=by, action=Action(STEPS[step].action))
    row = locked(reference)
    check_step(step, state=row.state)
    if expected_edits is not None and row.edits != expected_edits:
        raise ChangedMeanwhile
    return row


def drafting(reference: str, *, expected_edits: int, by: Actor) -> IntelligenceReport:
    """Return a draft, locked, that the actor may write in. Raises NotPermitted, NotTheWriter, ChangedMeanwhile.

    Somebody who is cleared for sources may go on with what somebody else has begun, and is one of its writers then.
    """
    require(by=by, action=Action.WRITE_INTELLIGENCE)
    row = locked(reference)
    if row.state != State.DRAFT:
        raise StepRefused(step="write", state=row.state)
    if not may_write(row, by=by):
        raise NotTheWriter
    if row.edits != expected_edits:
        raise ChangedMeanwhile
    if str(by) not in row.writers:
        row.writers = [*row.writers, str(by)]
    return row


def may_write(row: IntelligenceReport, *, by: Actor) -> bool:
    """Tell whether somebody may write in a draft, and so see what its sources told."""
    return row.state == State.DRAFT and (by.is_named(*row.writers) or may_see_sources(by))


def may_see_sources(by: Actor) -> bool:
    """Tell whether somebody is cleared for sources."""
    return is_allowed(role=by.role, action=Action.SEE_SOURCES, is_cleared=by.is_cleared)


def items_of(row: IntelligenceReport) -> list[IntelligenceItem]:
    """Return a report's items in order, with their sources; `report` is this very row."""
    items = list(row.items.select_related("source").order_by("position"))
    for item in items:
        item.report = row
    return items


def saved(
    row: IntelligenceReport, *, verb: str, by: Actor, at: datetime, details: Mapping[str, Any] | None = None
) -> None:
    """Store a draft that was written in, and note it."""
    row.edits, row.changed_at = row.edits + 1, at
    row.save()
    note(row, verb=verb, by=by, at=at, details=details)


def note(
    row: IntelligenceReport,
    *,
    verb: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Note in the audit what was done; nothing of it names a source or says what was told."""
    record(subject=f"intelligence:{row.reference}", verb=verb, by=by, at=at, reason=reason, details=dict(details or {}))
