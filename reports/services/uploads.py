"""Taking a file into a draft: judged by content, scanned where a scanner is configured, stored sealed."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db import transaction

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.clients import clamd
from reports.models import Draft, DraftFile
from reports.rules.uploads import HEAD_BYTES, IMAGE_TYPES, MOST_FILES, Refusal, check_name, recognise
from reports.services import drafts, files
from reports.services.pictures import BrokenPicture, TooManyPixels, open_picture

READ_BYTES = 64 * 1024
LONGEST_NAME = 200


def add_file(*, draft: Draft, file: IO[bytes], name: str, size: int, at: datetime) -> DraftFile:
    """Take one file into a draft; return its row, the earlier one where the same file was sent twice.

    Raises Refusal with a sentence for the sender; nothing is kept of a refused file. Raises DraftGone.
    """
    media_type = _check(file, size=size, name=name)
    stored = files.store(chunks=_chunks(file), owner=draft.id)
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
        raise Refusal(reason=f"A report can hold {MOST_FILES} files. Remove one before you add another.")
    sealed_name = vault.seal(
        name[-LONGEST_NAME:], owner=draft.id, purpose=Purpose.MATERIAL, field=f"file-name:{stored.sha256}"
    )
    return DraftFile.objects.create(
        draft=locked,
        storage_name=stored.storage_name,
        sealed_name=sealed_name,
        content_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
        received_at=at,
    )


def list_files(*, draft: Draft) -> list[tuple[DraftFile, str]]:
    """Return a draft's files with the names they came under."""
    return [
        (
            file,
            str(
                vault.unseal(
                    file.sealed_name, owner=draft.id, purpose=Purpose.MATERIAL, field=f"file-name:{file.sha256}"
                )
            ),
        )
        for file in draft.files.order_by("id")
    ]


def _check(file: IO[bytes], *, size: int, name: str) -> str:
    if size > settings.MAX_EVIDENCE_BYTES:
        raise Refusal(reason=f"The file is larger than {settings.MAX_EVIDENCE_BYTES // 1024 // 1024} MB.")
    media_type = recognise(file.read(HEAD_BYTES))
    file.seek(0)
    check_name(name, media_type=media_type)
    if media_type in IMAGE_TYPES:
        _check_image(file)
    if settings.CLAMD_ADDRESS:
        _scan(file)
    return media_type


def _check_image(file: IO[bytes]) -> None:
    """Decode the whole picture once, so that a broken or oversized one is refused now and not found broken later."""
    try:
        open_picture(file)
    except TooManyPixels:
        raise Refusal(reason="The picture has too many pixels. Send a smaller copy or a screenshot.") from None
    except BrokenPicture:
        raise Refusal(reason="The picture cannot be opened. It may be damaged; try saving it again.") from None
    finally:
        file.seek(0)


def _scan(file: IO[bytes]) -> None:
    try:
        found = clamd.scan(_chunks(file), address=settings.CLAMD_ADDRESS)
    except clamd.ScannerAway:
        raise Refusal(reason="Files cannot be checked for viruses just now. Try again in a few minutes.") from None
    file.seek(0)
    if found:
        raise Refusal(reason="The file contains a virus, so it was not kept.")


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(READ_BYTES):
        yield chunk
