"""The pace at which the hub asks the sites of others: one pace for captures and re-checks together."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from referrals.models import Capture, ReCheck

LEASE = timedelta(minutes=5)
LEASING_LOCK = 0x63617074  # "capt": one lessor at a time, so that two do not ask one host at once
WAITING = (Capture.State.REQUESTED, Capture.State.RUNNING)


def begin_leasing() -> bool:
    """Tell whether this transaction may lease; no other does until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LEASING_LOCK])
        return bool(cursor.fetchone()[0])


def room(*, at: datetime) -> int:
    """Return how many more may be out at once: each holds a worker for as long as a page takes."""
    out = Q(not_before=F("started_at") + LEASE, not_before__gt=at)
    captures = Capture.objects.filter(out, state__in=WAITING).count()
    return int(settings.CAPTURE_AT_ONCE - captures - ReCheck.objects.filter(out, done_at__isnull=True).count())


def asked_lately(*, at: datetime) -> Q:
    """Return the condition that a row's host was asked a moment ago, by a capture or by a re-check of the hub."""
    since = at - timedelta(seconds=settings.CAPTURE_PACE_SECONDS)
    lately = {"host": OuterRef("host"), "started_at__gt": since}
    captures = Capture.objects.filter(manner=Capture.Manner.FETCHED, **lately)
    return Q(Exists(captures)) | Q(Exists(ReCheck.objects.filter(**lately)))


def leave_alone(*, host: str, until: datetime) -> None:
    """Ask a host for nothing more until then, as it wishes."""
    waits = {"host": host, "not_before__lt": until}
    Capture.objects.filter(state=Capture.State.REQUESTED, **waits).update(not_before=until)
    ReCheck.objects.filter(done_at__isnull=True, **waits).update(not_before=until)
