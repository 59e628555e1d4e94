"""Files that a complainant adds to a report that was sent: exhibits like those that came with it."""

from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor, actor_for_complainant
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.vault import services as vault
from reports.events import ComplainantWrote
from reports.models import Evidence, Report
from reports.rules.refusals import Reason, Refusal
from reports.rules.uploads import MOST_FILES
from reports.services import diversion, files, updates, uploads

MOST_EXHIBITS = 3 * MOST_FILES
ADDED = "file:"
"""What the key of the line in the story begins with; the exhibit follows."""


def add_file(
    *, report_id: UUID, file: IO[bytes], name: str, size: int, at: datetime, by: Actor | None = None
) -> Evidence:
    """Take one more file into a report; return the earlier exhibit where the same file is there already.

    `by` is who sent it for the complainant; without it, the complainant did.
    Raises Refusal, for which `reports.selectors.refusals` has the sentence, and KeyDestroyed once the material
    has been destroyed.
    """
    media_type = uploads.check(file, size=size, name=name)
    stored = uploads.store(file, owner=report_id)
    kept = None
    try:
        with transaction.atomic():
            kept = _keep(report_id, stored=stored, name=name, media_type=media_type, by=by, at=at)
    finally:
        if kept is None or kept.storage_name != stored.storage_name:
            files.delete(storage_name=stored.storage_name)
    return kept


def _keep(
    report_id: UUID, *, stored: files.StoredFile, name: str, media_type: str, by: Actor | None, at: datetime
) -> Evidence:
    file_hash = vault.lookup_hash(stored.sha256, purpose="file")
    marks = diversion.marks_of_files([file_hash])  # before the report is locked, as who marks a file locks it last
    report = Report.objects.select_for_update().get(id=report_id)
    given = report.evidence.filter(origin=Evidence.Origin.REPORTED)
    earlier = given.filter(sha256=stored.sha256).first()
    if earlier is not None:
        return earlier
    number = given.count() + 1
    if number > MOST_EXHIBITS:
        raise Refusal(Reason.TOO_MANY, most=MOST_EXHIBITS)
    item = Evidence.objects.create(
        report=report,
        exhibit=f"{report.reference}/{number}",
        storage_name=stored.storage_name,
        sealed_name=uploads.seal_name(name, owner=report.id, sha256=stored.sha256),
        content_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
        file_hash=file_hash,
        received_at=at,
        diverted_as=marks.get(file_hash, ""),
    )
    _announce(report, item, by=by or actor_for_complainant(report.reference), at=at)
    return item


def _announce(report: Report, item: Evidence, *, by: Actor, at: datetime) -> None:
    record(subject=f"report:{report.reference}", verb="file_added", by=by, at=at, details=item.as_logged())
    updates.note(report=report, kind="file_added", key=f"{ADDED}{item.exhibit}", by=by, at=at)
    event = ComplainantWrote(report_id=str(report.id), case_id=str(report.case_id), kind="file")
    publish(event, stream=str(report.case_id), at=at)
    diversion.announce_arrival(exhibits=[item], by=HUB, at=at)
