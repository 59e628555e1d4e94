"""Making keys and certificates of all kinds for signing documents."""

from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID


def make(
    *,
    key: Any = None,
    issuer: tuple[bytes, bytes] | None = None,
    until: datetime = datetime(2036, 1, 1, tzinfo=UTC),
    may_sign: bool = True,
    name: str = "A hub",
) -> tuple[bytes, bytes]:
    """Return a private key and its certificate in PEM, signed by itself or by an issuer (key and certificate)."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder(subject_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
        .add_extension(_usage(may_sign=may_sign, is_authority="authority" in name), critical=True)
        .add_extension(x509.BasicConstraints(ca="authority" in name, path_length=None), critical=True)
    )
    if issuer is None:
        certificate = builder.issuer_name(subject).sign(key, SHA256())
    else:
        above = x509.load_pem_x509_certificate(issuer[1])
        certificate = builder.issuer_name(above.subject).sign(load_pem_private_key(issuer[0], None), SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, certificate.public_bytes(Encoding.PEM)


def ed25519() -> bytes:
    """Return a private key that few readers of PDF know, in PEM."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _usage(*, may_sign: bool, is_authority: bool) -> x509.KeyUsage:
    never = dict.fromkeys(("data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(
        digital_signature=may_sign,
        content_commitment=may_sign,
        key_encipherment=not may_sign,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        **never,
    )
