"""Files of referred reports that come in parts: kept sealed until they are whole, then judged as the form's are."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import InboundPart, InboundReport, InboundUpload
from referrals.rules.parts import is_as_digested, length_of, number_of_parts
from referrals.rules.referred_states import WITHDRAWN
from referrals.selectors.referred import get_inbound
from reports.models import Evidence
from reports.rules.refusals import MAY_PASS, Refusal
from reports.rules.uploads import MOST_FILES
from reports.selectors.refusals import sentence_for
from reports.services import added_files, files

LASTS = timedelta(days=1)
BATCH = 100


class UploadNotFound(Exception):
    """The program has no such upload for that report, or it was given up after a day."""


class UploadRefused(Exception):
    """A file, or a part of it, is not taken like this; the message says why."""


class FileRefused(UploadRefused):
    """The hub takes no such file; nothing was kept of it."""


class CannotJudge(UploadRefused):
    """What judges or keeps files is away; the parts are kept, to be tried again."""


class PartsMissing(UploadRefused):
    """Some parts have not come yet."""


class DigestDiffers(UploadRefused):
    """The bytes are not those of the digest."""


class ReportOver(UploadRefused):
    """The report was withdrawn."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an upload stands; `missing` are the numbers of the parts that have not come."""

    row: InboundUpload
    parts: int
    missing: list[int]


@transaction.atomic
def start(*, reference: str, name: str, size: int, sha256: str, by: Actor, at: datetime) -> Standing:
    """Begin to take a file in for a report that the program sent. Size in bytes.

    Raises NotPermitted, ReferredNotFound, FileRefused, ReportOver, UploadRefused where the report holds as many files
    as it may, and KeyDestroyed once it has been erased.
    """
    require(by=by, action=Action.SUBMIT_REPORT)
    inbound = get_inbound(reference=reference, by=by)
    inbound = InboundReport.objects.select_for_update(of=("self",)).select_related("report").get(id=inbound.id)
    if inbound.report.outcome == WITHDRAWN:
        raise ReportOver("The report was withdrawn: nothing is added to it any more.")
    if size > settings.MAX_EVIDENCE_BYTES:
        raise FileRefused(f"A file has {settings.MAX_EVIDENCE_BYTES // 1024 // 1024} MB at most.")
    exhibits = Evidence.objects.filter(report=inbound.report, origin=Evidence.Origin.REPORTED).count()
    running = InboundUpload.objects.filter(inbound=inbound, exhibit="", expires_at__gt=at).count()
    if exhibits + running >= MOST_FILES:
        raise UploadRefused(f"A report holds {MOST_FILES} files. Those that are on their way count.")
    row = InboundUpload(inbound=inbound, size=size, sha256=sha256.lower(), started_at=at, expires_at=at + LASTS)
    row.sealed_name = vault.seal(name, owner=inbound.report_id, purpose=Purpose.MATERIAL, field=_name_field(row))
    row.save(force_insert=True)
    return _standing(row)


def find(*, reference: str, upload_id: str, by: Actor, at: datetime) -> Standing:
    """Return how an upload stands, so that it can be gone on with. Raises ReferredNotFound and UploadNotFound."""
    return _standing(_find(reference=reference, upload_id=upload_id, by=by, at=at))


def put_part(
    *, reference: str, upload_id: str, number: int, data: bytes, digest: str, by: Actor, at: datetime
) -> Standing:
    """Keep one part, in any order; the same part again changes nothing, another one replaces it.

    `digest` is a `Content-Digest` header, or empty. Raises DigestDiffers, UploadRefused for a part that there is not
    or that has another length, UploadNotFound, StorageAway and KeyDestroyed.
    """
    require(by=by, action=Action.SUBMIT_REPORT)
    row = _find(reference=reference, upload_id=upload_id, by=by, at=at)
    if row.exhibit:
        return _standing(row)
    _check_part(row, number=number, data=data, digest=digest)
    sha256 = hashlib.sha256(data).hexdigest()
    if row.parts.filter(number=number, sha256=sha256).exists():
        return _standing(row)
    stored = files.store(chunks=_pieces(data), owner=row.inbound.report_id)
    try:
        with transaction.atomic():
            _keep_part(row, number=number, stored=stored)
    except BaseException:
        files.delete(storage_name=stored.storage_name)
        raise
    return _standing(row)


def _check_part(row: InboundUpload, *, number: int, data: bytes, digest: str) -> None:
    try:
        expected = length_of(number, size=row.size)
    except IndexError:
        raise UploadRefused(f"The file has {number_of_parts(row.size)} parts, counted from 1.") from None
    if len(data) != expected:
        raise UploadRefused(f"Part {number} has {expected:,} bytes.")
    if not is_as_digested(data, header=digest):
        raise DigestDiffers("The bytes are not those of Content-Digest. Send the part again.")


