"""The hub's accounts at platforms: kept sealed, read by what sends, and never shown."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import Platform
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import PlatformAccount
from referrals.rules.takedowns.credential_fields import FIELDS, missing
from referrals.selectors.platforms import usable_accounts

FIELD = "platform-account"


class NoInterface(Exception):
    """Requests to this platform go by e-mail or by hand: there is nothing to sign in with."""


class AccountExists(Exception):
    """The hub has another account at this server of the platform; one may be kept at the same moment."""


@transaction.atomic
def keep(
    *, platform: Platform, values: Mapping[str, str], by: Actor, at: datetime, account_id: UUID | None = None
) -> PlatformAccount:
    """Keep what an account signs in with; a secret that is blank stays as it is. The audit says that, never what.

    Raises NoInterface, NotPermitted, and AccountExists, with nothing kept.
    """
    require(by=by, action=Action.EDIT_REFERENCE)
    fields = FIELDS.get(platform.takedown_channel)
    if fields is None:
        raise NoInterface(platform.code)
    account = PlatformAccount.objects.select_for_update().filter(id=account_id).first() if account_id else None
    if account is None:
        account = PlatformAccount(platform=platform, changed_at=at)
        vault.create_keys(owner=account.id, purposes=[Purpose.CREDENTIAL], at=at)
    known = values_of(account)
    given = {each.name: values.get(each.name, "").strip() for each in fields}
    new = {each.name: given[each.name] or (known.get(each.name, "") if each.is_secret else "") for each in fields}
    new |= {each.name: server_of(new[each.name]) for each in fields if each.is_server}
    account.server = next((new[each.name] for each in fields if each.is_server), "")
    account.sealed_values = vault.seal(new, owner=account.id, purpose=Purpose.CREDENTIAL, field=FIELD)
    account.is_whole, account.refused_at, account.refused_code = not missing(platform.takedown_channel, new), None, ""
    account.changed_by, account.changed_at = str(by), at
    _save(account)
    changed = sorted(name for name, value in new.items() if value != known.get(name, ""))
    record(subject=f"platform:{platform.code}", verb="account_kept", by=by, at=at, details={"changed": changed})
    return account


def _save(account: PlatformAccount) -> None:
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise AccountExists from None


@transaction.atomic
def remove(*, account: PlatformAccount, by: Actor, at: datetime) -> None:
    """Remove an account, and destroy the key of what it signed in with. Raises NotPermitted."""
    require(by=by, action=Action.EDIT_REFERENCE)
    vault.destroy_key(owner=account.id, purpose=Purpose.CREDENTIAL, at=at)
    record(subject=f"platform:{account.platform.code}", verb="account_removed", by=by, at=at)
    account.delete()


def values_of(account: PlatformAccount) -> dict[str, str]:
    """Return what an account signs in with; empty where nothing is kept."""
    if account.sealed_values is None:
        return {}
    values = vault.unseal(account.sealed_values, owner=account.id, purpose=Purpose.CREDENTIAL, field=FIELD)
    return {str(name): str(value) for name, value in values.items()}


@transaction.atomic
def note_refused(*, platform_code: str, server: str, code: str, by: Actor, at: datetime) -> None:
    """Note that a platform takes an account no more: until somebody keeps it anew, officers send by hand.

    `server` is empty where the platform has one account alone.
    """
    require(by=by, action=Action.MOVE_TAKEDOWN)
    rows = PlatformAccount.objects.filter(platform__code=platform_code, refused_at__isnull=True)
    chosen = rows.filter(server=server) if server else rows
    if chosen.update(refused_at=at, refused_code=code[:60]):
        subject, details = f"platform:{platform_code}", {"code": code, "server": server}
        record(subject=subject, verb="account_refused", by=by, at=at, details=details)


def accounts_of(*, platform_code: str) -> list[dict[str, str]]:
    """Return what the hub's whole accounts at a platform sign in with, the oldest first: that is its home."""
    rows = usable_accounts().filter(platform__code=platform_code)
    return [values_of(account) for account in rows.order_by("changed_at", "id")]


def server_of(typed: str) -> str:
    """Return a server as it is called, of a name or a link that somebody typed."""
    return typed.strip().lower().removeprefix("https://").removeprefix("http://").split("/")[0]
