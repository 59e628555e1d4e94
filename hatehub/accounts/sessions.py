"""Sessions of people who sign in: begun at the sign-in, seen while they are used, over after a while without use.

What a request has to know stands in the session itself, so that no page costs a query more. The row beside it is what
its owner is shown, and is written once a minute at most.
"""

import time
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from hatehub.accounts.browsers import rough_words
from hatehub.accounts.models import OpenSession, User

BEGAN, SEEN, ROW, KEY = "hub_began", "hub_seen", "hub_session", "hub_session_key"
MINUTE = 60


def begin(*, request: HttpRequest, user: User) -> None:
    """Note that a session has begun; rows of sessions of the same person that are over go."""
    if not request.session.session_key:
        request.session.save()
    now, key = time.time(), str(request.session.session_key)
    at = _moment(now)
    OpenSession.objects.filter(user=user, began_at__lt=_moment(now - settings.SESSION_COOKIE_AGE)).delete()
    browser = rough_words(request.headers.get("User-Agent", ""))
    row, _is_new = OpenSession.objects.update_or_create(
        session_key=key, defaults={"user": user, "browser": browser, "began_at": at, "seen_at": at}
    )
    request.session.update({BEGAN: now, SEEN: now, ROW: row.pk, KEY: key})


class Over(Enum):
    """Why a session is over: not used for too long, or opened too long ago, however much it is used."""

    IDLE = "idle"
    AGE = "age"


def why_over(request: HttpRequest) -> Over | None:
    """Return why a session is over; None while it is not. One that is both was left alone before it grew old."""
    now = time.time()
    if now - request.session.get(SEEN, now) > settings.SESSION_IDLE_SECONDS:
        return Over.IDLE
    return Over.AGE if now - request.session.get(BEGAN, now) > settings.SESSION_COOKIE_AGE else None


def see(*, request: HttpRequest, user: User) -> None:
    """Note that a session is used, once a minute, and under which key, which changes with the password."""
    now, key = time.time(), request.session.session_key
    if ROW not in request.session:
        begin(request=request, user=user)
    elif key != request.session.get(KEY) or now - request.session[SEEN] >= MINUTE:
        OpenSession.objects.filter(pk=request.session[ROW]).update(session_key=key, seen_at=_moment(now))
        request.session.update({SEEN: now, KEY: key})


def forget(request: HttpRequest) -> None:
    """Take away the row of a session that its owner ends by signing out."""
    if ROW in request.session:
        OpenSession.objects.filter(pk=request.session[ROW]).delete()


def sessions_of(user: User) -> QuerySet[OpenSession]:
    """Return the sessions of somebody that are still open, the one seen last first."""
    now = time.time()
    return OpenSession.objects.filter(
        user=user,
        began_at__gt=_moment(now - settings.SESSION_COOKIE_AGE),
        seen_at__gt=_moment(now - settings.SESSION_IDLE_SECONDS),
    ).order_by("-seen_at", "-pk")


def close(rows: QuerySet[OpenSession]) -> int:
    """End sessions at once: their browsers are signed out with the next page. Returns how many there were."""
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def forget_over(*, at: datetime) -> int:
    """Delete the sessions that nobody can use any more, those of people who never signed in too; return how many."""
    OpenSession.objects.filter(began_at__lt=at - timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def own_row(request: HttpRequest) -> Any:
    """Return the id of the row of the session that a request came in."""
    return request.session.get(ROW)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
