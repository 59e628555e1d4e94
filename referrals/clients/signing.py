"""The key that signs evidence packages: from a setting in production, from a file made at first use elsewhere."""

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from hatehub.documents.key_files import read_or_make
from referrals.models import SigningKey


class BadSigningKey(Exception):
    """The setting or the file does not hold an Ed25519 private key in PEM."""


class SigningKeyLost(Exception):
    """The file of the private key is gone although packages were signed with it."""


class KeyIsASetting(Exception):
    """The key comes from a setting, which only whoever runs the hub can change."""


def signing_key() -> Ed25519PrivateKey:
    """Return the private key; a rotation is noticed by every process. Raises BadSigningKey and SigningKeyLost."""
    if settings.PACKAGE_SIGNING_KEY:
        return _load(settings.PACKAGE_SIGNING_KEY.replace("\\n", "\n").encode(), "PACKAGE_SIGNING_KEY")
    path = settings.PACKAGE_SIGNING_KEY_PATH
    if not path.exists() and SigningKey.objects.filter(until__isnull=True).exists():
        raise SigningKeyLost(
            f"{path} is gone, and packages were signed with the key in it. Restore it, or give up the key with "
            "manage.py rotate_signing_key --lost: packages that it signed can still be verified."
        )
    return _load(read_or_make(path, make=_make), str(path))


def public_pem() -> bytes:
    """Return the public key that packages are verified with, in PEM."""
    return pem_of(signing_key()).encode()


def pem_of(key: Ed25519PrivateKey) -> str:
    """Return the public half of a key, in PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_id(key: Ed25519PrivateKey) -> str:
    """Return the id of a key: `sha256:` and the SHA-256 of the DER form of its public half."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"sha256:{hashlib.sha256(der).hexdigest()}"


def replace_key() -> None:
    """Put a new private key in the place of the one in the file, which is gone afterwards. Raises KeyIsASetting."""
    if settings.PACKAGE_SIGNING_KEY:
        raise KeyIsASetting(
            "The key comes from PACKAGE_SIGNING_KEY. Make a new one with: openssl genpkey -algorithm ed25519; "
            "put it there and restart. The hub publishes the old one as retired once the new one signs."
        )
    path: Path = settings.PACKAGE_SIGNING_KEY_PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, making = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # readable by its owner alone
    with os.fdopen(descriptor, "wb") as file:
        file.write(_make())
        file.flush()
        os.fsync(file.fileno())
    os.replace(making, path)


@lru_cache(maxsize=4)
def _load(pem: bytes, source: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise BadSigningKey(f"{source} is not a private key in PEM.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadSigningKey(f"{source} is not an Ed25519 key.")
    return key


def _make() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
