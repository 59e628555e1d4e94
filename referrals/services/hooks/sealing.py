"""The secrets of hooks: made by the hub, kept sealed, shown once, and valid beside the next for a while."""

from datetime import datetime, timedelta
from secrets import token_bytes

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import WebHook
from referrals.rules.hooks.signing import SECRET_BYTES, secret_of

FIELD = "hook-secret"
LONGEST_OVERLAP = timedelta(days=7)
USUAL_OVERLAP = timedelta(hours=24)


class OverlapTooLong(Exception):
    """An earlier secret stays valid for seven days at most."""


def begin_secret(hook: WebHook, *, at: datetime) -> str:
    """Make a key and the first secret for a hook that is not stored yet; return the secret."""
    vault.create_keys(owner=hook.id, purposes=[Purpose.CREDENTIAL], at=at)
    return _set_new(hook)


def replace_secret(hook: WebHook, *, overlap: timedelta, at: datetime) -> str:
    """Give a hook a new secret, which its caller saves; the one before is valid for the overlap, and none before that.

    Raises OverlapTooLong.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise OverlapTooLong("An earlier secret can stay valid for up to seven days.")
    hook.sealed_earlier_secret = hook.sealed_secret if overlap else None
    hook.earlier_valid_until = at + overlap if overlap else None
    return _set_new(hook)


def secrets_of(hook: WebHook, *, at: datetime) -> list[str]:
    """Return the secrets that messages are signed with: the present one, then the one before while valid."""
    sealed = [hook.sealed_secret]
    if hook.sealed_earlier_secret is not None and hook.earlier_valid_until and at < hook.earlier_valid_until:
        sealed.append(hook.sealed_earlier_secret)
    return [str(vault.unseal(each, owner=hook.id, purpose=Purpose.CREDENTIAL, field=FIELD)) for each in sealed]


def destroy_secrets(hook: WebHook, *, at: datetime) -> None:
    """Destroy the key of a hook's secrets."""
    vault.destroy_key(owner=hook.id, purpose=Purpose.CREDENTIAL, at=at)


def _set_new(hook: WebHook) -> str:
    secret = secret_of(token_bytes(SECRET_BYTES))
    hook.sealed_secret = vault.seal(secret, owner=hook.id, purpose=Purpose.CREDENTIAL, field=FIELD)
    return secret
