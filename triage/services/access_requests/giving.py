"""Giving a bundle out, once, and noting how the person got it; what has ended is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record, record_many
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from reports.models import Report
from reports.services import files
from triage.models import AccessRequest
from triage.rules.access_requests import Choice, State, Step
from triage.selectors.time_bars import local_day
from triage.services.access_requests.building import remove_file
from triage.services.access_requests.deciding import end
from triage.services.access_requests.frame import WHY, AccessRefused, locked, needed, seal
from triage.services.access_requests.parts import REPORTS

FORGET_AT_ONCE = 100


class FetchedAlready(AccessRefused):
    """A bundle is given out once; another one has to be built."""

    def __init__(self) -> None:
        super().__init__("The bundle has been downloaded already. Have it made again to download it once more.")


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A bundle's name, size in bytes, and bytes."""

    name: str
    size: int
    pieces: Iterator[bytes]


@transaction.atomic
def fetch(*, request_id: UUID, by: Actor, at: datetime) -> Fetched:
    """Record that a bundle is downloaded, and return its bytes; that happens once for each that is built.

    Where it cannot be read, nothing is recorded and it can be downloaded still. Raises NotPermitted, NotInThisState,
    FetchedAlready and files.StorageAway; also as it is read files.FileChanged.
    """
    require(by=by, action=Action.FETCH_ACCESS)
    request = locked(request_id, step=Step.FETCH)
    if request.fetched_at is not None:
        raise FetchedAlready
    request.fetched_at, request.fetched_by = at, str(by)
    request.save(update_fields=["fetched_at", "fetched_by"])
    details = {"sha256": request.sha256, "size": request.size}
    record(subject=request.subject, verb="access_bundle_fetched", by=by, at=at, details=details)
    pieces = files.read_compared(storage_name=request.storage_name, owner=request.id, sha256=request.sha256)
    return Fetched(name=f"{request.reference}.zip", size=request.size or 0, pieces=files.begun(pieces))


@transaction.atomic
def note_given(*, request_id: UUID, how: str, on: date, by: Actor, at: datetime) -> AccessRequest:
    """Note how and when the person got the bundle. It ends the request, and the bundle is removed.

    Raises NotPermitted, NotInThisState, and AccessRefused before it has been downloaded or for a day that cannot be.
    """
    require(by=by, action=Action.FETCH_ACCESS)
    request = locked(request_id, step=Step.NOTE_GIVEN)
    if request.fetched_at is None:
        raise AccessRefused("The bundle has not been downloaded yet.")
    words = needed(how, message="Say how the person got it.", field="how")
    if not request.received_on <= on <= local_day(at):
        raise AccessRefused("Enter a day between the request and today.", field="on")
    request.state, request.sealed_why = State.GIVEN.value, seal(request.id, words, field=WHY)
    remove_file(request)
    end(request, by=by, at=at)
    record(subject=request.subject, verb="access_given", by=by, at=at, details={"on": on.isoformat()})
    included = request.items.filter(source=REPORTS, choice=Choice.INCLUDED).values_list("key", flat=True)
    references = Report.objects.filter(id__in=list(included)).order_by("reference").values_list("reference", flat=True)
    notes = [Note(subject=f"report:{reference}", verb="given_to_person_who_asked") for reference in references]
    if request.kind == "complainant":
        record_many(notes=notes, by=by, at=at)
    return request


@transaction.atomic
def forget_ended(*, by: Actor, at: datetime) -> int:
    """Destroy the keys of requests that ended long enough ago; return how many. Raises NotPermitted."""
    require(by=by, action=Action.BUILD_ACCESS)
    due = AccessRequest.objects.filter(forget_on__lte=local_day(at)).order_by("forget_on", "id")
    found = list(due.select_for_update(skip_locked=True)[:FORGET_AT_ONCE])
    for request in found:
        for purpose in (Purpose.PERSON, Purpose.MATERIAL):
            destroy_key(owner=request.id, purpose=purpose, at=at)
        _empty(request)
        record(subject=request.subject, verb="access_forgotten", by=by, at=at)
    return len(found)


def _empty(request: AccessRequest) -> None:
    """Remove what a request held and what links it to anybody; its days and states stay. Twice changes nothing."""
    request.items.all().delete()
    request.sections.all().delete()
    remove_file(request)
    request.sealed_asker, request.sealed_why, request.forget_on = None, None, None
    request.save()


@transaction.atomic
def erase_again(*, owner: UUID, purposes: frozenset[Purpose], at: datetime, is_again: bool) -> None:
    """Empty a request whose keys are destroyed again, after a restore; see `vault.erasures`."""
    del is_again  # what is empty already stays so
    request = AccessRequest.objects.select_for_update().filter(id=owner).first()
    if request is None or Purpose.PERSON not in purposes:
        return
    if request.state not in (State.GIVEN, State.REFUSED):
        request.state = State.GIVEN.value
        request.ended_by, request.ended_at = str(HUB), at
        request.not_before, request.building_until = None, None
    _empty(request)
