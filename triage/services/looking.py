"""Looking at an exhibit: for the case, or for a second reading of its decision."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from reports.models import Evidence
from reports.services import viewing
from triage.models import SecondReading
from triage.selectors.second_readings import NotWaiting, SameOfficer, get_to_read, get_to_settle
from triage.services.seen import note_seen

CLOSED = (NotPermitted, NotWaiting, SameOfficer, SecondReading.DoesNotExist)


def picture(*, evidence_id: int, reading_id: int | None, by: Actor, at: datetime) -> bytes:
    """Return what `viewing.safe_picture` does; to a second reader also where the decision withholds it.

    It counts as seen by the one who looks.
    """
    is_review = reviews(evidence_id, reading_id, by=by)
    shown = viewing.safe_picture(evidence_id=evidence_id, by=by, at=at, is_review=is_review)
    note_seen(by=by, at=at, pictures=1)
    return shown


def words(*, evidence_id: int, reading_id: int | None, by: Actor, at: datetime) -> viewing.Words:
    """Return what `viewing.safe_words` does; to a second reader also where the decision withholds it.

    It counts as seen by the one who looks.
    """
    is_review = reviews(evidence_id, reading_id, by=by)
    shown = viewing.safe_words(evidence_id=evidence_id, by=by, at=at, is_review=is_review)
    note_seen(by=by, at=at, files=1)
    return shown


def page(*, evidence_id: int, number: int, reading_id: int | None, by: Actor, at: datetime) -> bytes:
    """Return what `viewing.safe_page` does; to a second reader also where the decision withholds it.

    Each page counts as a file seen by the one who looks.
    """
    is_review = reviews(evidence_id, reading_id, by=by)
    shown = viewing.safe_page(evidence_id=evidence_id, number=number, by=by, at=at, is_review=is_review)
    note_seen(by=by, at=at, files=1)
    return shown


def pages(*, evidence_id: int, reading_id: int | None, by: Actor, at: datetime) -> int:
    """Return what `viewing.count_pages` does; to a second reader also where the decision withholds it."""
    is_review = reviews(evidence_id, reading_id, by=by)
    return viewing.count_pages(evidence_id=evidence_id, by=by, at=at, is_review=is_review)


def viewable(*, evidence_id: int, reading_id: int | None, by: Actor, at: datetime) -> Evidence:
    """Return what `viewing.find_viewable` does; to a second reader also where the decision withholds it."""
    is_review = reviews(evidence_id, reading_id, by=by)
    return viewing.find_viewable(evidence_id=evidence_id, by=by, at=at, is_review=is_review)


def reviews(evidence_id: int, reading_id: int | None, *, by: Actor) -> bool:
    """Tell whether the actor has this exhibit's decision to read, or to settle."""
    if reading_id is None:
        return False
    cases = {case_id for get in (get_to_read, get_to_settle) if (case_id := _case_of(get, reading_id, by=by))}
    return Evidence.objects.filter(id=evidence_id, report__case__in=cases).exists()


def _case_of(get: Callable[..., SecondReading], reading_id: int, *, by: Actor) -> UUID | None:
    try:
        return get(reading_id=reading_id, by=by).case_id
    except CLOSED:
        return None
