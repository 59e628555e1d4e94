"""Uploads beside a scanner that speaks INSTREAM as clamd does, on a real socket."""

import io

import pytest
from django.core.files.storage import default_storage

from reports.clients import clamd
from reports.models import DraftFile
from reports.rules.refusals import Reason, Refusal
from reports.services import drafts, uploads
from tests.making import reports as making

pytest_plugins = ["tests.making.scanner"]


@pytest.fixture
def draft(db, at):
    return drafts.start(at=at)[0]


@pytest.fixture
def reason(draft, at):
    """Send a file; return why it was refused, or None where it was kept."""

    def send(content=None):
        content = making.picture() if content is None else content
        try:
            uploads.add_file(draft=draft, file=io.BytesIO(content), name="x", size=len(content), at=at)
        except Refusal as refusal:
            assert not DraftFile.objects.exists()
            assert not default_storage.exists(f"material/{draft.id}")
            return refusal.reason
        return None

    return send


def test_clean_file_is_scanned_whole_and_kept(reason, scanner):
    content = b"words " * 50_000
    assert reason(content) is None
    assert scanner.got == content


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", Reason.VIRUS),
        (b"stream: Eicar-Test-Signature FOUND\n", Reason.VIRUS),
        (b"INSTREAM size limit exceeded. ERROR\0", Reason.SCANNER_LIMIT),
        (b"stream: Can't allocate memory ERROR\0", Reason.SCANNER_AWAY),
        (b"UNKNOWN COMMAND\0", Reason.SCANNER_AWAY),
        (b"NOT OK\0", Reason.SCANNER_AWAY),
        (b"", Reason.SCANNER_AWAY),
        (b"\xff\xfe\0", Reason.SCANNER_AWAY),
        (b"x" * 10_000, Reason.SCANNER_AWAY),
    ],
)
def test_file_that_is_infected_or_cannot_be_scanned_is_refused(reason, scanner, answer, expected):
    scanner.answer = answer
    assert reason() == expected


def test_file_above_the_scanners_own_limit_is_refused_as_such(reason, scanner):
    scanner.most = 100_000
    assert reason(b"words " * 500_000) == Reason.SCANNER_LIMIT


def test_scanner_that_breaks_off_half_way_keeps_nothing(reason, scanner):
    scanner.hangs_up_after = 100_000
    assert reason(b"words " * 500_000) == Reason.SCANNER_AWAY


def test_scanner_that_never_answers_is_given_up(reason, scanner, monkeypatch):
    monkeypatch.setattr(clamd, "SECONDS", 0.3)
    scanner.answer = None
    assert reason() == Reason.SCANNER_AWAY


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1:99999999", "nonsense", "no.such.host.invalid:3310"])
def test_file_is_refused_for_now_while_the_scanner_is_away(reason, settings, address):
    settings.CLAMD_ADDRESS = address
    assert reason() == Reason.SCANNER_AWAY
