"""Files that programs send in parts: in any order, once each, judged as those of the form, never plain on disk."""

import base64
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hatehub.audit.models import Entry
from referrals.models import InboundPart, InboundUpload
from referrals.rules import parts
from referrals.services import inbound_uploads
from reports.models import Evidence, Report
from reports.services import custody, following
from tests.making import reports as making

pytest_plugins = ["tests.making.http", "tests.making.force_client", "tests.making.scanner"]
WORDS = b"[Invented] those people wrote this.\n" * 300_000  # three parts


@pytest.fixture
def sender(program):
    return program(scope="reports:write", allowed="reports:write")


@pytest.fixture
def report(sender):
    return sender.post("reports", {"own_reference": "A-1", "narrative": "It was so."}).json()["reference"]


def begin(sender, report, data=WORDS, **more):
    told = {"name": "chat.txt", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return sender.post(f"reports/{report}/evidence", {**told, **more})


def put(sender, report, file, number, data=WORDS, *, digest=None):
    piece = data[(number - 1) * parts.PART_BYTES : number * parts.PART_BYTES]
    return put_bytes(sender, report, file, number, piece, digest=digest)


def put_bytes(sender, report, file, number, piece, *, digest=None, content_type="application/octet-stream"):
    headers = {"authorization": f"Bearer {sender.token}"} | ({"content-digest": digest} if digest else {})
    address = f"/api/v1/reports/{report}/evidence/{file}/parts/{number}"
    return sender.http.put(address, piece, content_type=content_type, headers=headers)


def complete(sender, report, file):
    return sender.post(f"reports/{report}/evidence/{file}/complete", {})


def send_whole(sender, report, data, **more):
    file = begin(sender, report, data, **more).json()["id"]
    for number in range(1, parts.number_of_parts(len(data)) + 1):
        assert put(sender, report, file, number, data).status_code == 200
    return complete(sender, report, file)


def test_parts_come_in_any_order_and_make_an_exhibit(sender, report, at):
    begun = begin(sender, report)
    assert begun.status_code == 201, begun.content
    file = begun.json()["id"]
    assert (begun.json()["parts"], begun.json()["missing"]) == (3, [1, 2, 3])
    for number, left in ((3, [1, 2]), (1, [2]), (1, [2])):
        assert put(sender, report, file, number).json()["missing"] == left
    assert sender.get(f"reports/{report}/evidence/{file}").json()["missing"] == [2]
    assert complete(sender, report, file).json()["code"] == "parts_missing"
    put(sender, report, file, 2)
    done = complete(sender, report, file)
    assert (done.status_code, done.json()["state"], done.json()["media_type"]) == (200, "complete", "text/plain")
    item = Evidence.objects.get()
    assert done.json()["exhibit"] == item.exhibit
    assert b"".join(custody.pieces(item=item, at=at)) == WORDS
    assert complete(sender, report, file).json() == done.json()
    assert not InboundPart.objects.exists()
    entry = Entry.objects.get(verb="file_added")
    assert entry.actor == f"force:{sender.row.client_id}"


def test_nothing_lies_plain_on_disk(sender, report, settings, django_capture_on_commit_callbacks):
    file = begin(sender, report).json()["id"]
    put(sender, report, file, 1)
    kept = [path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert kept
    assert not any(b"those people" in content for content in kept)
    assert b"chat.txt" not in bytes(InboundUpload.objects.get().sealed_name)


def test_part_that_is_sent_again_replaces_the_one_before(sender, report):
    data = making.picture()
    file = begin(sender, report, data).json()["id"]
    put_bytes(sender, report, file, 1, b"x" * len(data))
    put(sender, report, file, 1, data)
    assert complete(sender, report, file).status_code == 200
    assert InboundPart.objects.count() == 0


def sha256(data, *, name="sha-256"):
    return f"{name}=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


@pytest.mark.parametrize(
    ("digest", "status"),
    [
        (sha256(b"abc"), 200),
        (f"md5=:AAAA:, {sha256(b'abc')}", 200),
        ("md5=:AAAA:", 200),
        (sha256(b"abd"), 400),
        ("sha-256=abc", 400),
        ("sha-256=:???:", 400),
        (sha256(b"abc", name="sha-512"), 400),
    ],
)
def test_digest_of_a_part_is_checked(sender, report, digest, status):
    file = begin(sender, report, b"abc").json()["id"]
    answer = put(sender, report, file, 1, b"abc", digest=digest)
    assert answer.status_code == status, answer.content
    assert InboundPart.objects.exists() is (status == 200)


def test_file_that_is_not_that_of_its_digest_is_not_kept(sender, report):
    answer = send_whole(sender, report, b"abc", sha256="0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (400, "digest_differs")
    assert not Evidence.objects.exists()
    assert not InboundUpload.objects.exists()


@pytest.mark.parametrize(("number", "piece"), [(0, b"abc"), (2, b"abc"), (1, b"ab"), (1, b"abcd"), (1, b"")])
def test_part_that_there_is_not_is_refused(sender, report, number, piece):
    file = begin(sender, report, b"abc").json()["id"]
    answer = put_bytes(sender, report, file, number, piece)
    assert (answer.status_code, answer.json()["code"]) == (400, "upload_refused")


def test_part_has_a_length_and_a_type(sender, report):
    file = begin(sender, report, b"abc").json()["id"]
    assert put_bytes(sender, report, file, 1, b"x" * (parts.PART_BYTES + 1)).status_code == 413
    assert put_bytes(sender, report, file, 1, b"abc", content_type="text/plain").status_code == 415


def test_file_is_judged_by_its_content(sender, report):
    answer = send_whole(sender, report, b"MZ\x90\x00" + b"\0" * 200, name="picture.png")
    assert (answer.status_code, answer.json()["code"]) == (400, "file_refused")
    assert "Programs" in answer.json()["detail"]
    assert not Evidence.objects.exists()


def test_virus_is_not_kept(sender, report, scanner, settings, django_capture_on_commit_callbacks):
    scanner.answer = b"stream: Eicar FOUND\0"
    with django_capture_on_commit_callbacks(execute=True):
        answer = send_whole(sender, report, b"abc")
    assert (answer.status_code, answer.json()["code"]) == (400, "file_refused")
    assert "virus" in answer.json()["detail"]
    assert not Evidence.objects.exists()
    assert not InboundUpload.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_scanner_that_is_away_is_tried_again(sender, report, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    file = begin(sender, report, b"abc").json()["id"]
    put(sender, report, file, 1, b"abc")
    answer = complete(sender, report, file)
    assert (answer.status_code, answer.json()["code"]) == (503, "try_again")
    assert InboundPart.objects.count() == 1


@pytest.mark.parametrize("more", [{"size": 0}, {"size": "x"}, {"sha256": "0"}, {"name": ""}, {"name": "x" * 201}])
def test_what_is_no_file_is_refused(sender, report, more):
    answer = begin(sender, report, **more)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_file_is_bounded_as_those_of_the_form(sender, report):
    assert begin(sender, report, size=25 * 1024 * 1024 + 1).json()["code"] == "file_refused"
    assert begin(sender, report, size=25 * 1024 * 1024).json()["parts"] == 7
    for _ in range(9):
        assert begin(sender, report).status_code == 201
    assert begin(sender, report).json()["code"] == "upload_refused"


def test_upload_ends_after_a_day(sender, report, settings, django_capture_on_commit_callbacks):
    file = begin(sender, report, b"abc").json()["id"]
    put(sender, report, file, 1, b"abc")
    later = timezone.now() + timedelta(hours=25)
    assert inbound_uploads.forget_old(at=timezone.now()) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert inbound_uploads.forget_old(at=later) == 1
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert complete(sender, report, file).json()["code"] == "upload_not_found"


def test_nothing_is_added_to_what_is_withdrawn_or_erased(sender, report):
    file = begin(sender, report, b"abc").json()["id"]
    put(sender, report, file, 1, b"abc")
    following.withdraw(report_id=Report.objects.get().id, at=timezone.now())
    for answer in (begin(sender, report), complete(sender, report, file)):
        assert (answer.status_code, answer.json()["code"]) == (409, "report_withdrawn")


def test_nothing_is_added_to_what_is_erased(sender, report, at):
    making.erase(Report.objects.get(), at=at)
    assert begin(sender, report).json()["code"] == "erased"


def test_another_programs_file_is_answered_as_one_that_is_not_there(sender, program, report):
    file = begin(sender, report, b"abc").json()["id"]
    other = program(force="E23000032", scope="reports:write", allowed="reports:write")
    own = other.post("reports", {"own_reference": "A-1", "narrative": "It was so."}).json()["reference"]
    for answer in (begin(other, report), put(other, report, file, 1, b"abc"), complete(other, report, file)):
        assert (answer.status_code, answer.json()["code"]) == (404, "report_not_found")
    for answer in (put(other, own, file, 1, b"abc"), complete(other, own, "x")):
        assert (answer.status_code, answer.json()["code"]) == (404, "upload_not_found")


@given(size=st.integers(1, 30 * 1024 * 1024))
def test_parts_are_the_whole(size):
    count = parts.number_of_parts(size)
    assert sum(parts.length_of(number, size=size) for number in range(1, count + 1)) == size
