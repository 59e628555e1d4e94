"""Identities at the provider that accounts belong to: attached at the first sign-in, detached by an administrator."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor, actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.administration.services import sessions, staff
from hatehub.audit.services import record


class NoAccount(Exception):
    """Nobody made an account for this person."""


class SeveralAccounts(Exception):
    """Name and address belong to different accounts: which one is meant is not guessed."""


class ClosedAccount(Exception):
    """The account is closed: whoever comes under its name may be somebody else by now, and is attached to nothing."""


class ClosedOnce(Exception):
    """The account was closed for a time: an administrator says that who has its name there now is still the same."""


class AlreadyAttached(Exception):
    """The account belongs to another identity: whoever has its name there now is somebody else."""


@transaction.atomic
def attach(*, provider: str, uid: str, username: str, email: str, at: datetime) -> SocialAccount:
    """Attach an identity to the one account that has its name, or its proven address, and return what stands for it.

    An empty name or address fits nobody. Raises NoAccount, SeveralAccounts, ClosedAccount, AlreadyAttached and
    ClosedOnce.
    """
    user = _account_of(username=username, email=email)
    if not user.is_active:
        raise ClosedAccount
    if SocialAccount.objects.filter(user=user, provider=provider).exists():
        raise AlreadyAttached
    if not user.is_attachable:
        raise ClosedOnce
    made = SocialAccount.objects.create(user=user, provider=provider, uid=uid, extra_data={})
    _record(user, "identity_attached", by=actor_for_user(user), at=at)
    return made


@transaction.atomic
def detach(*, user_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Detach an account from its identity at the provider; its sessions end. The next sign-in attaches one anew.

    Raises NotPermitted, ReasonNeeded and NotYourself.
    """
    require(by=by, action=Action.MANAGE_ACCOUNTS)
    user = staff.locked(user_id, reason=reason, by=by)
    SocialAccount.objects.filter(user=user).delete()
    _record(user, "identity_detached", by=by, at=at, reason=reason)
    sessions.end_all(user=user, by=by, at=at)


@transaction.atomic
def allow(*, user_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Let an account that was closed for a time be attached anew, by the next sign-in under its name or address.

    Raises NotPermitted, ReasonNeeded and NotYourself.
    """
    user = staff.locked(user_id, reason=reason, by=by)
    user.is_attachable = True
    user.save(update_fields=["is_attachable"])
    _record(user, "identity_allowed", by=by, at=at, reason=reason)


def _account_of(*, username: str, email: str) -> User:
    wanted = Q(pk__in=())
    if username:
        wanted |= Q(username__iexact=username)
    if email:
        wanted |= Q(email__iexact=email) | Q(username__iexact=email)
    found = list(User.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk")[:2])
    if not found:
        raise NoAccount
    if len(found) > 1:
        raise SeveralAccounts
    return found[0]


def _record(user: User, verb: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    record(subject=f"account:{user.pk}", verb=verb, by=by, at=at, reason=reason, details={"username": user.username})
