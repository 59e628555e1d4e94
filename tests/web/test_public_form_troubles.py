"""What the form says when disk or database fail: nothing is acknowledged, nothing half is kept."""

import errno
import io
import os
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from lxml import html

from hatehub.away import is_away
from reports.models import Draft, DraftFile, Report
from tests.making import reports as making

pytest_plugins = ["tests.making.http", "tests.making.away"]


@pytest.fixture
def full_disk(monkeypatch):
    """Let the disk be full after the first bytes of a file."""
    usual = os.fdopen

    def fdopen(descriptor, *arguments, **more):
        file = usual(descriptor, *arguments, **more)
        if "material" not in os.readlink(f"/proc/self/fd/{descriptor}"):
            return file
        return _Full(file)

    monkeypatch.setattr("django.core.files.storage.filesystem.os.fdopen", fdopen)


class _Full:
    def __init__(self, file):
        self._file = file

    def write(self, data):
        self._file.write(data[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self):
        self._file.close()


def picture():
    file = io.BytesIO(making.picture())
    file.name = "shot.png"
    return file


def test_file_is_refused_in_words_on_a_full_disk_and_nothing_of_it_is_kept(person, full_disk):
    person.post("/report/story/", {"narrative": "They wrote this."})
    page = person.post("/report/files/", {"files": [picture()], "add": "1"})
    assert page.status_code == 422
    assert "shot.png" in page.content.decode()
    assert not DraftFile.objects.exists()
    assert not [path for path in Path(default_storage.location).rglob("*") if path.is_file()]
    assert Draft.objects.get()  # what was answered before stands


def hidden(answer):
    fields = html.fromstring(answer.content).xpath("//main//input[@type='hidden']")
    return {field.get("name"): field.get("value") for field in fields}


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError(), True),
        (InterfaceError(), True),
        (DatabaseError("server closed the connection unexpectedly"), True),
        (IntegrityError(), False),
        (ZeroDivisionError(), False),
        (None, False),
    ],
)
def test_only_a_database_that_is_away_is_called_so(error, away):
    assert is_away(error) == away


@pytest.mark.parametrize("slug", ["story", "check"])
def test_nothing_is_acknowledged_while_the_database_is_away(person, slug, database_away):
    person.post("/report/story/", {"narrative": "They wrote this."})
    with database_away():
        answer = person.post(f"/report/{slug}/", {"narrative": "Something that is secret"})
    assert answer.status_code == 503
    assert "Nothing was saved. What you typed is still in this page" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Retry-After"] == "30"
    assert not Report.objects.exists()


def test_what_was_typed_is_sent_again_from_the_page_itself(person, database_away):
    typed = 'Two lines\nof "words" & <more>'
    with database_away():
        answer = person.post("/report/story/", {"narrative": typed})
    assert hidden(answer)["narrative"] == typed
    assert "Choose them again" not in answer.content.decode()
    assert person.post("/report/story/", hidden(answer)).status_code == 302
    assert "of &quot;words&quot; &amp; &lt;more&gt;" in person.get("/report/story/").content.decode()


def test_files_are_asked_for_again(person, database_away):
    with database_away():
        answer = person.post("/report/files/", {"files": [picture()], "add": "1"})
    assert answer.status_code == 503
    assert "Choose them again afterwards." in answer.content.decode()


def test_page_that_is_only_opened_has_nothing_to_send(person, database_away):
    person.post("/report/story/", {"narrative": "They wrote this."})
    with database_away():
        answer = person.get("/report/story/")
    assert answer.status_code == 503
    assert not html.fromstring(answer.content).xpath("//main//form")


def test_password_is_not_in_the_page(person, database_away):
    with database_away():
        answer = person.post("/accounts/login/", {"login": "somebody", "password": "a secret of mine"})
    assert answer.status_code == 503
    assert "a secret of mine" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/hub/", "/force/"])
def test_staff_are_told_when_even_their_session_cannot_be_read(staff, database_away, path):
    client = staff("officer")
    client.raise_request_exception = False
    with database_away():
        answer = client.get(path)
    assert answer.status_code == 503
    assert "We cannot take this just now" in answer.content.decode()


def test_fault_of_another_kind_stays_a_fault(staff, monkeypatch):
    def fail(*_arguments, **_more):
        raise ZeroDivisionError

    client = staff("officer")
    client.raise_request_exception = False
    monkeypatch.setattr("hatehub.accounts.sessions.see", fail)
    assert client.get("/hub/").status_code == 500