def _keep_part(row: InboundUpload, *, number: int, stored: files.StoredFile) -> None:
    locked = InboundUpload.objects.select_for_update(of=("self",)).filter(id=row.id, exhibit="").first()
    if locked is None:
        raise UploadNotFound("The file was completed or given up meanwhile.")
    earlier = locked.parts.filter(number=number).first()
    if earlier is not None:
        earlier.delete()
        transaction.on_commit(lambda: files.delete(storage_name=earlier.storage_name))
    InboundPart.objects.create(
        upload=locked, number=number, storage_name=stored.storage_name, size=stored.size, sha256=stored.sha256
    )


def complete(*, reference: str, upload_id: str, by: Actor, at: datetime) -> Standing:
    """Put the parts together, judge the file as the form does, and make it an exhibit; doing it twice changes nothing.

    The audit says which program sent it. Raises PartsMissing, DigestDiffers, FileRefused, CannotJudge, ReportOver,
    UploadNotFound, StorageAway and KeyDestroyed. Of a file that is refused, or is not that of its digest, nothing is
    kept.
    """
    require(by=by, action=Action.SUBMIT_REPORT)
    row = _find(reference=reference, upload_id=upload_id, by=by, at=at)
    if row.exhibit:
        return _standing(row)
    if row.inbound.report.outcome == WITHDRAWN:
        raise ReportOver("The report was withdrawn: nothing is added to it any more.")
    if missing := _standing(row).missing:
        raise PartsMissing(f"Parts have not come: {', '.join(str(number) for number in missing)}.")
    whole = _whole(row)
    if hashlib.sha256(whole).hexdigest() != row.sha256:
        _remove(row)
        raise DigestDiffers("The file is not that of the SHA-256. Nothing was kept; begin again.")
    item = _take(row, whole, by=by, at=at)
    InboundUpload.objects.filter(id=row.id).update(exhibit=item.exhibit, media_type=item.content_type)
    _remove_parts(row)
    row.refresh_from_db()
    return _standing(row)


def _take(row: InboundUpload, whole: bytes, *, by: Actor, at: datetime) -> Evidence:
    owner = row.inbound.report_id
    name = str(vault.unseal(row.sealed_name, owner=owner, purpose=Purpose.MATERIAL, field=_name_field(row)))
    try:
        return added_files.add_file(report_id=owner, file=io.BytesIO(whole), name=name, size=len(whole), at=at, by=by)
    except Refusal as refusal:
        if refusal.reason in MAY_PASS:
            raise CannotJudge(sentence_for(refusal)) from None
        _remove(row)
        raise FileRefused(sentence_for(refusal)) from None


def _whole(row: InboundUpload) -> bytes:
    """Return a file of 25 MB at most; it lies nowhere but in memory."""
    names = row.parts.order_by("number").values_list("storage_name", flat=True)
    return b"".join(piece for name in names for piece in files.read(storage_name=name, owner=row.inbound.report_id))


def forget_old(*, at: datetime) -> int:
    """Remove uploads that were begun a day ago, with the parts that came; exhibits stay. Return how many there were."""
    old = list(InboundUpload.objects.filter(expires_at__lte=at).order_by("expires_at")[:BATCH])
    for row in old:
        _remove(row)
    return len(old)


def _remove(row: InboundUpload) -> None:
    with transaction.atomic():
        _remove_parts(row)
        InboundUpload.objects.filter(id=row.id).delete()


def _remove_parts(row: InboundUpload) -> None:
    with transaction.atomic():
        names = list(InboundPart.objects.filter(upload=row).values_list("storage_name", flat=True))
        InboundPart.objects.filter(upload=row).delete()
        transaction.on_commit(lambda: files.delete_all(storage_names=names))


def _find(*, reference: str, upload_id: str, by: Actor, at: datetime) -> InboundUpload:
    inbound = get_inbound(reference=reference, by=by)
    try:
        rows = InboundUpload.objects.filter(inbound=inbound, id=UUID(upload_id), expires_at__gt=at)
    except ValueError:
        rows = InboundUpload.objects.none()
    row = rows.select_related("inbound__report").first()
    if row is None:
        raise UploadNotFound("There is no such upload for this report, or it was begun more than a day ago.")
    return row


def _standing(row: InboundUpload) -> Standing:
    parts = number_of_parts(row.size)
    come = set(row.parts.values_list("number", flat=True))
    missing = [] if row.exhibit else [number for number in range(1, parts + 1) if number not in come]
    return Standing(row=row, parts=parts, missing=missing)


def _name_field(row: InboundUpload) -> str:
    return f"inbound-upload:{row.id}"


def _pieces(data: bytes) -> Iterator[bytes]:
    yield data
