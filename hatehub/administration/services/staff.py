"""Accounts of staff, forces and partners: made, changed, deactivated, and given a new way in.

Nothing here can take an account away: the audit speaks of usernames for good.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import Team, User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from hatehub.administration.services import sessions
from hatehub.audit.services import record


class Refused(Exception):
    """An account is not changed like that; the message says why."""


class NameTaken(Refused):
    """There is an account of this name."""


class NotYourself(Refused):
    """Nobody changes their own rights or their own way in here: a colleague does."""


class LastAdministrator(Refused):
    """Nobody would be left who could make another one."""


class ReasonNeeded(Refused):
    """The audit keeps why."""


@transaction.atomic
def add(*, user: User, by: Actor, at: datetime) -> str:
    """Store a new account and return its first password, which is shown once and changed at the first sign-in.

    A second factor is set up at the first sign-in as well. Raises NotPermitted and NameTaken.
    """
    require(by=by, action=Action.MANAGE_ACCOUNTS)
    password = _give_password(user)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise NameTaken(f"There is an account {user.username} already.") from None
    _record(user, "account_added", by=by, at=at, details=_first_facts(user))
    return password


@transaction.atomic
def change(*, user: User, fields: Sequence[str], by: Actor, at: datetime) -> None:
    """Store these fields of an account as they stand in memory. A role takes effect with the next page.

    Raises NotPermitted, NotYourself where somebody would change the own role, force, partner or clearance, and
    LastAdministrator.
    """
    require(by=by, action=Action.MANAGE_ACCOUNTS)
    if not fields:
        return
    stored = User.objects.select_for_update().get(pk=user.pk)
    if {"role", "force", "partner", "is_cleared_for_sources"} & set(fields):
        _check_other(stored, by)
    if stored.role != user.role:
        _check_others_remain(stored)
    user.save(update_fields=fields)
    details: dict[str, object] = {"fields": sorted(fields)}
    if stored.role != user.role:
        details |= {"from": stored.role, "to": user.role}
    if stored.is_cleared_for_sources != user.is_cleared_for_sources:
        details["is_cleared_for_sources"] = user.is_cleared_for_sources
    _record(user, "account_changed", by=by, at=at, details=details)


@transaction.atomic
def deactivate(*, user_id: int, reason: str, by: Actor, at: datetime) -> User:
    """Close an account: its sessions end at once, it belongs to no identity outside, and it signs in no more.

    Raises NotPermitted, ReasonNeeded, NotYourself and LastAdministrator.
    """
    user = locked(user_id, reason=reason, by=by)
    _check_others_remain(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record(user, "account_deactivated", by=by, at=at, reason=reason)
    _detach_for_good(user, by=by, at=at, reason=reason)
    sessions.end_all(user=user, by=by, at=at)
    return user


@transaction.atomic
def reactivate(*, user_id: int, reason: str, by: Actor, at: datetime) -> str:
    """Open a closed account again, with a new first password, which is returned; the former one may be known.

    From outside nobody comes in with it until an administrator allows that: its name may be somebody else's there.
    Raises NotPermitted, ReasonNeeded and NotYourself.
    """
    user = locked(user_id, reason=reason, by=by)
    password = _give_password(user)
    user.is_active = True
    user.save(update_fields=["is_active", "password", "must_change_password"])
    _record(user, "account_reactivated", by=by, at=at, reason=reason)
    _detach_for_good(user, by=by, at=at, reason=reason)
    sessions.end_all(user=user, by=by, at=at)
    return password


@transaction.atomic
def give_new_password(*, user_id: int, reason: str, by: Actor, at: datetime) -> str:
    """Give an account a new first password and return it: its sessions end, the second factor stays.

    Raises NotPermitted, ReasonNeeded and NotYourself.
    """
    user = locked(user_id, reason=reason, by=by)
    password = _give_password(user)
    user.save(update_fields=["password", "must_change_password"])
    _record(user, "password_given", by=by, at=at, reason=reason)
    sessions.end_all(user=user, by=by, at=at)
    return password


@transaction.atomic
def reset_second_factor(*, user_id: int, reason: str, by: Actor, at: datetime) -> str:
    """Take an account's second factor away and return a new first password; another factor is set up at sign-in.

    The password is new because until then it is all that protects the account, and so that its sessions end: one of
    them may be on the telephone that was lost. Raises NotPermitted, ReasonNeeded and NotYourself.
    """
    user = locked(user_id, reason=reason, by=by)
    Authenticator.objects.filter(user=user).delete()
    password = _give_password(user)
    user.save(update_fields=["password", "must_change_password"])
    _record(user, "second_factor_reset", by=by, at=at, reason=reason)
    sessions.end_all(user=user, by=by, at=at)
    return password


@transaction.atomic
def note_own_password(*, by: Actor, at: datetime) -> None:
    """Note that somebody has chosen a password: nobody else knows it, and staff pages open."""
    user = User.objects.select_for_update().get(username=by.identifier)
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    _record(user, "password_changed", by=by, at=at)


@transaction.atomic
def save_team(*, team: Team, fields: Sequence[str], by: Actor, at: datetime) -> None:
    """Store a team as it stands in memory, of a stored one only the `fields` named. Raises NotPermitted."""
    require(by=by, action=Action.MANAGE_ACCOUNTS)
    is_new = team.pk is None
    if not is_new and not fields:
        return
    team.save(force_insert=is_new, update_fields=None if is_new else fields)
    verb = "team_added" if is_new else "team_changed"
    details = {"name": team.name, "fields": sorted(fields)}
    record(subject=subject_of(team), verb=verb, by=by, at=at, details=details)


def subject_of(kept: User | Team) -> str:
    """Return the audit's subject of an account or a team."""
    return f"account:{kept.pk}" if isinstance(kept, User) else f"team:{kept.pk}"


