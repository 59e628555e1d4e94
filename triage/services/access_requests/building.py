"""Building bundles: leased by a worker, sealed on their way into storage, tried again where it fails."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from reports.rules.custody import CustodyVerb
from reports.services import custody, files
from triage.models import AccessRequest
from triage.rules.access_requests import Choice, State, Step
from triage.services.access_requests import bundle
from triage.services.access_requests.frame import locked
from triage.services.access_requests.parts import REPORTS

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=15)
FIRST_RETRY = timedelta(seconds=30)
MOST_ATTEMPTS = 6
AT_ONCE = 5
WHY = "given to the person who asked what the hub holds on them"


@transaction.atomic
def lease_due(*, at: datetime) -> list[UUID]:
    """Lease the bundles that are to be built; an expired lease is due again."""
    due = AccessRequest.objects.filter(state=State.APPROVED.value, not_before__lte=at).order_by("not_before", "id")
    chosen = list(due.select_for_update(skip_locked=True).values_list("id", flat=True)[:AT_ONCE])
    AccessRequest.objects.filter(id__in=chosen).update(not_before=at + LEASE)
    return chosen


def build(*, request_id: UUID, by: Actor, at: datetime) -> bool:
    """Build one bundle and seal it; tell whether it was made now. A failure is tried again, six times at most.

    Raises NotPermitted.
    """
    require(by=by, action=Action.BUILD_ACCESS)
    request = AccessRequest.objects.filter(id=request_id, state=State.APPROVED.value).first()
    if request is None or request.not_before is None:
        return False
    try:
        return _build(request, by=by, at=at)
    except Exception as error:
        _note_failure(request_id, error, at=at)
        return False


def _build(request: AccessRequest, *, by: Actor, at: datetime) -> bool:

    def note(done: int, total: int) -> None:
        AccessRequest.objects.filter(id=request.id).update(step_done=done, step_total=total)

    contents = bundle.collect(request=request, by=by, at=at, note=note)
    stored = files.store(chunks=bundle.write(request=request, contents=contents, at=at), owner=request.id)
    try:
        is_made = _record_made(request, stored, contents, by=by, at=at)
    except BaseException:
        files.delete(storage_name=stored.storage_name)
        raise
    if not is_made:
        files.delete(storage_name=stored.storage_name)
    return is_made


@transaction.atomic
def _record_made(
    begun: AccessRequest, stored: files.StoredFile, contents: bundle.Contents, *, by: Actor, at: datetime
) -> bool:
    """Record a bundle; not one that is to be built anew since it was begun: its lease is another one then."""
    request = AccessRequest.objects.select_for_update().get(id=begun.id)
    if request.state != State.APPROVED or request.not_before != begun.not_before:
        return False
    request.state, request.made_at, request.not_before, request.last_error = State.MADE.value, at, None, ""
    request.storage_name, request.size, request.sha256 = stored.storage_name, stored.size, stored.sha256
    request.fetched_at, request.fetched_by = None, ""
    request.save()
    facts = {"sha256": stored.sha256, "size": stored.size, "files": len(contents.files)}
    record(subject=request.subject, verb="access_bundle_made", by=by, at=at, details=facts)
    custody.log(items=contents.exhibits, verb=CustodyVerb.EXPORTED, by=by, at=at, why=WHY)
    return True


def _note_failure(request_id: UUID, error: Exception, *, at: datetime) -> None:
    with transaction.atomic():
        request = AccessRequest.objects.select_for_update().get(id=request_id)
        request.attempts += 1
        request.last_error = type(error).__name__[:120]
        wait = FIRST_RETRY * 2 ** (request.attempts - 1)
        request.not_before = at + wait if request.attempts < MOST_ATTEMPTS else None
        request.step_done, request.step_total = 0, 0
        request.save(update_fields=["attempts", "last_error", "not_before", "step_done", "step_total"])
    logger.error("access_bundle_failed", extra={"request": str(request_id), "error": request.last_error})


@transaction.atomic
def make_again(*, request_id: UUID, by: Actor, at: datetime) -> AccessRequest:
    """Have the bundle built anew, as was approved; the one before is removed. Raises NotPermitted, NotInThisState."""
    require(by=by, action=Action.FETCH_ACCESS)
    request = locked(request_id, step=Step.MAKE_AGAIN)
    _begin_again(request, at=at)
    record(subject=request.subject, verb="access_bundle_asked_again", by=by, at=at)
    return request


def drop_of_report(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Remove the bundles that hold a report of which something is being erased, and have them built anew.

    One that is just being built is not kept either.

    Returns how many there were. Those that have been given are not the hub's any more.
    Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    held = {"items__source": REPORTS, "items__key": str(report_id), "items__choice": Choice.INCLUDED.value}
    rows = AccessRequest.objects.filter(state__in=[State.APPROVED.value, State.MADE.value], **held)
    found = list(AccessRequest.objects.filter(id__in=rows.values("id")).order_by("id").select_for_update())
    for request in found:
        _begin_again(request, at=at)
        record(subject=request.subject, verb="access_bundle_dropped", by=by, at=at)
    return len(found)


def _begin_again(request: AccessRequest, *, at: datetime) -> None:
    """Put a locked request back to where its bundle is built; the stored one goes once this is committed."""
    remove_file(request)
    request.state, request.not_before, request.attempts = State.APPROVED.value, at, 0
    request.last_error, request.step_done, request.step_total = "", 0, 0
    request.made_at, request.fetched_at, request.fetched_by = None, None, ""
    request.save()
    transaction.on_commit(lambda: nudge("triage.build_access_bundles"))


def remove_file(request: AccessRequest) -> None:
    """Empty what the row says of its bundle, and remove that once it is committed; the caller stores the row."""
    name = request.storage_name
    if name:
        transaction.on_commit(lambda: files.delete(storage_name=name))
    request.storage_name, request.size, request.sha256 = "", None, ""
