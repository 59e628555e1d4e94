"""Reading what signs documents: a private key and its certificate, checked that they can and that they match."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})
LEAST_RSA_BITS = 3072  # NIST SP 800-57: as strong as a 128-bit key, which is what P-256 is

SigningKey = EllipticCurvePrivateKey | RSAPrivateKey


class BadSigner(Exception):
    """A key or certificate that cannot sign documents; the message goes on from the name of what holds it."""


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """A private key, its certificate, and the certificates above it, if any came with it."""

    key: SigningKey
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, in hexadecimal digits."""
        return self.certificate.fingerprint(SHA256()).hex()

    def certificate_pem(self) -> bytes:
        """Return the certificate and those above it, in PEM."""
        return b"".join(each.public_bytes(Encoding.PEM) for each in (self.certificate, *self.above))

    def is_valid_at(self, at: datetime) -> bool:
        """Tell whether the certificate holds at a moment."""
        return self.certificate.not_valid_before_utc <= at <= self.certificate.not_valid_after_utc


def read_signatory(*, key: bytes, certificates: bytes) -> Signatory:
    """Return who signs, from PEM. The key's own certificate comes first. Raises BadSigner."""
    private = read_key(key)
    try:
        own, *above = x509.load_pem_x509_certificates(certificates)
    except ValueError:
        raise BadSigner("must be a certificate in PEM, perhaps followed by those above it") from None
    if not _belong_together(private, own):
        raise BadSigner("is not the certificate of the private key")
    if not _may_sign(own):
        raise BadSigner("is a certificate whose key usage does not allow to sign")
    return Signatory(key=private, certificate=own, above=tuple(above))


def read_key(pem: bytes) -> SigningKey:
    """Return a private key that readers of PDF can verify. Raises BadSigner."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise BadSigner("must be a private key in PEM without a passphrase") from None
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return key
    if isinstance(key, RSAPrivateKey) and key.key_size >= LEAST_RSA_BITS:
        return key
    raise BadSigner(f"must be an EC key on P-256, P-384 or P-521, or an RSA key of {LEAST_RSA_BITS} bits or more")


def _belong_together(key: SigningKey, certificate: x509.Certificate) -> bool:
    try:
        certified = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    return certified == key.public_key()


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
