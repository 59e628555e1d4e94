"""Opening a case: what an officer reads of it is recorded."""

from datetime import datetime

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record_read
from reports.models import Case, Report
from reports.services.personal import Contact, read_contact


def note_opening(*, case: Case, tab: str, by: Actor, at: datetime) -> None:
    """Record that a case was looked at, and which part of it (a log of consultation)."""
    require(by=by, action=Action.VIEW_CASE)
    record_read(subject=f"case:{case.reference}", what=tab, by=by, at=at, reason="working on the case")


def show_contact(*, report: Report, by: Actor, at: datetime, reason: str) -> Contact:
    """Return who complained, to an officer who says why. Raises ReasonRequired, NotPermitted, KeyDestroyed."""
    return read_contact(report=report, by=by, at=at, reason=reason)
