"""The keys that packages are signed with: taken, changed, and all of them published."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from referrals.clients.signing import key_id, pem_of, replace_key, signing_key
from referrals.models import SigningKey

CHANGING = 0x7369676E6B6579  # "signkey": one process changes the list at a time
SUBJECT = "hub:package-signing-key"


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """One key: its id, its PEM, and from when until when it signed; None for not yet, and for still."""

    id: str
    pem: str
    since: datetime | None
    until: datetime | None


@transaction.atomic
def take_key(*, by: Actor, at: datetime) -> Ed25519PrivateKey:
    """Return the key to sign with, which is on the published list afterwards; one that signed before it is retired.

    Costs one query where nothing has changed. Raises NotPermitted, BadSigningKey and SigningKeyLost.
    """
    require(by=by, action=Action.BUILD_PACKAGE)
    key = signing_key()
    if not SigningKey.objects.filter(id=key_id(key), until__isnull=True).exists():
        _note_change(key, by=by, at=at)
    return key


def _note_change(key: Ed25519PrivateKey, *, by: Actor, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHANGING])
    before = SigningKey.objects.filter(until__isnull=True).exclude(id=key_id(key)).first()
    if before is not None:
        before.until = at
        before.save(update_fields=["until"])
    SigningKey.objects.update_or_create(
        id=key_id(key), defaults={"until": None}, create_defaults={"pem": pem_of(key), "since": at}
    )
    details = {"key": key_id(key), "before": before.id if before else ""}
    record(subject=SUBJECT, verb="signing_key_in_use", by=by, at=at, details=details)


def rotate(*, is_lost: bool = False, by: Actor, at: datetime) -> str:
    """Make a new key, which signs from now on, and retire the one before; return the id of the new one.

    Packages that are sealed stay as they are, and verify with the key that they name. Where the private key `is_lost`
    nothing is asked of it. Raises NotPermitted, KeyIsASetting, and SigningKeyLost for one that is lost unsaid.
    """
    require(by=by, action=Action.CHANGE_SIGNING_KEY)
    if not is_lost:
        take_key(by=by, at=at)
    replace_key()
    return key_id(take_key(by=by, at=at))


def list_keys() -> list[PublicKey]:
    """Return the key in use and every retired one, the newest first; one that has signed nothing yet is among them."""
    rows = SigningKey.objects.order_by("-since", "id")
    known = [PublicKey(id=row.id, pem=row.pem, since=row.since, until=row.until) for row in rows]
    current = signing_key()
    if any(key.id == key_id(current) for key in known):
        return known
    return [PublicKey(id=key_id(current), pem=pem_of(current), since=None, until=None), *known]


def get_key(*, fingerprint: str) -> PublicKey | None:
    """Return one key by its id, without its `sha256:`; None for one that the hub never had."""
    return next((key for key in list_keys() if key.id == f"sha256:{fingerprint}"), None)
