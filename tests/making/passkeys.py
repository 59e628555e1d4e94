"""A pytest plugin: a passkey made of software, which answers as a browser's does, with faults on demand."""

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

HOST, ORIGIN = "localhost", "http://localhost"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class SoftPasskey:
    """One credential of one person. `verifies` says whether it has asked for a finger or a PIN."""

    def __init__(self, *, host: str = HOST, origin: str = ORIGIN, verifies: bool = True) -> None:
        self.host, self.origin, self.verifies = host, origin, verifies
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.user = b""

    def made(self, options: dict[str, Any]) -> str:
        """Answer what `navigator.credentials.create` is asked."""
        known = options["publicKey"]
        self.user = known["user"]["id"].encode()
        public = ES256.from_cryptography_key(self.key.public_key())
        described = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, public)
        data = AuthenticatorData.create(self._host_hash(), self._flags() | HAS_KEY, 0, bytes(described))
        attested = AttestationObject.create("none", data, {})
        response = {"clientDataJSON": self._said("create", known), "attestationObject": websafe_encode(bytes(attested))}
        return self._answer(response, {"credProps": {"rk": True}})

    def used(self, options: dict[str, Any]) -> str:
        """Answer what `navigator.credentials.get` is asked."""
        said = self._said("get", options["publicKey"])
        data = bytes(AuthenticatorData.create(self._host_hash(), self._flags(), 1))
        digest = hashlib.sha256(_decoded(said)).digest()
        signature = self.key.sign(data + digest, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": said,
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.user.decode(),
        }
        return self._answer(response, {})

    def _answer(self, response: dict[str, str], results: dict[str, Any]) -> str:
        own = websafe_encode(self.id)
        return json.dumps(
            {"id": own, "rawId": own, "type": "public-key", "clientExtensionResults": results, "response": response}
        )

    def _said(self, kind: str, known: dict[str, Any]) -> str:
        said = {"type": f"webauthn.{kind}", "challenge": known["challenge"], "origin": self.origin}
        return websafe_encode(json.dumps(said).encode())

    def _flags(self) -> int:
        return PRESENT | (VERIFIED if self.verifies else 0)

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()


def _decoded(text: str) -> bytes:
    from fido2.utils import websafe_decode

    return websafe_decode(text)


@pytest.fixture
def passkey() -> Callable[..., SoftPasskey]:
    """Make passkeys: `passkey(verifies=False)`."""
    return SoftPasskey
