"""Signing a web hook as Standard Webhooks 1.0 says, so that receivers can use any library for it. Pure.

Source: https://www.standardwebhooks.com, symmetric signatures (`v1`).
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32
"""The standard asks for 24 to 64 bytes."""


def secret_of(random_bytes: bytes) -> str:
    """Return random bytes as the secret that a receiver is given."""
    return PREFIX + b64encode(random_bytes).decode()


def signature(secret: str, *, message_id: str, seconds: int, body: bytes) -> str:
    """Return `v1,` and the HMAC-SHA-256, in base64, of the id, the second since 1970 and the body, joined by dots."""
    key = b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = f"{message_id}.{seconds}.".encode() + body
    return "v1," + b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Sequence[str], *, message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """Return the three headers of a message. While a secret is replaced there are two, and each has its signature."""
    signatures = [signature(secret, message_id=message_id, seconds=seconds, body=body) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signatures),
    }
