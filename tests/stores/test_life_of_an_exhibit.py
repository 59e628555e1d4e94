"""The whole life of a file on each kind of store."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage

from referrals.services import packaging
from reports.models import DraftFile, Evidence
from reports.rules.refusals import Reason, Refusal
from reports.services import custody, drafts, exhibits, files, releasing, uploads
from tests.making import reports as making
from tests.making.stores import NOBODY, keep_in, url_of

LONG = b"words of an invented letter. " * 250_000  # seven million bytes: more than one part


def stored(owner):
    folder = f"material/{owner}"
    return default_storage.listdir(folder)[1] if default_storage.listdir("material")[0].count(str(owner)) else []


def add(draft, content, at):
    return uploads.add_file(draft=draft, file=io.BytesIO(content), name="letter.txt", size=len(content), at=at)


def test_whole_life_of_an_exhibit(store, report_at, officer, supervisor, at):
    report = report_at(
        "assigned", files=[LONG, making.picture()], name="A Name", identity="named", shares_with_force=True
    )
    item = report.evidence.order_by("id").first()
    assert len(stored(report.id)) == 2
    assert LONG[:100] not in default_storage.open(item.storage_name).read()
    assert b"".join(custody.read(item=item, by=officer, at=at, verb="viewed", why="")) == LONG
    assert custody.is_intact(item=item, at=at)
    made = exhibits.keep_made(
        report_id=report.id,
        chunks=[b"x"],
        name="x",
        content_type="application/warc",
        origin="captured",
        by=officer,
        at=at,
    )
    assert b"".join(custody.pieces(item=made, at=at)) == b"x"
    package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    assert packaging.build(package_id=package.id, at=at)
    package.refresh_from_db()
    bag = b"".join(files.read(storage_name=package.storage_name, owner=package.sealed_for))
    with zipfile.ZipFile(io.BytesIO(bag)) as opened:
        assert LONG in {opened.read(name) for name in opened.namelist()}
    kept = default_storage.open(item.storage_name).read()
    files.delete(storage_name=item.storage_name)
    with pytest.raises(custody.ExhibitChanged):
        list(custody.pieces(item=item, at=at))
    item.refresh_from_db()
    assert item.quarantined_why == "missing"
    default_storage.save(item.storage_name, io.BytesIO(kept))
    assert releasing.release(evidence_id=item.id, by=supervisor, at=at, reason="Put back from the copy") == [item]
    assert b"".join(custody.pieces(item=item, at=at)) == LONG


@pytest.mark.django_db
def test_files_of_a_draft_that_is_thrown_away_are_deleted(store, at, django_capture_on_commit_callbacks):
    draft, _token = drafts.start(at=at)
    add(draft, b"one letter", at)
    add(draft, b"another letter", at)
    assert len(stored(draft.id)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        drafts.discard(draft=draft, at=at)
    assert stored(draft.id) == []


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_damage_in_the_store_is_found(store, submit, at, damage):
    item = submit(files=[LONG]).evidence.get()
    kept = default_storage.open(item.storage_name).read()
    files.delete(storage_name=item.storage_name)
    broken = kept[:-1] if damage == "cut" else kept[:-1] + bytes([kept[-1] ^ 1])
    default_storage.save(item.storage_name, io.BytesIO(broken))
    assert not custody.is_intact(item=item, at=at)
    assert Evidence.objects.get().quarantined_why == "unreadable"


@pytest.fixture
def away(bucket, settings):
    """Put the store where nobody listens."""

    return lambda: keep_in(settings, url_of(NOBODY))


@pytest.mark.django_db
def test_file_is_refused_in_words_while_the_store_is_away(away, at):
    draft, _token = drafts.start(at=at)
    away()
    with pytest.raises(Refusal) as caught:
        add(draft, b"one letter", at)
    assert caught.value.reason == Reason.STORE_AWAY
    assert not DraftFile.objects.exists()


def test_store_that_is_away_is_no_reason_for_quarantine(away, submit, officer, at):
    item = submit(files=[b"one letter"]).evidence.get()
    away()
    with pytest.raises(files.StorageAway):
        list(custody.read(item=item, by=officer, at=at, verb="viewed", why=""))
    assert not Evidence.objects.get().is_quarantined


def test_bucket_that_is_not_there_is_no_reason_for_quarantine(bucket, settings, submit, officer, at):
    item = submit(files=[b"one letter"]).evidence.get()
    keep_in(settings, url_of(bucket).replace("sealed-files", "no-such-bucket"))
    with pytest.raises(files.StorageAway):
        list(custody.pieces(item=item, at=at))
    assert not Evidence.objects.get().is_quarantined


def test_folder_that_is_not_mounted_is_no_reason_for_quarantine(submit, settings, tmp_path, at):
    item = submit(files=[b"one letter"]).evidence.get()
    settings.MEDIA_ROOT = str(tmp_path / "not mounted")
    with pytest.raises(files.StorageAway):
        list(custody.pieces(item=item, at=at))
    assert not Evidence.objects.get().is_quarantined


def test_package_waits_for_a_store_that_is_away(away, bucket, settings, report_at, at):
    report = report_at("assigned", files=[b"one letter"])
    package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    away()
    assert packaging.build(package_id=package.id, at=at) is False
    package.refresh_from_db()
    assert (package.state, package.last_error) == ("requested", "StorageAway")
    keep_in(settings, url_of(bucket))
    assert packaging.build(package_id=package.id, at=package.not_before)


def test_deleting_while_the_store_is_away_leaves_a_line_in_the_log(away, submit, caplog):
    item = submit(files=[b"one letter"]).evidence.get()
    away()
    files.delete(storage_name=item.storage_name)
    assert "file_left_behind" in caplog.text


def test_object_is_read_from_any_place(bucket, submit):
    item = submit(files=[LONG]).evidence.get()
    with default_storage.open(item.storage_name) as reader:
        whole = reader.read()
        assert reader.read(10) == b""
        for place in (0, 5_300_000, len(whole) - 3, len(whole)):
            reader.seek(place)
            assert reader.tell() == place
            assert reader.read(7) == whole[place : place + 7]
        assert reader.seek(-2, 2) == reader.size - 2


def test_objects_carry_no_name_and_have_no_address(bucket, submit):
    item = submit(files=[b"one letter"]).evidence.get()
    answer = default_storage.bucket.Object(f"hub/{item.storage_name}").get()
    assert answer["ContentType"] == "application/octet-stream"
    assert answer["Metadata"] == {}
    with pytest.raises(NotImplementedError):
        default_storage.url(item.storage_name)


def test_encryption_by_the_store_is_asked_for(bucket, settings, submit):
    keep_in(settings, url_of(bucket, encryption="AES256", checksums="no"))
    item = submit(files=[b"one letter"]).evidence.get()
    assert default_storage.bucket.Object(f"hub/{item.storage_name}").get()["ServerSideEncryption"] == "AES256"
