import hashlib
import io
import json
import re
import subprocess
import zlib
from datetime import UTC, datetime, timedelta

import pytest
import typst
from django.utils import translation

from hatehub.accounts.actors import actor_for_complainant
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.documents import keys
from hatehub.documents.signing import CertificateNotValid
from hatehub.reference.models import Platform
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from reports.models import Evidence
from reports.services import added_files, receipts
from reports.services.lodged import LodgementErased, what_was_lodged
from reports.services.submission import Answers, Post
from tests.making import reports as making
from tests.making import signers
from tests.making.verifying import openssl_verifies, pyhanko_verifies

NAME, EMAIL, POSTCODE = "Quillfeather Person", "quillfeather@example.org", "LS6 2AB"
URL, WORDS, NARRATIVE = "https://x.com/somebody/status/1700000000000000001", "Go away, ਜਾਓ", "They wrote it.\r\nTwice."
LATER = timedelta(hours=5)


@pytest.fixture
def report(submit):
    return submit(
        url=URL,
        words=WORDS,
        narrative=NARRATIVE,
        name=NAME,
        email=EMAIL,
        postcode=POSTCODE,
        identity="named",
        files=[making.picture(), making.picture(colour="red", kind="JPEG")],
    )


@pytest.fixture
def issue(report, at):
    """Issue a receipt: `issue(language="ar")`."""

    def make(*, language="en-gb", of=report, after=LATER):
        by = actor_for_complainant(of.reference)
        return receipts.lodgement_receipt(report=of, language=language, by=by, at=at + after)

    return make


@pytest.fixture
def laid_out(monkeypatch):
    """What was given to typst, document by document."""
    given = []

    def compile_pdf(*paths, sys_inputs, **more):
        given.append({**sys_inputs, "data": json.loads(sys_inputs["data"])})
        return compiler(*paths, sys_inputs=sys_inputs, **more)

    compiler = typst.compile
    monkeypatch.setattr(typst, "compile", compile_pdf)
    return given


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def digests(data):
    return {item["name"]: dict(item["digests"]) for item in data["items"]}


def test_receipt_verifies_and_one_changed_byte_fails(issue, tmp_path):
    signed, trusted = issue(), keys.signatory().certificate_pem()
    assert pyhanko_verifies(signed, trusted=trusted)
    assert openssl_verifies(signed, trusted=trusted, folder=tmp_path)
    place = signed.index(b"/Title (Receipt)") if b"/Title (Receipt)" in signed else signed.index(b"(Receipt)")
    changed = signed[: place + 5] + bytes([signed[place + 5] ^ 1]) + signed[place + 6 :]
    assert not openssl_verifies(changed, trusted=trusted, folder=tmp_path)
    assert not pyhanko_verifies(changed, trusted=trusted)


def test_commands_on_the_receipt_and_in_the_documentation_verify_it(issue, tmp_path):
    (tmp_path / "receipt.pdf").write_bytes(issue())
    (tmp_path / "receipt-signing-certificate.pem").write_bytes(keys.signatory().certificate_pem())
    page = (receipts.settings.BASE_DIR / "docs" / "receipts.md").read_text(encoding="utf-8")
    assert "\n".join(f"    {line}" for line in receipts.COMMANDS.splitlines()) in page
    run = {"cwd": tmp_path, "capture_output": True, "text": True, "check": False}
    done = subprocess.run(["sh", "-ec", receipts.COMMANDS], **run)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "receipt.pdf").open("ab") as file:
        file.write(b"\n% added\n")
    assert subprocess.run(["sh", "-ec", receipts.COMMANDS], **run).returncode != 0


def test_digests_are_those_of_what_is_stored(issue, laid_out, report):
    issue()
    found = digests(laid_out[0]["data"])
    assert found["Post 1"] == {"Link": digest(URL), "Words": digest(WORDS)}
    assert found["What you told us"] == {"Text": digest(NARRATIVE)}
    exhibits = {f"File {item.exhibit}": item.sha256 for item in Evidence.objects.filter(report=report)}
    assert {name: each["File"] for name, each in found.items() if name.startswith("File")} == exhibits
    notes = [item["note"] for item in laid_out[0]["data"]["items"]]
    sizes = [f"{item.size} bytes" for item in report.evidence.order_by("id")]
    assert notes == ["X (formerly Twitter)", "", f"picture (PNG), {sizes[0]}", f"picture (JPEG), {sizes[1]}"]


def test_facts_are_the_reference_both_times_and_the_certificate(issue, laid_out, submit):
    made = submit(minutes=60 * 24 * 120)  # in summer, when the clocks of London and of UTC differ
    issue(of=made, after=timedelta(days=121))
    data = laid_out[0]["data"]
    assert dict(data["facts"]) == {
        "Reference": made.reference,
        "Received": "30 June 2026, 13:00:00 (UK time)",
        "Received, in UTC": "2026-06-30T12:00:00Z",
        "Receipt issued": "1 July 2026, 13:00:00 (UK time)",
    }
    rows = dict(data["checks"][1]["rows"])
    assert rows["Its SHA-256 fingerprint"] == keys.signatory().fingerprint
    assert rows["Certificate"].endswith("/keys/receipt-signing-certificate.pem")


def test_nothing_that_was_told_is_in_the_receipt(issue, laid_out):
    signed = issue()
    streams = [_inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)endstream", signed, re.DOTALL)]
    whole = signed + b"".join(streams) + json.dumps(laid_out, ensure_ascii=False).encode()
    for word in (NAME, "quillfeather", EMAIL, POSTCODE, "LS6", URL, "x.com", "somebody", WORDS, "They wrote", "shot-0"):
        for encoding in ("utf-8", "utf-16-be"):
            assert word.encode(encoding).lower() not in whole.lower(), word


