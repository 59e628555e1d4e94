"""What reports remove when keys are destroyed again, in a hub that an older copy was put back into."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB
from hatehub.audit.services import record
from hatehub.vault.models import Purpose
from reports.models import Draft, Report
from reports.services import drafts, files, subjects


def erase_again(*, owner: UUID, purposes: frozenset[Purpose], at: datetime) -> None:
    """Throw a draft away; of a report remove whom it names and its files, and record what was erased again.

    The files go when the transaction has committed. Owners of other kinds are let alone.
    """
    draft = Draft.objects.filter(id=owner, submitted_at__isnull=True).first()
    if draft is not None:
        return drafts.discard(draft=draft, at=at)
    report = Report.objects.filter(id=owner).first()
    if report is None:
        return None
    if Purpose.SUBJECT in purposes:
        subjects.forget_destroyed(report_id=owner, by=HUB, at=at)
    if Purpose.MATERIAL in purposes:
        transaction.on_commit(lambda: files.delete_of(owner=owner))
    details = {"purposes": sorted(str(purpose) for purpose in purposes)}
    record(subject=f"report:{report.reference}", verb="erased_again", by=HUB, at=at, details=details)
    return None
