"""Signing a PDF so that any reader can verify it: PAdES, baseline B-B, appended to the file as it was."""

import asyncio
import io
from datetime import datetime
from functools import lru_cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from hatehub.documents.certificates import Signatory
from hatehub.documents.keys import signatory

DIGEST = "sha256"
FIELD = "Signature"
ROOM_FOR_THE_REST = 4096  # bytes beside the certificates: attributes, and the longest signature


class CertificateNotValid(Exception):
    """The hub's certificate has expired or does not hold yet: what it signed now would not verify."""


class _Appending(IncrementalPdfFileWriter):
    """Adds a revision without rewriting the metadata: they keep the date, and PDF/A's marks, that they have."""

    def _update_meta(self) -> None:
        pass


def sign_pdf(pdf: bytes, *, at: datetime) -> bytes:
    """Return the PDF followed by a revision that holds the hub's signature, made at `at`, and nothing else.

    It certifies the document: readers report any later change. Nothing is fetched. Raises CertificateNotValid,
    and certificates.BadSigner.
    """
    who = signatory()
    if not who.is_valid_at(at):
        raise CertificateNotValid(f"It holds until {who.certificate.not_valid_after_utc.isoformat()}.")
    writer = _Appending(io.BytesIO(pdf))
    writer.register_extension(ESIC_EXTENSION_1)
    embedding = PdfCMSEmbedder(new_field_spec=_field()).write_cms(field_name=FIELD, writer=writer)
    next(embedding)
    embedding.send(SigObjSetup(sig_placeholder=_placeholder(who, at=at), mdp_setup=_certified()))
    prepared, signed = embedding.send(SigIOSetup(md_algorithm=DIGEST))
    embedding.send(_cms(who, prepared.document_digest))
    return bytes(signed.getvalue())


def _field() -> SigFieldSpec:
    """Return a field that nobody sees: printable, as PDF/A wants it, and off the page, as PDF/UA does."""
    return SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))


def _certified() -> SigMDPSetup:
    return SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)


def _placeholder(who: Signatory, *, at: datetime) -> SignatureObject:
    room = ROOM_FOR_THE_REST + sum(len(_der(each)) for each in (who.certificate, *who.above))
    # Written in hexadecimal digits: two for each byte.
    return SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * room)


def _cms(who: Signatory, digest: bytes) -> bytes:
    signing = _signer(who).async_sign(digest, DIGEST, use_pades=True, signed_attr_settings=PdfCMSSignedAttributes())
    return bytes(asyncio.run(signing).dump())


@lru_cache(maxsize=1)
def _signer(who: Signatory) -> SimpleSigner:
    key = who.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    above = [asn1_x509.Certificate.load(_der(each)) for each in who.above]
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(_der(who.certificate)),
        signing_key=asn1_keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore.from_certs(above),
    )


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
