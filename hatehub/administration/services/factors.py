"""Second factors that somebody adds or removes: each stands in the audit of the account."""

from datetime import datetime

from allauth.mfa.models import Authenticator

from hatehub.accounts.actors import Actor
from hatehub.audit.services import record


def note_added(*, factor: Authenticator, by: Actor, at: datetime) -> None:
    """Record that somebody has a further second factor. The name that they gave it is theirs, and is left out."""
    _record(factor, "second_factor_added", by=by, at=at)


def note_removed(*, factor: Authenticator, by: Actor, at: datetime) -> None:
    """Record that somebody has taken a second factor away."""
    _record(factor, "second_factor_removed", by=by, at=at)


def _record(factor: Authenticator, verb: str, *, by: Actor, at: datetime) -> None:
    details: dict[str, object] = {"username": factor.user.username, "type": str(factor.type)}
    record(subject=f"account:{factor.user.pk}", verb=verb, by=by, at=at, details=details)
