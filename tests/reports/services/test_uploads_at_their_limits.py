"""Many files at one moment, and files of 25 MB."""

import hashlib
import io
import tracemalloc
from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from reports.models import DraftFile
from reports.rules.refusals import Reason, Refusal
from reports.rules.uploads import MOST_FILES
from reports.services import drafts, uploads
from tests.making import files as making

pytest_plugins = ["tests.making.committing"]
MEGABYTE = 1024 * 1024


def add(draft, content):
    return uploads.add_file(draft=draft, file=io.BytesIO(content), name="x", size=len(content), at=timezone.now())


def test_files_sent_at_one_moment_are_never_more_than_a_report_holds(together):
    draft, _token = drafts.start(at=timezone.now())
    for number in range(MOST_FILES - 2):
        add(draft, f"text {number}".encode())
    answers = together(*(partial(add, draft, f"at once {number}".encode()) for number in range(6)))
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert [refusal.reason for refusal in refused] == [Reason.TOO_MANY] * 4
    assert DraftFile.objects.count() == MOST_FILES
    assert len(default_storage.listdir(f"material/{draft.id}")[1]) == MOST_FILES


def test_same_file_sent_twice_at_one_moment_is_one_file(together):
    draft, _token = drafts.start(at=timezone.now())
    answers = together(*(partial(add, draft, b"the same words"),) * 4)
    assert len({answer.id for answer in answers}) == 1
    assert len(default_storage.listdir(f"material/{draft.id}")[1]) == 1


LARGE = {
    "film": lambda size: making.film(data=b"\x07" * size),
    "text": lambda size: b"They wrote this.\n" * (size // 17),
    "mail": lambda size: making.mail(body="They wrote this. \r\n" * (size // 19)),
}


@pytest.mark.parametrize("what", ["film", "text", "mail"])
def test_file_of_25_megabytes_is_never_in_memory_whole(db, tmp_path, settings, what):
    content = LARGE[what](settings.MAX_EVIDENCE_BYTES - 1000)
    digest, size = hashlib.sha256(content).hexdigest(), len(content)
    path = tmp_path / "large"
    path.write_bytes(content)
    del content
    draft, _token = drafts.start(at=timezone.now())
    with path.open("rb") as file:
        tracemalloc.start()
        kept = uploads.add_file(draft=draft, file=file, name="x", size=size, at=timezone.now())
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (kept.size, kept.sha256) == (size, digest)
    assert size > 24 * MEGABYTE
    assert peak < 3 * MEGABYTE
