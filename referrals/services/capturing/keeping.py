"""Keeping what a capture brought: as exhibits, with the end of its row, the audit and the time stamp."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction

from hatehub.accounts.actors import HUB
from hatehub.audit.services import record
from hatehub.reference.models import Material
from referrals.models import Capture
from referrals.rules.capture.failures import Failure, wait_before_retry
from referrals.services import pacing, packaging, stamping
from referrals.services.capturing.taking import Taken
from reports.models import Case, Evidence
from reports.rules.post_keys import recognise_post
from reports.services import diversion
from reports.services.exhibits import keep_made

READ_BYTES = 64 * 1024
WARC = "application/warc"


def keep(*, capture: Capture, taken: Taken, exit_address: str, at: datetime) -> Capture:
    """Keep what was taken and end the capture, or put it back for another try; return it as it stands then.

    The exhibits are stored first and named in the row after: where that breaks off, they are exhibits that no capture
    names. Material that is diverted by then is not kept, or is marked at once. Raises KeyDestroyed.
    """
    if _marks(capture, taken):
        return fail(capture=capture, failure=Failure.DIVERTED, at=at)
    wait = _wait(capture, taken)
    if wait is not None:
        return _put_back(capture, taken, wait=wait, at=at)
    warc = _kept(capture, taken.warc, name="capture.warc", content_type=WARC, at=at) if taken.warc else None
    picture = None
    if taken.drawn is not None:
        png = io.BytesIO(taken.drawn.png)
        picture = _kept(capture, png, name="capture.png", content_type="image/png", at=at)
    return _finish(capture, taken, warc=warc, picture=picture, exit_address=exit_address, at=at)


@transaction.atomic
def fail(*, capture: Capture, failure: Failure, at: datetime, detail: str = "") -> Capture:
    """End a capture as failed without anything kept; return it."""
    locked = Capture.objects.select_for_update(of=["self"]).select_related("report").get(id=capture.id)
    locked.state, locked.failure, locked.failure_detail = Capture.State.FAILED, failure.value, detail[:120]
    locked.finished_at = at
    locked.save()
    _record(locked, at=at)
    return locked


def _marks(capture: Capture, taken: Taken) -> dict[str | None, str]:
    """Return as what the post is diverted, whatever link on the way it is recognised by."""
    links = [capture.url, *taken.links, *([taken.drawn.url] if taken.drawn else [])]
    keys = {recognise_post(link).key for link in links}
    if capture.content is not None:
        keys.add(capture.content.post_key)
        capture.content.refresh_from_db(fields=["diverted_as"])
        if capture.content.diverted_as:
            return {capture.content.post_key: capture.content.diverted_as}
    with transaction.atomic():
        return diversion.marks_of_posts(keys)


def _wait(capture: Capture, taken: Taken) -> timedelta | None:
    failure = taken.verdict.failure
    if failure is None:
        return None
    return wait_before_retry(failure, attempts=capture.attempts, asked_to_wait=taken.retry_after)


@transaction.atomic
def _put_back(capture: Capture, taken: Taken, *, wait: timedelta, at: datetime) -> Capture:
    """Have it tried again later; a site that asks to be left alone is, by every capture that waits for it."""
    locked = Capture.objects.select_for_update().get(id=capture.id)
    locked.state, locked.not_before = Capture.State.REQUESTED, at + wait
    locked.failure, locked.failure_detail = str(taken.verdict.failure), taken.detail[:120]
    locked.save()
    if taken.verdict.failure == Failure.RATE_LIMITED:
        pacing.leave_alone(host=locked.host, until=at + wait)
    return locked


def _kept(capture: Capture, file: IO[bytes], *, name: str, content_type: str, at: datetime) -> Evidence:
    return keep_made(
        report_id=capture.report_id,
        chunks=_pieces(file),
        name=f"{capture.host} {name}" if capture.host else name,
        content_type=content_type,
        origin=Evidence.Origin.CAPTURED,
        by=HUB,
        at=at,
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(READ_BYTES):
        yield piece


@transaction.atomic
def _finish(
    capture: Capture,
    taken: Taken,
    *,
    warc: Evidence | None,
    picture: Evidence | None,
    exit_address: str,
    at: datetime,
) -> Capture:
    marks = _marks(capture, taken)  # before the row is locked, as whoever marks a post locks it last
    Case.objects.select_for_update(no_key=True).get(id=capture.case_id)
    locked = Capture.objects.select_for_update(of=["self"]).select_related("report").get(id=capture.id)
    failure = Failure.DIVERTED if marks else taken.verdict.failure
    locked.state = Capture.State.FAILED if failure else Capture.State.CAPTURED
    locked.failure, locked.failure_detail = str(failure or ""), taken.detail[:120]
    locked.shown_by = str(taken.verdict.shown_by or "") if not failure else ""
    locked.picture_failure = str(taken.picture_failure or "")
    locked.picture_tool = taken.drawn.browser if taken.drawn else ""
    locked.final_url, locked.status = taken.final_url, taken.status
    locked.exit_address, locked.is_exit_configured = exit_address or taken.local_address, bool(exit_address)
    locked.started_at, locked.finished_at = taken.begun_at, taken.ended_at
    locked.warc, locked.picture = warc, picture
    locked.save()
    _record(locked, at=at)
    for material in list(marks.values())[:1]:
        _divert(locked, Material(material), at=at)
    if not failure:
        for item in (warc, picture):
            if item is not None:
                stamping.ask(subject=f"capture:{locked.id}", digest=item.sha256, at=at)
        packaging.renew(case_id=locked.report.case_id, by=HUB, at=at)
    return locked


def _divert(capture: Capture, material: Material, *, at: datetime) -> None:
    for item in (capture.warc, capture.picture):
        if item is not None:
            diversion.mark_exhibit(evidence_id=item.id, material=material, by=HUB, at=at)


def _record(capture: Capture, *, at: datetime) -> None:
    """Write into the audit of the report what came of it: codes, exhibits and hashes, no link."""
    details: dict[str, str | int] = {"capture": str(capture.id)}
    if capture.failure:
        details["why"] = capture.failure
    for name, item in (("warc", capture.warc), ("picture", capture.picture)):
        if item is not None:
            details |= {name: item.exhibit, f"{name}_sha256": item.sha256}
    verb = "captured" if capture.state == Capture.State.CAPTURED else "capture_failed"
    record(subject=f"report:{capture.report.reference}", verb=verb, by=HUB, at=at, details=details)
