"""The keys that copies are sealed under: from a setting alone, so that no copy lies beside its key."""

import base64

from django.conf import settings

from hatehub.vault.rules.ciphers import KEY_BYTES


class NoBackupKey(Exception):
    """There is no key to seal or open a copy with; the message says what to do."""


def active_key() -> tuple[str, bytes]:
    """Return the id and the key that new copies are sealed under: the first. Raises NoBackupKey."""
    return next(iter(_keys().items()))


def key_of(key_id: str) -> bytes:
    """Return the key of an id that stands at the head of a copy. Raises NoBackupKey."""
    keys = _keys()
    if key_id not in keys:
        raise NoBackupKey(f"This copy was sealed under the key {key_id[:40]!r}, which BACKUP_KEY does not hold.")
    return keys[key_id]


def _keys() -> dict[str, bytes]:
    if not settings.BACKUP_KEY:
        raise NoBackupKey("BACKUP_KEY is not set; docs/backup.md says how to make one and where to keep it.")
    keys = {}
    for part in settings.BACKUP_KEY.split(","):
        key_id, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not key_id or len(key) != KEY_BYTES:
            raise NoBackupKey("BACKUP_KEY must hold keys written id:base64, each of 32 bytes, the active one first.")
        keys[key_id] = key
    return keys
