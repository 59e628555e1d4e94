"""Sessions: that one has begun, and ending them: one's own, one by one or all others, or all of an account."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hatehub.accounts import sessions
from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.audit.services import record


@transaction.atomic
def note_begun(*, browser: str, ways: Sequence[str], by: Actor, at: datetime) -> None:
    """Record that somebody has signed in, with what (`password`, `totp`, `webauthn`), from what kind of browser."""
    user = _self(by)
    details = {"username": user.username, "browser": browser, "ways": list(ways)}
    record(subject=f"account:{user.pk}", verb="signed_in", by=by, at=at, details=details)


@transaction.atomic
def end_own(*, session_id: int, by: Actor, at: datetime) -> bool:
    """End one session of the person who asks; one that is another's, or over, ends nothing. Tells whether one ended."""
    rows = sessions.sessions_of(_self(by)).filter(pk=session_id)
    ended = sessions.close(rows)
    if ended:
        _record(_self(by), ended, by=by, at=at)
    return bool(ended)


@transaction.atomic
def end_others(*, but: int, by: Actor, at: datetime) -> int:
    """End all sessions of the person who asks but the one they ask from. Returns how many."""
    ended = sessions.close(_self(by).open_sessions.exclude(pk=but))
    if ended:
        _record(_self(by), ended, by=by, at=at)
    return ended


@transaction.atomic
def end_all(*, user: User, by: Actor, at: datetime) -> int:
    """End every session of an account; the caller has checked that it may and said why. Returns how many."""
    ended = sessions.close(user.open_sessions.all())
    if ended:
        _record(user, ended, by=by, at=at)
    return ended


def _self(by: Actor) -> User:
    return User.objects.get(username=by.identifier)


def _record(user: User, number: int, *, by: Actor, at: datetime) -> None:
    details = {"username": user.username, "number": number}
    record(subject=f"account:{user.pk}", verb="sessions_ended", by=by, at=at, details=details)
