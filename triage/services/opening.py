"""Opening a case: what an officer reads of it is recorded."""

from datetime import datetime, timedelta

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record_read
from reports.models import Case, Report
from reports.services.personal import Contact, read_contact
from triage.models import ContactLookUp
from triage.rules.looking_up import Why

KEPT_DAYS = 90


def note_opening(*, case: Case, tab: str, by: Actor, at: datetime) -> None:
    """Record that a case was looked at, and which part of it (a log of consultation)."""
    require(by=by, action=Action.VIEW_CASE)
    record_read(subject=f"case:{case.reference}", what=tab, by=by, at=at, reason="working on the case")


@transaction.atomic
def show_contact(*, report: Report, by: Actor, at: datetime, why: Why, reason: str) -> Contact:
    """Return who complained, to an officer who says why; supervisors see how often that happens.

    Raises ReasonRequired, NotPermitted, KeyDestroyed.
    """
    contact = read_contact(report=report, by=by, at=at, reason=reason, why=why)
    if by.user_id is not None:
        reference = report.case.reference
        ContactLookUp.objects.create(user_id=by.user_id, case_reference=reference, why=why, at=at)
    return contact


@transaction.atomic
def forget_look_ups(*, by: Actor, at: datetime) -> int:
    """Destroy what is too old to compare with; the audit keeps it. Return how many. Raises NotPermitted."""
    require(by=by, action=Action.FORGET_SEEN)
    return ContactLookUp.objects.filter(at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]
