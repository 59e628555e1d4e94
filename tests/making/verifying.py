"""Verifying a signed PDF in two ways that share no code: pyHanko's validator, and openssl on what the PDF holds."""

import io
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import pem
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]")


def pyhanko_status(pdf: bytes, *, trusted: bytes) -> PdfSignatureStatus:
    """Return what pyHanko finds of the one signature, trusting one certificate (PEM) and fetching nothing."""
    (embedded,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    root = Certificate.load(pem.unarmor(trusted)[2])
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=datetime(2026, 3, 3, tzinfo=UTC))
    return validate_pdf_signature(embedded, signer_validation_context=context)


def pyhanko_verifies(pdf: bytes, *, trusted: bytes) -> bool:
    """Tell whether pyHanko finds the signature intact, over the whole file, and trusted."""
    return pyhanko_status(pdf, trusted=trusted).bottom_line


def openssl_verifies(pdf: bytes, *, trusted: bytes, folder: Path) -> bool:
    """Tell whether openssl verifies the signature over the bytes that it covers."""
    signed, signature = parts(pdf)
    for name, content in (("signed.bin", signed), ("signature.der", signature), ("trusted.pem", trusted)):
        (folder / name).write_bytes(content)
    command = "openssl cms -verify -binary -inform DER -in signature.der -content signed.bin -CAfile trusted.pem"
    done = subprocess.run([*command.split(), "-out", "out.bin"], cwd=folder, capture_output=True, check=False)
    return done.returncode == 0 and (folder / "out.bin").read_bytes() == signed


def parts(pdf: bytes) -> tuple[bytes, bytes]:
    """Return the bytes that the signature covers, and the signature."""
    found = RANGE.search(pdf)
    assert found
    start, length, then, rest = map(int, found.groups())
    assert start == 0
    assert then + rest == len(pdf)
    return pdf[:length] + pdf[then:], bytes.fromhex(pdf[length + 1 : then - 1].decode())
