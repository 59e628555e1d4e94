"""Taking a file into a draft: judged by content, scanned where a scanner is configured, stored sealed."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.clients import clamd
from reports.models import Draft, DraftFile
from reports.rules.refusals import Reason, Refusal
from reports.rules.uploads import MOST_FILES
from reports.services import drafts, files
from reports.services.inspection import inspect

logger = logging.getLogger(__name__)

READ_BYTES = 64 * 1024
LONGEST_NAME = 200


def add_file(*, draft: Draft, file: IO[bytes], name: str, size: int, at: datetime) -> DraftFile:
    """Take one file into a draft; return its row, the earlier one where the same file was sent twice.

    Raises DraftGone, and Refusal, for which `reports.selectors.refusals` has the sentence: nothing is then kept.
    """
    media_type = check(file, size=size, name=name)
    stored = store(file, owner=draft.id)
    try:
        with transaction.atomic():
            kept = _keep(draft=draft, stored=stored, name=name, media_type=media_type, at=at)
    except BaseException:
        files.delete(storage_name=stored.storage_name)
        raise
    if kept.storage_name != stored.storage_name:
        files.delete(storage_name=stored.storage_name)
    return kept


def _keep(*, draft: Draft, stored: files.StoredFile, name: str, media_type: str, at: datetime) -> DraftFile:
    locked = drafts.lock_open(draft=draft)
    earlier = locked.files.filter(sha256=stored.sha256).first()
    if earlier is not None:
        return earlier
    if locked.files.count() >= MOST_FILES:
        raise Refusal(Reason.TOO_MANY, most=MOST_FILES)
    return DraftFile.objects.create(
        draft=locked,
        storage_name=stored.storage_name,
        sealed_name=seal_name(name, owner=draft.id, sha256=stored.sha256),
        content_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
        received_at=at,
    )


def list_files(*, draft: Draft) -> list[tuple[DraftFile, str]]:
    """Return a draft's files with the names they came under."""
    return [(file, read_name(file=file)) for file in draft.files.order_by("id")]


def read_name(*, file: DraftFile) -> str:
    """Return the name that a file came under; of a longer one, its last 200 characters."""
    field = f"file-name:{file.sha256}"
    return str(vault.unseal(file.sealed_name, owner=file.draft_id, purpose=Purpose.MATERIAL, field=field))


def seal_name(name: str, *, owner: UUID, sha256: str) -> bytes:
    """Return the name that a file came under, sealed under the material key; of a longer one, the last 200."""
    return vault.seal(name[-LONGEST_NAME:], owner=owner, purpose=Purpose.MATERIAL, field=f"file-name:{sha256}")


def check(file: IO[bytes], *, size: int, name: str) -> str:
    """Return what a file is by its content, scanned where a scanner is configured. Raises Refusal."""
    if size > settings.MAX_EVIDENCE_BYTES:
        raise Refusal(Reason.TOO_LARGE, most=settings.MAX_EVIDENCE_BYTES // 1024 // 1024)
    media_type = inspect(file, name=name)
    if settings.CLAMD_ADDRESS:
        _scan(file)
    return media_type


def _scan(file: IO[bytes]) -> None:
    try:
        found = clamd.scan(chunks(file), address=settings.CLAMD_ADDRESS)
    except clamd.ScannerLimit:
        logger.error("scanner_limit")  # StreamMaxLength of clamd is below MAX_EVIDENCE_BYTES
        raise Refusal(Reason.SCANNER_LIMIT) from None
    except clamd.ScannerAway as error:
        logger.error("scanner_away", extra={"error": str(error)[:80]})
        raise Refusal(Reason.SCANNER_AWAY) from None
    file.seek(0)
    if found:
        raise Refusal(Reason.VIRUS)


def store(file: IO[bytes], *, owner: UUID) -> files.StoredFile:
    """Put a file that was checked into storage. Raises Refusal where the store is away: nothing is then kept."""
    try:
        return files.store(chunks=chunks(file), owner=owner)
    except files.StorageAway as error:
        logger.error("store_away", extra={"error": str(error)[:80]})
        raise Refusal(Reason.STORE_AWAY) from None


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Return a file's bytes piece by piece."""
    while chunk := file.read(READ_BYTES):
        yield chunk
