"""What reports remove as keys are destroyed, now or again in a hub that an older copy was put back into."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from hatehub.accounts.actors import HUB
from hatehub.audit.services import record
from hatehub.vault.models import DataKey, Purpose
from reports.models import Complainant, Draft, Evidence, Gate, Report
from reports.services import drafts, files, subjects

REMOVED = "Removed as the case was destroyed."
"""Stands where an officer's words are removed that may not be empty."""
DECIDED = "Two people decided it, or the person had a right to it."
RESTORED = "It had been destroyed before the hub was restored."


def erase_again(*, owner: UUID, purposes: frozenset[Purpose], at: datetime, is_again: bool) -> None:
    """Throw a draft away; of a report remove whom it names and its files, and record what was erased.

    The files go when the transaction has committed. Owners of other kinds are let alone.
    """
    draft = Draft.objects.filter(id=owner, submitted_at__isnull=True).first()
    if draft is not None:
        return drafts.discard(draft=draft, at=at)
    report = Report.objects.filter(id=owner).first()
    if report is None:
        return None
    if Purpose.SUBJECT in purposes:
        subjects.forget_destroyed(report_id=owner, reason=RESTORED if is_again else DECIDED, by=HUB, at=at)
    if Purpose.MATERIAL in purposes:
        _remove_material(report_id=owner)
    if Purpose.PERSON in purposes:
        _stop_messages(report_id=owner)
    details = {"purposes": sorted(str(purpose) for purpose in purposes)}
    verb = "erased_again" if is_again else "erased"
    record(subject=f"report:{report.reference}", verb=verb, by=HUB, at=at, details=details)
    _mark_destroyed(report_id=owner, at=at)
    return None


def _remove_material(*, report_id: UUID) -> None:
    """Remove files, keyed hashes, officers' own words and the place; the force's area stays, for the figures."""
    transaction.on_commit(lambda: files.delete_of(owner=report_id))
    given = Evidence.objects.filter(report=report_id, diverted_as="")  # what is diverted stays known
    given.update(file_hash=Concat(Value("erased:"), Cast("id", CharField())))
    Gate.objects.filter(report=report_id).exclude(reason="").update(reason=REMOVED)
    report = Report.objects.select_for_update().get(id=report_id)
    area = {"force": report.victim_area["force"]} if report.victim_area.get("force") else {}
    report.outcome_reason, report.victim_area = "", area
    report.save(update_fields=["outcome_reason", "victim_area"])


def _stop_messages(*, report_id: UUID) -> None:
    """Have nothing sent any more to somebody whose address is gone."""
    Complainant.objects.filter(report=report_id).update(wants_updates=False, has_email=False, has_telephone=False)


def _mark_destroyed(*, report_id: UUID, at: datetime) -> None:
    """Note since when nothing is left of a report, once the last of its keys is destroyed."""
    if not DataKey.objects.filter(owner=report_id, wrapped__isnull=False).exists():
        Report.objects.filter(id=report_id, destroyed_at__isnull=True).update(destroyed_at=at)
