"""Who signs receipts: from settings in production, from a file made at first use elsewhere."""

from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings

from hatehub.documents.certificates import Signatory, read_signatory
from hatehub.documents.key_files import read_or_make

NAME = "Online Hate Hub (development)"
# RFC 5280, 4.1.2.5: "no well-defined expiration date".
MADE, NEVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@lru_cache(maxsize=1)
def signatory() -> Signatory:
    """Return the key and the certificate that receipts are signed with. Raises certificates.BadSigner."""
    if settings.RECEIPT_SIGNING_KEY or settings.RECEIPT_SIGNING_CERTIFICATE:
        key, certificates = (
            value.replace("\\n", "\n").encode()
            for value in (settings.RECEIPT_SIGNING_KEY, settings.RECEIPT_SIGNING_CERTIFICATE)
        )
        return read_signatory(key=key, certificates=certificates)
    # One file holds both, so that no process ever sees one without the other.
    both = read_or_make(settings.RECEIPT_SIGNING_PATH, make=_make)
    return read_signatory(key=both, certificates=both)


def _make() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(MADE)
        .not_valid_after(NEVER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
