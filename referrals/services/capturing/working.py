"""The worker's side: captures leased one a host, taken outside any transaction, and tried again where that helps."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hatehub.vault.services import KeyDestroyed
from referrals.models import Capture
from referrals.rules.capture.failures import MOST_ATTEMPTS, Failure
from referrals.services import pacing
from referrals.services.capturing.asking import CaptureRefused, check_link, check_post
from referrals.services.capturing.keeping import fail, keep
from referrals.services.capturing.taking import take
from referrals.services.capturing.tools import NAME, Tools, configured, tool_version
from referrals.services.pacing import LEASE, WAITING
from reports.models import Case
from reports.services.diversion import Diverted
from reports.services.personal import read_words

logger = logging.getLogger(__name__)


@transaction.atomic
def lease_due(*, at: datetime) -> list[UUID]:
    """Lease captures whose time has come: one for each host, and none of a host that was asked a moment ago.

    An expired lease is due again. However many wait for one host, those for others are not held up by it. No more are
    out at once than the setting says: each holds a worker for as long as a page takes.
    """
    if not pacing.begin_leasing():
        return []
    room = pacing.room(at=at)
    if room <= 0:
        return []
    due = Capture.objects.filter(state__in=WAITING, not_before__lte=at).exclude(pacing.asked_lately(at=at))
    first_of_each = due.order_by("host", "not_before", "id").distinct("host").values("id")
    chosen = Capture.objects.filter(id__in=first_of_each).order_by("not_before", "id")[:room]
    leased = list(chosen.values_list("id", flat=True))
    for capture in Capture.objects.select_for_update().filter(id__in=leased):
        capture.state, capture.not_before, capture.started_at = Capture.State.REQUESTED, at + LEASE, at
        capture.save(update_fields=["state", "not_before", "started_at"])
    return leased


def run(*, capture_id: UUID, at: datetime, tools: Tools | None = None) -> Capture | None:
    """Take one capture that was leased, and keep what came; None where somebody else has it or it is done.

    Whatever a site does ends in the row. What breaks off here is tried again, and ends as failed.
    """
    begun = _begin(capture_id, at=at)
    if begun is None or begun.state == Capture.State.FAILED:
        return begun
    used = tools or configured()
    try:
        taken = take(url=begun.url, words=_words(begun), tools=used, described=_described(begun))
        return keep(capture=begun, taken=taken, exit_address=used.exit_address, at=at)
    except (KeyDestroyed, Diverted) as error:
        failure = Failure.WITHHELD if isinstance(error, KeyDestroyed) else Failure.DIVERTED
        return fail(capture=begun, failure=failure, at=at)
    except Exception as error:
        logger.exception("capture_broke_off", extra={"capture": str(capture_id), "error": type(error).__name__})
        return _broke_off(begun, at=at)


@transaction.atomic
def _begin(capture_id: UUID, *, at: datetime) -> Capture | None:
    """Mark a capture running and return it; failed where it may not be taken any more."""
    found = Capture.objects.filter(id=capture_id).values_list("report__case_id", flat=True).first()
    if found is None:
        return None
    case = Case.objects.select_related("lead").get(id=found)
    rows = Capture.objects.select_for_update(of=["self"], skip_locked=True)
    capture = rows.select_related("report", "content__report").filter(id=capture_id).first()
    if capture is None or capture.state != Capture.State.REQUESTED:
        return None
    capture.attempts += 1
    capture.state, capture.not_before, capture.started_at = Capture.State.RUNNING, at + LEASE, at
    capture.tool, capture.tool_version = NAME, tool_version()
    capture.save()
    if capture.attempts > MOST_ATTEMPTS:
        return fail(capture=capture, failure=Failure.BROKE_OFF, at=at)
    try:
        check_link(capture.url, case=case)
        check_post(capture.url, content=capture.content)
    except CaptureRefused as refusal:
        return fail(capture=capture, failure=refusal.failure, at=at, detail=refusal.detail)
    return capture


def _words(capture: Capture) -> str:
    return read_words(content=capture.content) if capture.content is not None else ""


def _described(capture: Capture) -> dict[str, str]:
    """Return what the WARC says of itself: the role that asked, never a name; who it was stands in the audit."""
    return {
        "software": f"{NAME} ({capture.tool_version})",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator": capture.operator.partition(":")[0],
        "isPartOf": f"capture {capture.id}",
    }


@transaction.atomic
def _broke_off(capture: Capture, *, at: datetime) -> Capture:
    locked = Capture.objects.select_for_update().get(id=capture.id)
    if locked.attempts >= MOST_ATTEMPTS:
        return fail(capture=locked, failure=Failure.BROKE_OFF, at=at)
    locked.state, locked.failure = Capture.State.REQUESTED, Failure.BROKE_OFF.value
    locked.not_before = at + timedelta(minutes=int(5 ** (locked.attempts - 1)))
    locked.save()
    return locked
