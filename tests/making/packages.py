"""Making a signed package without a case, for tests of those who check packages."""

import io
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from referrals.rules.bag import BagWriter

NAME = "OHC-0000-0000-v1"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def pem(key: Ed25519PrivateKey) -> bytes:
    """Return the public half of a key as the hub gives it out."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def signed_package(*, at: datetime) -> bytes:
    """Return a package as the hub writes it, signed by KEY."""
    target = io.BytesIO()
    bag = BagWriter(target, name=NAME, at=at)
    bag.add("reports.json", [b'[{"narrative": "They wrote this."}]'])
    bag.add("summary.pdf", [b"%PDF-1.7 summary"])
    bag.add("exhibits/one.png", [b"\x89PNG", b"x" * 5000])
    bag.close(signature=KEY.sign(bag.finish(info={"External-Identifier": NAME})))
    return target.getvalue()
