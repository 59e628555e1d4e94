"""Exhibits for the package benchmark: real bytes, sealed and hashed as the hub does it."""

import hashlib
import os
import struct
import zlib
from typing import Any
from uuid import UUID

PIECE = 256 * 1024


def attach_large(case: Any, *, megabytes: int, each: int = 25) -> int:
    """Give the reports of a case films of `each` megabytes until there are `megabytes`; return the bytes.

    Their reports name themselves, so that the bytes go in as they are.
    """
    from reports.models import Complainant

    Complainant.objects.filter(report__case=case).update(identity="named", shares_with_force=True)
    reports, total = list(case.reports.order_by("submitted_at", "id")), 0
    for number, size in enumerate([each] * (megabytes // each)):
        report = reports[number % len(reports)]
        pieces = (os.urandom(PIECE) for _ in range(size * 1024 * 1024 // PIECE))
        total += _store(report.id, report.reference, number=100 + number, pieces=pieces, media_type="video/mp4")
    return total


def store_bytes(case: Any, *, kilobytes: int = 20) -> int:
    """Store a picture for each exhibit of a case that has no bytes yet; return how many there were."""
    from reports.models import Evidence
    from reports.services import files

    rows = list(Evidence.objects.filter(report__case=case))
    for row in rows:
        content = picture(kilobytes * 1024)
        stored = files.store(chunks=[content], owner=row.report_id)
        row.storage_name, row.size, row.sha256 = stored.storage_name, stored.size, stored.sha256
        row.file_hash = stored.sha256
    Evidence.objects.bulk_update(rows, ["storage_name", "size", "sha256", "file_hash"], batch_size=500)
    return len(rows)


def picture(size: int) -> bytes:
    """Return a PNG of about `size` bytes that holds nothing but noise."""
    side = int((size / 3) ** 0.5)
    lines = b"".join(b"\0" + os.urandom(3 * side) for _ in range(side))
    parts = (
        (b"IHDR", struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 0)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def _store(owner: UUID, reference: str, *, number: int, pieces: Any, media_type: str) -> int:
    from django.utils import timezone

    from reports.models import Evidence
    from reports.services import files, uploads

    stored = files.store(chunks=pieces, owner=owner)
    Evidence.objects.create(
        report_id=owner,
        exhibit=f"{reference}/{number}",
        storage_name=stored.storage_name,
        sealed_name=uploads.seal_name("film.mp4", owner=owner, sha256=stored.sha256),
        content_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
        file_hash=stored.sha256,
        received_at=timezone.now(),
    )
    return stored.size


def read_hash_write(source: str, target: str) -> float:
    """Return the seconds that one thread takes to read a plain file, hash it twice and write it."""
    import time

    started = time.perf_counter()
    hashes = [hashlib.sha256(), hashlib.sha512()]
    with open(source, "rb") as read, open(target, "wb") as written:
        while piece := read.read(PIECE):
            for each in hashes:
                each.update(piece)
            written.write(piece)
    return time.perf_counter() - started
