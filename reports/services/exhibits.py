"""Exhibits that the hub makes: captures of what was reported, and redacted copies."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault import services as vault
from reports.models import Evidence, Report
from reports.rules.file_kinds import kind_of
from reports.services import diversion, files, uploads


class NotOfThisReport(Exception):
    """A copy belongs to the report of its original, and to no other."""


def keep_made(
    *,
    report_id: UUID,
    chunks: Iterable[bytes],
    name: str,
    content_type: str,
    origin: Evidence.Origin,
    made_from: Evidence | None = None,
    by: Actor,
    at: datetime,
) -> Evidence:
    """Keep what the hub made of a report as an exhibit: sealed, hashed, audited, numbered `/H1`, `/H2` and so on.

    Each call makes a row. Storage is written outside the transaction that writes the row; where that fails, the
    file is gone again. Raises NotPermitted, NotOfThisReport, KeyDestroyed, files.StorageAway; Diverted where the
    original is; KeyError for a kind that is never kept.
    """
    require(by=by, action=Action.MAKE_EXHIBIT)
    kind_of(content_type)
    if made_from is not None and made_from.report_id != report_id:
        raise NotOfThisReport(made_from.exhibit)
    stored = files.store(chunks=chunks, owner=report_id)
    try:
        with transaction.atomic():
            item = _made(report_id, stored, origin=Evidence.Origin(origin), made_from=made_from, at=at)
            item.sealed_name = uploads.seal_name(name, owner=report_id, sha256=stored.sha256)
            item.content_type = content_type
            item.save(force_insert=True)
            _announce(item, by=by, at=at)
    except BaseException:
        files.delete(storage_name=stored.storage_name)
        raise
    return item


def _made(
    report_id: UUID, stored: files.StoredFile, *, origin: Evidence.Origin, made_from: Evidence | None, at: datetime
) -> Evidence:
    """Return the row, not saved. The report is locked, as whoever numbers exhibits does; marks are read before."""
    file_hash = vault.lookup_hash(stored.sha256, purpose="file")
    marks = diversion.marks_of_files([file_hash, made_from.file_hash] if made_from else [file_hash])
    if made_from is not None and made_from.file_hash in marks:
        raise diversion.Diverted(marks[made_from.file_hash])
    report = Report.objects.select_for_update(no_key=True).get(id=report_id)
    number = report.evidence.exclude(origin=Evidence.Origin.REPORTED).count() + 1
    return Evidence(
        report=report,
        exhibit=f"{report.reference}/H{number}",
        origin=origin,
        made_from=made_from,
        storage_name=stored.storage_name,
        size=stored.size,
        sha256=stored.sha256,
        file_hash=file_hash,
        received_at=at,
        diverted_as=marks.get(file_hash, ""),
    )


def _announce(item: Evidence, *, by: Actor, at: datetime) -> None:
    details = {**item.as_logged(), "origin": str(item.origin)}
    if item.made_from is not None:
        details["made_from"] = item.made_from.exhibit
    record(subject=f"report:{item.report.reference}", verb="exhibit_made", by=by, at=at, details=details)
    diversion.announce_arrival(exhibits=[item], by=by, at=at)
