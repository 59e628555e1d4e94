import io
from datetime import UTC, datetime

import pytest
from cryptography import x509
from django.core.cache import cache
from pyhanko.pdf_utils.reader import PdfFileReader

from hatehub.audit.models import Entry
from hatehub.documents import keys
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from tests.making import signers
from tests.making.verifying import pyhanko_verifies

pytest_plugins = ["tests.making.http"]


@pytest.fixture(autouse=True)
def _no_guesses_yet():
    cache.clear()


@pytest.fixture
def report(submit):
    return submit()


@pytest.fixture
def opened(person, report):
    person.post("/status/", {"reference": report.reference, "code": report.code})
    return person


def test_receipt_is_downloaded_and_verifies_with_the_certificate_of_the_hub(opened, report):
    assert b'href="/status/receipt/"' in opened.get("/status/report/").content
    answer = opened.get("/status/receipt/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="receipt.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert Entry.objects.filter(verb="receipt_issued", subject=f"report:{report.reference}").count() == 1
    certificate = opened.get("/keys/receipt-signing-certificate.pem")
    assert pyhanko_verifies(answer.content, trusted=certificate.content)


def test_certificate_is_given_to_anybody_and_holds_no_key(client):
    answer = client.get("/keys/receipt-signing-certificate.pem")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/x-pem-file"
    assert b"PRIVATE" not in answer.content
    assert x509.load_pem_x509_certificate(answer.content) == keys.signatory().certificate


@pytest.mark.parametrize("value", ["", "x", "00000000-0000-0000-0000-000000000000:a:b"])
def test_without_an_open_page_there_is_no_receipt(person, report, value):
    person.cookies["hub-status"] = value
    assert person.get("/status/receipt/").headers["Location"] == "/status/"
    assert not Entry.objects.filter(verb="receipt_issued").exists()


def test_closed_page_gives_no_receipt(opened):
    opened.post("/status/leave/")
    assert opened.get("/status/receipt/").headers["Location"] == "/status/"


def test_receipt_is_only_read(opened):
    assert opened.post("/status/receipt/").status_code == 405


def test_open_page_of_one_report_gives_no_receipt_of_another(opened, report, submit):
    other = submit()
    opened.get("/status/receipt/")
    assert not Entry.objects.filter(verb="receipt_issued", subject=f"report:{other.reference}").exists()


def test_erased_report_is_refused_in_words(opened, report):
    destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=datetime.now(UTC))
    answer = opened.get("/status/receipt/")
    assert answer.status_code == 410
    assert b"can no longer be made" in answer.content


def test_certificate_that_expired_is_refused_in_words(opened, settings):
    private, certificate = signers.make(until=datetime(2026, 1, 1, tzinfo=UTC))
    settings.RECEIPT_SIGNING_KEY, settings.RECEIPT_SIGNING_CERTIFICATE = private.decode(), certificate.decode()
    keys.signatory.cache_clear()
    try:
        answer = opened.get("/status/receipt/")
    finally:
        keys.signatory.cache_clear()
    assert answer.status_code == 503
    assert b"cannot sign a receipt just now" in answer.content


def test_receipt_is_a_pdf_of_one_page_that_names_nothing_in_its_properties(opened):
    reader = PdfFileReader(io.BytesIO(opened.get("/status/receipt/").content))
    assert reader.root["/Pages"]["/Count"] == 1
    properties = reader.trailer["/Info"]
    assert str(properties["/Title"]) == "Receipt"
    assert "/Author" not in properties
    assert "/Subject" not in properties