def _first_facts(user: User) -> dict[str, object]:
    cleared = {"is_cleared_for_sources": True} if user.is_cleared_for_sources else {}
    return {"role": user.role, **cleared}


def locked(user_id: int, *, reason: str, by: Actor) -> User:
    """Return an account, locked, to which something is done with a reason. Raises what the services here name."""
    require(by=by, action=Action.MANAGE_ACCOUNTS)
    if not reason.strip():
        raise ReasonNeeded("Say why.")
    user = User.objects.select_for_update().get(pk=user_id)
    _check_other(user, by)
    return user


def _check_other(user: User, by: Actor) -> None:
    if user.pk == by.user_id:
        raise NotYourself("This is your own account. Ask another administrator to do it.")


def _check_others_remain(user: User) -> None:
    """Refuse to lose the last active administrator; two who remove each other wait here."""
    active = User.objects.filter(role=Role.REFERENCE_ADMIN, is_active=True).order_by("pk").select_for_update()
    keys = [each.pk for each in active]
    if keys == [user.pk]:
        raise LastAdministrator("This is the last active administrator. Make another one first.")


def _detach_for_good(user: User, *, by: Actor, at: datetime, reason: str) -> None:
    """Take an account's identities away, and let its name attach no other: a name may be given to somebody else."""
    user.is_attachable = False
    user.save(update_fields=["is_attachable"])
    detached, _ = SocialAccount.objects.filter(user=user).delete()
    if detached:
        _record(user, "identity_detached", by=by, at=at, reason=reason)


def _give_password(user: User) -> str:
    password = secrets.token_urlsafe(15)
    user.set_password(password)
    user.must_change_password = True
    return password


def _record(
    user: User, verb: str, *, by: Actor, at: datetime, reason: str = "", details: dict[str, object] | None = None
) -> None:
    every = {"username": user.username, **(details or {})}
    record(subject=subject_of(user), verb=verb, by=by, at=at, reason=reason.strip(), details=every)
