"""The key that signs evidence packages: from a setting in production, from a file made at first use elsewhere."""

from functools import lru_cache

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


class BadSigningKey(Exception):
    """PACKAGE_SIGNING_KEY is not an Ed25519 private key in PEM."""


@lru_cache(maxsize=1)
def signing_key() -> Ed25519PrivateKey:
    """Return the private key. Raises BadSigningKey."""
    pem = settings.PACKAGE_SIGNING_KEY.replace("\\n", "\n").encode() or _from_file()
    try:
        key = load_pem_private_key(pem, password=None)
    except ValueError:
        raise BadSigningKey("PACKAGE_SIGNING_KEY is not a private key in PEM.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadSigningKey("PACKAGE_SIGNING_KEY is not an Ed25519 key.")
    return key


def public_pem() -> bytes:
    """Return the public key that packages are verified with, in PEM."""
    return signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _from_file() -> bytes:
    return read_or_make(settings.PACKAGE_SIGNING_KEY_PATH, make=_make)


def _make() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
