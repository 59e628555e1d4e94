"""An officer's own copy of what stood under a link: where the hub may not or cannot fetch, it is the capture."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import Capture
from referrals.rules.capture.failures import Failure
from referrals.services import packaging, stamping
from referrals.services.capturing.asking import CaptureRefused, check_post, host_of, key_of
from reports.models import Case, Content, Evidence
from reports.rules.post_keys.typed import tidy_link
from reports.services import uploads
from reports.services.exhibits import keep_made
from reports.services.subjects import withholds_subject

LONGEST_HOW = 80
LONGEST_LINK = 8000


def give(
    *,
    case_id: UUID,
    file: IO[bytes],
    name: str,
    size: int,
    link: str,
    seen_at: datetime,
    how: str,
    note: str,
    by: Actor,
    at: datetime,
    content_id: int | None = None,
) -> Capture:
    """Keep an officer's own copy as a captured exhibit, and return the capture.

    `seen_at` is when it was seen, `how` with which browser. The note is sealed under the report's material key.
    Raises NotPermitted, CaptureRefused (diverted, withheld), Content.DoesNotExist, Refusal for a file that is not
    taken, and KeyDestroyed.
    """
    require(by=by, action=Action.MAKE_EXHIBIT)
    case = Case.objects.select_related("lead").get(id=case_id)
    content = None
    if content_id is not None:
        content = Content.objects.select_related("report").get(id=content_id, report__case=case)
    url = tidy_link(link[:LONGEST_LINK]) or (content.url if content else "")
    _check(url, case=case, content=content)
    media_type = uploads.check(file, size=size, name=name)
    report = content.report if content else case.lead
    file.seek(0)
    item = keep_made(
        report_id=report.id,
        chunks=uploads.chunks(file),
        name=name,
        content_type=media_type,
        origin=Evidence.Origin.CAPTURED,
        by=by,
        at=at,
    )
    capture = Capture(
        case=case,
        report=report,
        content=content,
        manner=Capture.Manner.GIVEN,
        state=Capture.State.CAPTURED,
        url=url,
        post_key=key_of(url) if url else "",
        host=host_of(url),
        tool=how[:LONGEST_HOW],
        operator=str(by),
        asked_at=at,
        not_before=at,
        started_at=seen_at,
        finished_at=seen_at,
        picture=item,
    )
    return _store(capture, note=note, by=by, at=at)


def read_notes(*, captures: Iterable[Capture]) -> dict[UUID, str]:
    """Return, by id, what officers wrote about own copies, with one query for the keys; erased ones are left out."""
    sealed = {
        each.id: (each.report_id, f"capture:{each.id}", each.sealed_note)
        for each in captures
        if each.sealed_note is not None
    }
    return vault.unseal_each(sealed, purpose=Purpose.MATERIAL)


@transaction.atomic
def _check(url: str, *, case: Case, content: Content | None) -> None:
    if withholds_subject(case=case):
        raise CaptureRefused(Failure.WITHHELD)
    check_post(url, content=content)


@transaction.atomic
def _store(capture: Capture, *, note: str, by: Actor, at: datetime) -> Capture:
    if note.strip():
        owner, field = capture.report_id, f"capture:{capture.id}"
        capture.sealed_note = vault.seal(note, owner=owner, purpose=Purpose.MATERIAL, field=field)
    capture.save(force_insert=True)
    item = capture.picture
    assert item is not None  # noqa: S101 - set by the caller
    details = {"capture": str(capture.id), "picture": item.exhibit, "picture_sha256": item.sha256}
    record(subject=f"report:{capture.report.reference}", verb="capture_given", by=by, at=at, details=details)
    stamping.ask(subject=f"capture:{capture.id}", digest=item.sha256, at=at)
    packaging.renew(case_id=capture.report.case_id, by=HUB, at=at)
    return capture
