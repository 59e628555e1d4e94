"""The programs of forces and partners: made, changed, given new secrets, revoked. Secrets are returned once."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from oauth2_provider.models import get_access_token_model

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import ApiClient
from hatehub.accounts.networks import NotNetworks, certificate_fingerprint, parse_networks
from hatehub.accounts.permissions import NotPermitted, require
from hatehub.accounts.roles import Action
from hatehub.accounts.scopes import OF_FORCES, OF_PARTNERS
from hatehub.audit.services import record

LONGEST_OVERLAP = timedelta(days=30)


class ClientRefused(Exception):
    """A program is not made or changed like that; `field` says what of, and the message why."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class ClientNotFound(Exception):
    """The actor's force has no such program in use."""


@transaction.atomic
def make(*, client: ApiClient, by: Actor, at: datetime) -> str:
    """Store a new program as it stands in memory, and return its secret, which is stored as a hash.

    Raises NotPermitted and ClientRefused.
    """
    require(by=by, action=Action.MANAGE_ACCOUNTS)
    check_client(client)
    client.client_type = ApiClient.CLIENT_CONFIDENTIAL
    client.authorization_grant_type = ApiClient.GRANT_CLIENT_CREDENTIALS
    secret = _give_secret(client, at=at)
    client.save(force_insert=True)
    _record(client, "client_made", by=by, at=at, details={"scopes": client.allowed_scopes})
    return secret


@transaction.atomic
def change(*, client: ApiClient, fields: Sequence[str], by: Actor, at: datetime) -> None:
    """Store these fields of a program. Whose it is never changes. What it may no longer do, its tokens do no longer.

    Raises NotPermitted and ClientRefused.
    """
    require(by=by, action=Action.MANAGE_ACCOUNTS)
    if not fields:
        return
    stored = ApiClient.objects.select_for_update(of=("self",)).get(pk=client.pk)
    if (stored.force_id, stored.partner_id) != (client.force_id, client.partner_id):
        raise ClientRefused("Whose program it is stays. Revoke it, and make another one.", field="force")
    check_client(client)
    client.save(update_fields=[*fields, "updated"])
    _record(client, "client_changed", by=by, at=at, details={"fields": sorted(fields)})


@transaction.atomic
def give_new_secret(*, client_id: int, overlap: timedelta, by: Actor, at: datetime, reason: str = "") -> str:
    """Give a program a new secret and return it; the present one works on for `overlap`, at most thirty days.

    An overlap of nothing ends the present secret, and with it every token. Of two earlier ones only the newer works.
    Raises NotPermitted and ClientRefused.
    """
    require(by=by, action=Action.MANAGE_ACCOUNTS)
    client = ApiClient.objects.select_for_update(of=("self",)).get(pk=client_id)
    return _renew(client, overlap=overlap, by=by, at=at, reason=reason)


@transaction.atomic
def give_own_secret(*, client_id: int, overlap: timedelta, by: Actor, at: datetime) -> str:
    """Give a program of the actor's own force a new secret, as `give_new_secret` does; only a person may.

    A revoked program stays revoked. Raises NotPermitted, ClientNotFound and ClientRefused.
    """
    require(by=by, action=Action.MANAGE_OWN_CLIENT)
    if by.user_id is None:
        raise NotPermitted(by=by, action=Action.MANAGE_OWN_CLIENT)
    own = ApiClient.objects.select_for_update(of=("self",)).filter(force__code=by.force_code, is_active=True)
    client = own.filter(pk=client_id).first()
    if client is None:
        raise ClientNotFound
    return _renew(client, overlap=overlap, by=by, at=at, reason="")


def _renew(client: ApiClient, *, overlap: timedelta, by: Actor, at: datetime, reason: str) -> str:
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise ClientRefused("The earlier secret can work for 30 days at most.", field="overlap")
    earlier = client.client_secret
    secret = _give_secret(client, at=at)
    client.earlier_secret = earlier if overlap else ""
    client.earlier_secret_until = at + overlap if overlap else None
    client.save(update_fields=["client_secret", "secret_made_at", "earlier_secret", "earlier_secret_until", "updated"])
    if not overlap:
        _end_tokens(client)
    hours = int(overlap.total_seconds() // 3600)
    _record(client, "client_secret_given", by=by, at=at, reason=reason, details={"overlap_hours": hours})
    return secret


@transaction.atomic
def revoke(*, client_id: int, reason: str, by: Actor, at: datetime) -> ApiClient:
    """Close a program: its tokens end at once, and it gets no more. It stays in the list. Raises NotPermitted."""
    return _switch(client_id, is_active=False, verb="client_revoked", reason=reason, by=by, at=at)


@transaction.atomic
def reopen(*, client_id: int, reason: str, by: Actor, at: datetime) -> str:
    """Open a revoked program again, with a new secret, which is returned: the former may be known.

    Raises NotPermitted.
    """
    _switch(client_id, is_active=True, verb="client_reopened", reason=reason, by=by, at=at)
    return give_new_secret(client_id=client_id, overlap=timedelta(0), by=by, at=at, reason=reason)


def _switch(client_id: int, *, is_active: bool, verb: str, reason: str, by: Actor, at: datetime) -> ApiClient:
    require(by=by, action=Action.MANAGE_ACCOUNTS)
    client: ApiClient = ApiClient.objects.select_for_update(of=("self",)).get(pk=client_id)
    client.is_active = is_active
    client.save(update_fields=["is_active", "updated"])
    _end_tokens(client)
    _record(client, verb, by=by, at=at, reason=reason)
    return client


def check_client(client: ApiClient) -> None:
    """Refuse a program that is nobody's, or may what its kind may not. Raises ClientRefused."""
    if (client.force is None) == (client.partner is None):
        raise ClientRefused("Choose a force or a partner, and not both.", field="force")
    possible = OF_FORCES if client.force is not None else OF_PARTNERS
    asked = client.allowed_scopes.split()
    if not asked:
        raise ClientRefused("Choose what it may do.", field="allowed_scopes")
    beyond = [scope for scope in asked if scope not in possible]
    if beyond:
        whose = "force" if client.force is not None else "partner"
        raise ClientRefused(f"Not for the program of a {whose}: {', '.join(beyond)}.", field="allowed_scopes")
    try:
        parse_networks(client.networks)
    except NotNetworks as error:
        raise ClientRefused(f"{error} is no network; write for example 192.0.2.0/24.", field="networks") from None
    if client.certificate_sha256 and certificate_fingerprint(client.certificate_sha256) != client.certificate_sha256:
        raise ClientRefused("A SHA-256 has 64 hexadecimal digits.", field="certificate_sha256")


def _give_secret(client: ApiClient, *, at: datetime) -> str:
    """Put a secret of 256 random bits into the row, which is hashed as it is stored."""
    secret = secrets.token_urlsafe(32)
    client.client_secret, client.secret_made_at = secret, at
    return secret


def _end_tokens(client: ApiClient) -> None:
    get_access_token_model().objects.filter(application=client).delete()


def _record(
    client: ApiClient, verb: str, *, by: Actor, at: datetime, reason: str = "", details: dict[str, object] | None = None
) -> None:
    whose = client.force.code if client.force else client.partner.code if client.partner else ""
    every = {"client": client.client_id, "of": whose, **(details or {})}
    record(subject=subject_of(client), verb=verb, by=by, at=at, reason=reason.strip(), details=every)


def subject_of(client: ApiClient) -> str:
    """Return the audit's subject of a program."""
    return f"client:{client.pk}"
