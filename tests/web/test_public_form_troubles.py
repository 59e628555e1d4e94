"""What the form says when disk or database fail: nothing is acknowledged, nothing half is kept."""

import errno
import io
import os
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.db.models.query import QuerySet

from reports.models import Draft, DraftFile, Report
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]


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


@pytest.mark.parametrize("slug", ["story", "check"])
def test_nothing_is_acknowledged_while_the_database_is_away(person, slug, monkeypatch):
    person.post("/report/story/", {"narrative": "They wrote this."})

    def away(*_arguments, **_more):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        for name in ("_fetch_all", "update", "exists", "count"):
            patch.setattr(QuerySet, name, away)
        answer = person.post(f"/report/{slug}/", {"narrative": "Something that is secret"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Nothing was saved. Go back: what you typed is still on the page." in page
    assert "Something that is secret" not in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert not Report.objects.exists()
