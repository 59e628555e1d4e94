"""Removing what was derived from a report, as its keys are destroyed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.vault.models import Purpose
from reports.models import Report
from reports.services.personal import forget_sender_keys
from triage.events import DerivedForgotten
from triage.models import PicturesToMatch
from triage.services import officers_words, pictures, priorities, search_documents, waves, words
from triage.services.access_requests.building import drop_of_report


@transaction.atomic
def forget(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Remove the prints of a report's words and pictures, what it is found by and shares, and its sender's keys.

    Returns how many rows were removed or emptied; doing it twice changes nothing. What was decided stays, and a wave
    keeps its number. Destroy the keys first, in the same transaction: of what can still be opened everything would be
    made again. Raises NotPermitted, and Report.DoesNotExist.
    """
    require(by=by, action=Action.TRIAGE)
    case_id = priorities.hold(report_id=report_id)
    report = Report.objects.select_for_update().get(id=report_id)
    removed = {
        "words": words.forget(report_id=report_id, by=by, at=at),
        "pictures": pictures.forget(report_id=report_id),
        "traits": waves.forget(report_id=report_id),
        "search": search_documents.forget(report_id=report_id),
        "senders": forget_sender_keys(report=report, by=by, at=at),
    }
    PicturesToMatch.objects.filter(report=report).delete()
    if removed["senders"]:
        priorities.forget_senders(case_id=case_id, by=by, at=at)
    drop_of_report(report_id=report_id, by=by, at=at)
    total = sum(removed.values())
    if total:
        record(subject=f"report:{report.reference}", verb="derived_forgotten", by=by, at=at, details=removed)
        publish(DerivedForgotten(report_id=str(report_id), case_id=str(case_id)), stream=str(case_id), at=at)
    return total


def erase_again(*, owner: UUID, purposes: frozenset[Purpose], at: datetime, is_again: bool) -> None:
    """Remove what was derived where the keys of a report are destroyed; see `vault.erasures`."""
    report = Report.objects.filter(id=owner).first()
    if report is None or not purposes & {Purpose.PERSON, Purpose.MATERIAL}:
        return
    forget(report_id=owner, by=HUB, at=at)
    if Purpose.MATERIAL in purposes:
        officers_words.remove(report=report)
    else:  # the report itself can still be read, so it is still found by what it says
        search_documents.write(report_ids=[owner], by=HUB, at=at)