def _inflated(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_document_is_called_receipt_and_dated_when_the_report_came(issue, at):
    signed = issue()
    assert b"(Receipt)" in signed
    assert b"/Author" not in signed
    assert f"/CreationDate(D:{at:%Y%m%d%H%M%S}Z)".encode() in signed.replace(b" ", b"")
    assert b'pdfaid:part="2"' in signed or b"<pdfaid:part>2" in signed


def test_unsigned_bytes_are_the_same_for_the_same_receipt(issue):
    first, second = issue(), issue()
    assert first[: first.index(b"%%EOF")] == second[: second.index(b"%%EOF")]
    assert first != second


@pytest.mark.parametrize(
    ("language", "month", "is_rtl"),
    [
        ("en-gb", "2 March 2026", False),
        ("cy", "2 Mawrth 2026", False),
        ("ar", "2 مارس 2026", True),
        ("ur", "2 مارچ 2026", True),
        ("pa", "2 ਮਾਰਚ 2026", False),
        ("pl", "2 marca 2026", False),
        ("fr", "2 mars 2026", False),
        ("ro", "2 Martie 2026", False),
    ],
)
def test_every_language_is_laid_out_its_own_way(issue, laid_out, language, month, is_rtl, tmp_path):
    before = translation.get_language()
    signed = issue(language=language)
    assert any(value.startswith(month) for _label, value in laid_out[0]["data"]["facts"])
    assert laid_out[0]["lang"] == language.partition("-")[0]
    assert laid_out[0]["dir"] == ("rtl" if is_rtl else "ltr")
    assert (b"/Direction/R2L" in signed) is is_rtl
    assert len(laid_out) == 1
    assert translation.get_language() == before
    assert openssl_verifies(signed, trusted=keys.signatory().certificate_pem(), folder=tmp_path)


@pytest.mark.parametrize("language", ["ar", "ur", "pa", "pl"])
def test_translated_words_of_every_script_are_laid_out_at_the_first_attempt(issue, laid_out, language, monkeypatch):
    words = {"ar": "إيصال الاستلام", "ur": "رسید ہے", "pa": "ਰਸੀਦ ਪ੍ਰਾਪਤ", "pl": "Pokwitowanie źżł"}
    monkeypatch.setattr(receipts, "_", lambda text: text if "%" in text or "{" in text else words[language])
    assert issue(language=language)
    assert len(laid_out) == 1
    assert laid_out[0]["data"]["title"] == words[language]


def test_emoji_and_unknown_kinds_never_fail_it(issue, laid_out, report):
    Evidence.objects.filter(report=report).update(content_type="image/😡你")
    Platform.objects.filter(code="x").update(name="X 😡")
    report.contents.filter(position=1).update(platform_code="x")
    assert issue(language="ur")
    notes = [item["note"] for item in laid_out[0]["data"]["items"]]
    assert notes[0] == "X 😡"
    assert notes[2].startswith("image/😡你, ")


def test_issuing_is_recorded_with_the_digest_of_the_file(issue, report):
    signed = issue(language="cy")
    entry = Entry.objects.get(verb="receipt_issued")
    assert entry.subject == f"report:{report.reference}"
    assert entry.actor == f"complainant:{report.reference}"
    assert entry.details == {"sha256": hashlib.sha256(signed).hexdigest(), "language": "cy"}


@pytest.mark.parametrize("purpose", [Purpose.PERSON, Purpose.MATERIAL])
def test_what_was_erased_gets_no_receipt(issue, report, at, purpose):
    destroy_key(owner=report.id, purpose=purpose, at=at)
    with pytest.raises(LodgementErased):
        issue()
    assert not Entry.objects.filter(verb="receipt_issued").exists()


def test_erased_subject_changes_nothing(issue, report, at):
    destroy_key(owner=report.id, purpose=Purpose.SUBJECT, at=at)
    assert issue()


def test_only_a_complainant_is_given_one(report, officer, at):
    with pytest.raises(NotPermitted):
        receipts.lodgement_receipt(report=report, language="en-gb", by=officer, at=at)


def test_no_receipt_is_recorded_while_the_certificate_does_not_hold(issue, settings):
    private, certificate = signers.make(until=datetime(2026, 1, 1, tzinfo=UTC))
    settings.RECEIPT_SIGNING_KEY, settings.RECEIPT_SIGNING_CERTIFICATE = private.decode(), certificate.decode()
    keys.signatory.cache_clear()
    try:
        with pytest.raises(CertificateNotValid):
            issue()
    finally:
        keys.signatory.cache_clear()
    assert not Entry.objects.filter(verb="receipt_issued").exists()


def test_report_of_words_alone_lists_only_what_there_is(submit):
    lodged = what_was_lodged(report=submit(url="", words="Only words", narrative=""))
    assert (lodged.posts[0].link, lodged.posts[0].words) == ("", digest("Only words"))
    assert (lodged.posts[0].platform, lodged.narrative, lodged.files) == ("", "", ())


def test_many_posts_and_files_run_over_several_pages(issue, submit, at):
    from reports.services import drafts, submission

    draft, token = drafts.start(at=at)
    posts = tuple(Post(url=f"https://example.org/{number}", words="w") for number in range(40))
    many = submission.submit(draft=draft, token=token, answers=Answers(posts=posts), at=at)
    assert b"/Count 4" in issue(of=many)


def test_file_that_was_added_later_was_not_lodged_with_the_report(report, at):
    content = making.picture(colour="green")
    before = what_was_lodged(report=report)
    added_files.add_file(report_id=report.id, file=io.BytesIO(content), name="later.png", size=len(content), at=at)
    assert report.evidence.count() == 3
    assert what_was_lodged(report=report) == before
