"""Signing for the audit, with the key that packages are signed with."""

from datetime import date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from hatehub.accounts.actors import HUB
from hatehub.audit.registries import Signed, register_notary
from referrals.clients.signing import key_id
from referrals.services import stamping
from referrals.services.signing_keys import get_key, take_key


class HubNotary:
    """Signs with the key in use; a signature holds by any key that the hub has published."""

    def sign(self, content: bytes, *, at: datetime) -> Signed:
        """Sign. Raises BadSigningKey and SigningKeyLost."""
        key = take_key(by=HUB, at=at)
        return Signed(key_id=key_id(key), signature=key.sign(content).hex())

    def holds(self, content: bytes, *, signed: Signed) -> bool:
        """Tell whether the key of that id made this signature."""
        known = get_key(fingerprint=signed.key_id.removeprefix("sha256:"))
        if known is None:
            return False
        key = load_pem_public_key(known.pem.encode())
        if not isinstance(key, Ed25519PublicKey):
            return False
        try:
            key.verify(bytes.fromhex(signed.signature), content)
        except (InvalidSignature, ValueError):
            return False
        return True

    def ask_stamp(self, digest: str, *, day: date, at: datetime) -> None:
        """Have the hash of a day's anchor stamped."""
        stamping.ask(subject=f"audit:{day.isoformat()}", digest=digest, at=at)


def register_all() -> None:
    """Sign for the audit."""
    register_notary(HubNotary())
