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
from triage.services.access_requests.leases import LEASE, Lease, NotWanted
from triage.services.access_requests.parts import REPORTS

logger = logging.getLogger(__name__)
FIRST_RETRY = timedelta(seconds=30)
MOST_ATTEMPTS = 6
AT_ONCE = 5
ABANDONED = "Abandoned"
WHY = "given to the person who asked what the hub holds on them"


@transaction.atomic
def lease_due(*, at: datetime) -> list[UUID]:
    """Lease the bundles that are to be built; an expired lease is due again."""
    due = AccessRequest.objects.filter(state=State.APPROVED.value, not_before__lte=at).order_by("not_before", "id")
    chosen = list(due.select_for_update(skip_locked=True).values_list("id", flat=True)[:AT_ONCE])
    AccessRequest.objects.filter(id__in=chosen).update(not_before=at + LEASE)
    return chosen


def build(*, request_id: UUID, by: Actor, at: datetime) -> bool:
    """Build one bundle and seal it; tell whether it was made now. It is begun six times at most.

    A failure is tried again, as is a build whose worker fell, once its lease is over. While one goes on nobody else
    begins. Raises NotPermitted.
    """
    require(by=by, action=Action.BUILD_ACCESS)
    request = _begin(request_id, at=at)
    if request is None:
        return False
    try:
        return _build(request, by=by, at=at)
    except NotWanted:
        return False
    except Exception as error:
        _note_failure(request, error, at=at)
        return False


@transaction.atomic
def _begin(request_id: UUID, *, at: datetime) -> AccessRequest | None:
    """Lease a bundle to whoever builds it, and count that; None where there is nothing to begin, or no more."""
    rows = AccessRequest.objects.select_for_update().filter(id=request_id, state=State.APPROVED.value)
    request = rows.filter(not_before__isnull=False).first()
    if request is None or (request.building_until is not None and request.building_until > at):
        return None
    if request.building_until is not None:
        request.last_error = ABANDONED
    may_begin = request.attempts < MOST_ATTEMPTS
    request.attempts += may_begin
    request.not_before = request.building_until = at + LEASE if may_begin else None
    request.save(update_fields=["attempts", "last_error", "not_before", "building_until"])
    if not may_begin:
        logger.error("access_bundle_failed", extra={"request": str(request_id), "error": request.last_error})
    return request if may_begin else None


def _build(request: AccessRequest, *, by: Actor, at: datetime) -> bool:
    lease = Lease(request, at=at)
    contents = bundle.collect(request=request, by=by, at=at, note=lease.note)
    pieces = lease.over(bundle.write(request=request, contents=contents, at=at))
    stored = files.store(chunks=pieces, owner=request.id)
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
    """Record a bundle; not one that is to be built anew since it was begun, or that another worker has made."""
    request = _locked_if_wanted(begun)
    if request is None:
        return False
    request.state, request.made_at, request.last_error = State.MADE.value, at, ""
    request.not_before, request.building_until = None, None
    request.storage_name, request.size, request.sha256 = stored.storage_name, stored.size, stored.sha256
    request.fetched_at, request.fetched_by = None, ""
    request.save()
    facts = {"sha256": stored.sha256, "size": stored.size, "files": len(contents.files)}
    record(subject=request.subject, verb="access_bundle_made", by=by, at=at, details=facts)
    custody.log(items=contents.exhibits, verb=CustodyVerb.EXPORTED, by=by, at=at, why=WHY)
    return True


def _locked_if_wanted(begun: AccessRequest) -> AccessRequest | None:
    """Return the row, locked, where what was begun is what is to be built still."""
    rows = AccessRequest.objects.select_for_update()
    return rows.filter(id=begun.id, state=State.APPROVED.value, build_number=begun.build_number).first()


def _note_failure(begun: AccessRequest, error: Exception, *, at: datetime) -> None:
    """Have a build that failed tried again, ever later; one that is not wanted any more holds nothing up."""
    with transaction.atomic():
        request = _locked_if_wanted(begun)
        if request is not None:
            request.last_error = type(error).__name__[:120]
            wait = FIRST_RETRY * 2 ** (request.attempts - 1)
            request.not_before = at + wait if request.attempts < MOST_ATTEMPTS else None
            request.building_until, request.step_done, request.step_total = None, 0, 0
            request.save(update_fields=["last_error", "not_before", "building_until", "step_done", "step_total"])
    logger.error("access_bundle_failed", extra={"request": str(begun.id), "error": type(error).__name__})


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
    request.build_number, request.building_until = request.build_number + 1, None
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
