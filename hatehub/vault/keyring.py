"""The master keys: from a setting in production, from a file that rotation adds to elsewhere."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from hatehub.vault.rules.ciphers import KEY_BYTES, new_key


class UnknownMasterKey(Exception):
    """A data key is wrapped by a master key that this process does not hold."""


class BadMasterKeys(Exception):
    """The setting VAULT_MASTER_KEYS, or the key file, cannot be read; the message says why."""


_held: tuple[object, dict[str, bytes]] | None = None


def active_key_id() -> str:
    """Return the id of the key that wraps new data keys: the first one."""
    return next(iter(_keys()))


def master_key(key_id: str) -> bytes:
    """Return a master key. A running process sees a key that was added to the file. Raises UnknownMasterKey."""
    keys = _keys()
    if key_id not in keys:
        raise UnknownMasterKey(f"no master key {key_id} is configured")
    return keys[key_id]


def add_key() -> str:
    """Put a new key first in the key file, atomically, and return its id. Raises BadMasterKeys for a setting."""
    if settings.VAULT_MASTER_KEYS:
        raise BadMasterKeys("Put the new key first in VAULT_MASTER_KEYS, restart, then rotate without --new.")
    path = settings.VAULT_MASTER_KEYS_PATH
    with _writing(path):
        keys = {secrets.token_hex(4): new_key(), **(_read(path) if path.exists() else {})}
        _write(path, keys)
    return next(iter(keys))


def _keys() -> dict[str, bytes]:
    """Return the keys, read again when the setting or the file has changed."""
    global _held
    if settings.VAULT_MASTER_KEYS:
        source: object = settings.VAULT_MASTER_KEYS
    else:
        path = settings.VAULT_MASTER_KEYS_PATH
        if not path.exists():
            _write_first(path)
        stat = path.stat()
        source = (path, stat.st_mtime_ns, stat.st_ino)
    held = _held
    if held is None or held[0] != source:
        held = (source, _parse(source) if isinstance(source, str) else _read(settings.VAULT_MASTER_KEYS_PATH))
        _held = held
    return held[1]


def _parse(text: str) -> dict[str, bytes]:
    """Read `id:base64,id:base64`, the active key first."""
    keys = {}
    for part in text.split(","):
        key_id, _, encoded = part.strip().partition(":")
        keys[key_id] = _decoded(encoded, name="VAULT_MASTER_KEYS")
    return keys


def _decoded(encoded: str, *, name: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadMasterKeys(f"{name} must hold keys written id:base64, each of 32 bytes.")
    return key


def _read(path: Path) -> dict[str, bytes]:
    try:
        held = json.loads(path.read_text())
    except ValueError:
        held = None
    if not isinstance(held, dict) or not held or not all(isinstance(text, str) for text in held.values()):
        raise BadMasterKeys(f"{path} is not a file of master keys; put back the one that belongs there.")
    return {key_id: _decoded(text, name=str(path)) for key_id, text in held.items()}


def _write_first(path: Path) -> None:
    """Make the file with one key; of two processes that try at once, one wins and both use its key."""
    with _writing(path):
        if not path.exists():
            _write(path, {secrets.token_hex(4): new_key()})


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Let one process, and one thread of it, write the key file at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _write(path: Path, keys: dict[str, bytes]) -> None:
    making = path.with_name(f"{path.name}.new")
    text = json.dumps({key_id: base64.b64encode(key).decode() for key_id, key in keys.items()})
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
