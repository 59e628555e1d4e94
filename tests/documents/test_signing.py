"""The signature verifies outside the hub, and fails once a byte is changed."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from hatehub.documents import keys, rendering, signing
from hatehub.documents.certificates import BadSigner, read_signatory
from hatehub.documents.key_files import read_or_make
from tests.making import signers
from tests.making.verifying import openssl_verifies, pyhanko_status, pyhanko_verifies

AT = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
DATA = {"title": "T", "reference": "R", "version": 1, "notice": "N", "year": 2026, "month": 3, "day": 2, "sections": []}


@pytest.fixture(autouse=True)
def own_file(settings, tmp_path):
    """Let each test make its own key and certificate at first use."""
    settings.RECEIPT_SIGNING_PATH = tmp_path / "var" / "receipt-signing.pem"
    keys.signatory.cache_clear()
    yield settings.RECEIPT_SIGNING_PATH
    keys.signatory.cache_clear()


@pytest.fixture(scope="module")
def pdf():
    given = {"package": "tests.making.letters", "template": "letter.typ", "at": AT, "language": "en-gb"}
    return rendering.render_pdf(data=DATA, **given)


def use(settings, key, certificates):
    settings.RECEIPT_SIGNING_KEY, settings.RECEIPT_SIGNING_CERTIFICATE = key.decode(), certificates.decode()
    keys.signatory.cache_clear()


def test_signature_verifies_with_pyhanko_and_with_openssl(pdf, tmp_path):
    signed = signing.sign_pdf(pdf, at=AT)
    trusted = keys.signatory().certificate_pem()
    assert pyhanko_verifies(signed, trusted=trusted)
    assert openssl_verifies(signed, trusted=trusted, folder=tmp_path)


def test_signature_is_pades_certifies_the_file_and_carries_the_given_time(pdf):
    signed = signing.sign_pdf(pdf, at=AT)
    status = pyhanko_status(signed, trusted=keys.signatory().certificate_pem())
    assert status.signer_reported_dt == AT
    assert status.coverage.name == "ENTIRE_FILE"
    assert b"/SubFilter /ETSI.CAdES.detached" in signed
    assert b"/TransformMethod /DocMDP" in signed
    assert b"/P 1\n" in signed
    assert status.md_algorithm == "sha256"


def test_document_stands_unchanged_before_the_signature_and_stays_what_it_was(pdf):
    signed = signing.sign_pdf(pdf, at=AT)
    added = signed.removeprefix(pdf)
    assert len(added) == len(signed) - len(pdf)
    assert b"pdfaid:part" not in added
    assert b"/ModDate" not in added
    assert b"/F 132\n" in added  # printed and locked, as PDF/A asks of a field
    assert b"/Rect [ -9999 -9999 -9999 -9999 ]" in added  # off the page, as PDF/UA asks of one without a tag


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_one_changed_byte_of_what_is_signed_fails_both(pdf, tmp_path, share):
    signed = bytearray(signing.sign_pdf(pdf, at=AT))
    place = min(int(len(pdf) * share), len(pdf) - 1)
    signed[place] ^= 1
    trusted = keys.signatory().certificate_pem()
    assert not openssl_verifies(bytes(signed), trusted=trusted, folder=tmp_path)
    try:
        assert not pyhanko_verifies(bytes(signed), trusted=trusted)
    except Exception as error:
        assert type(error).__module__.startswith("pyhanko")  # noqa: PT017 - it no longer opens at all


def test_signature_of_another_document_fails_both(pdf, tmp_path):
    mine = signing.sign_pdf(pdf, at=AT)
    other = signing.sign_pdf(
        rendering.render_pdf(
            package="tests.making.letters", template="letter.typ", at=AT, language="en-gb", data={**DATA, "notice": "X"}
        ),
        at=AT,
    )
    forged = mine.replace(_digits(mine), _digits(other))
    assert forged != mine
    trusted = keys.signatory().certificate_pem()
    assert not pyhanko_verifies(forged, trusted=trusted)
    assert not openssl_verifies(forged, trusted=trusted, folder=tmp_path)


def _digits(signed):
    place = signed.index(b"/Contents <") + len(b"/Contents ")
    return signed[place : signed.index(b">", place)]


def test_signature_by_another_key_is_not_trusted(pdf, tmp_path):
    signed = signing.sign_pdf(pdf, at=AT)
    stranger = signers.make(name="Online Hate Hub (development)")[1]
    assert not pyhanko_verifies(signed, trusted=stranger)
    assert not openssl_verifies(signed, trusted=stranger, folder=tmp_path)


@pytest.mark.parametrize(
    "key", [rsa.generate_private_key(65537, 3072), ec.generate_private_key(ec.SECP384R1())], ids=["rsa", "p384"]
)
def test_key_and_certificate_of_an_authority_are_used_where_set(pdf, tmp_path, settings, key):
    root = signers.make(name="An authority")
    middle = signers.make(name="An authority below", issuer=root)
    private, certificate = signers.make(key=key, issuer=middle)
    use(settings, private, certificate + middle[1])
    signed = signing.sign_pdf(pdf, at=AT)
    assert pyhanko_verifies(signed, trusted=root[1])
    assert openssl_verifies(signed, trusted=root[1], folder=tmp_path)


def test_nothing_is_fetched_while_signing(pdf, monkeypatch):
    def refuse(*given):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert signing.sign_pdf(pdf, at=AT)


@pytest.mark.parametrize("at", [datetime(2019, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)])
def test_nothing_is_signed_outside_the_time_of_the_certificate(pdf, settings, at):
    use(settings, *signers.make(until=datetime(2026, 12, 31, tzinfo=UTC)))
    with pytest.raises(signing.CertificateNotValid):
        signing.sign_pdf(pdf, at=at)


def test_file_is_made_once_for_all_who_ask_and_is_nobody_elses(own_file):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: read_or_make(own_file, make=keys._make), range(8)))
    assert len(made) == 1
    assert own_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in own_file.parent.iterdir()] == [own_file.name]
    assert keys.signatory().fingerprint == keys.signatory().fingerprint


@pytest.mark.parametrize(
    ("key", "certificate"),
    [
        (b"garbage", signers.make()[1]),
        (signers.make()[0], b"garbage"),
        (signers.make()[0], b""),
        (signers.make()[0], signers.make()[1]),
        signers.make(key=rsa.generate_private_key(65537, 2048)),
        signers.make(key=ec.generate_private_key(ec.SECP256K1())),
        signers.make(may_sign=False),
        (signers.ed25519(), signers.make()[1]),
    ],
    ids=["no key", "no certificate", "empty", "of another", "short", "unknown curve", "not to sign", "ed25519"],
)
def test_what_cannot_sign_or_does_not_belong_together_is_refused(key, certificate):
    with pytest.raises(BadSigner):
        read_signatory(key=key, certificates=certificate)


def test_key_without_a_certificate_is_refused(settings):
    use(settings, signers.make()[0], b"")
    with pytest.raises(BadSigner):
        keys.signatory()
