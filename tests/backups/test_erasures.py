"""What is erased stays erased: the ledger, written as keys are destroyed and applied by every restore."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from hatehub.audit.selectors import verify
from hatehub.backups import tables
from hatehub.backups.facts import DoesNotFit
from hatehub.backups.putting_back import put_back
from hatehub.backups.taking import take
from hatehub.stores import StoreAway
from hatehub.vault import erasures, ledger
from hatehub.vault.models import DataKey, Purpose
from hatehub.vault.services import KeyDestroyed, unseal
from reports.models import Complainant, Draft, Evidence, Report
from reports.services import drafts, subjects
from tests.making import reports as making
from triage.models import TextFingerprint
from triage.services.forgetting import forget

pytest_plugins = ["tests.making.hubs"]
WORDS = "They wrote that the whole street should burn, again and again."


def _copy(at):
    out = io.BytesIO()
    take(write=out.write, at=at)
    return io.BytesIO(out.getvalue())


def _everything():
    """Every row of the hub as text, and every file, as whoever steals both and the keys would have them."""
    pieces = []
    names = tables.list_tables()
    with tables.snapshot(names) as cursor:
        for shape in tables.shapes(cursor, names):
            tables.read_out(cursor, shape, pieces.append)
    return b"".join(pieces)


def test_a_report_that_was_erased_after_the_copy_is_erased_by_the_restore(hubs, at, officer):
    report = making.submit(
        at=at, narrative=WORDS, email="sam@example.org", files=[making.picture()], url="https://x.com/a/status/17"
    )
    other = making.submit(at=at, narrative="Another one.", files=[making.picture(colour="red")])
    making.work_off(at=at)
    assert TextFingerprint.objects.filter(report=report).exists()
    keyed = Complainant.objects.get(report=report).email_key
    copy = _copy(at)
    making.erase(report, at=at + timedelta(days=3))
    forget(report_id=report.id, by=officer, at=at + timedelta(days=3))
    assert erasures.write_due(at=at + timedelta(days=3)) == 3
    hubs.stand_in(2)
    done = put_back(source=copy, at=at + timedelta(days=5))
    assert done["erased_again"] == 3
    for key in DataKey.objects.filter(owner=report.id):
        assert key.wrapped is None
        assert key.destroyed_at == at + timedelta(days=3)
    with pytest.raises(KeyDestroyed):
        unseal(report.sealed_narrative, owner=report.id, purpose=Purpose.MATERIAL, field="narrative")
    assert not TextFingerprint.objects.filter(report=report).exists()
    assert Complainant.objects.get(report=report).email_key == ""
    held = _everything()
    for gone in (WORDS.encode(), b"sam@example.org", keyed.encode(), b"x.com/a/status/17"):
        assert gone not in held
    assert not list(Path(default_storage.location).rglob(f"{report.id}/*"))
    assert unseal(other.sealed_narrative, owner=other.id, purpose=Purpose.MATERIAL, field="narrative")
    assert default_storage.exists(Evidence.objects.get(report=other).storage_name)
    assert verify().first_broken is None
    making.work_off(at=at + timedelta(days=5))  # whoever is told of it finds nothing that fails
    assert Report.objects.count() == 2


def test_a_draft_that_was_thrown_away_does_not_come_back(hubs, at):
    draft, _ = drafts.start(at=at)
    copy = _copy(at)
    drafts.discard(draft=draft, at=at + timedelta(hours=1))
    erasures.write_due(at=at)
    hubs.stand_in(2)
    assert put_back(source=copy, at=at)["erased_again"] == 3
    assert not Draft.objects.exists()


def test_what_was_rolled_back_never_reaches_the_ledger(db, at, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "erasures": _folder(tmp_path)}
    making.submit(at=at)
    assert erasures.write_due(at=at) == 0
    assert list(ledger.list_since(since=at.date())) == []


def test_the_ledger_holds_ids_alone_and_once(db, at, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "erasures": _folder(tmp_path)}
    report = making.submit(at=at, narrative=WORDS, email="sam@example.org")
    making.erase(report, at=at)
    assert erasures.waiting() == 3
    assert erasures.write_due(at=at) == 3
    assert erasures.write_due(at=at) == 0
    DataKey.objects.update(ledgered_at=None)
    erasures.write_due(at=at)
    written = list(tmp_path.rglob("*.json"))
    assert len(written) == 3
    for path in written:
        assert sorted(json.loads(path.read_text())) == ["at", "owner", "purpose"]
    assert list(ledger.list_since(since=at.date() + timedelta(days=2))) == []
    assert {each.owner for each in ledger.list_since(since=at.date())} == {report.id}


def test_a_ledger_that_is_away_is_written_later(db, at, monkeypatch, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "erasures": _folder(tmp_path)}
    making.erase(making.submit(at=at), at=at)
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "add", _away)
        assert erasures.write_due(at=at) == 0
    assert erasures.waiting() == 3
    assert erasures.write_due(at=at) == 3


def test_a_subject_is_destroyed_again_once(db, at, hub):
    report = making.submit(at=at, url="https://x.com/a/status/17")
    for _ in range(2):
        again = erasures.destroy_again(erasures=[ledger.Erasure(owner=report.id, purpose=Purpose.SUBJECT, at=at)])
        erasures.remove_derived(destroyed=again, at=at + timedelta(days=1))
    report = Report.objects.get(id=report.id)
    assert report.subject_destroyed_at == at + timedelta(days=1)
    assert set(report.contents.values_list("url", "post_key")) == {("", None)}
    subjects.forget_destroyed(report_id=report.id, reason="r", by=hub, at=at + timedelta(days=2))
    report = Report.objects.get(id=report.id)
    assert report.subject_destroyed_at == at + timedelta(days=1)


def test_another_ledger_is_refused_unless_it_is_said_to_be_lost(hubs, at, settings, tmp_path):
    making.submit(at=at)
    copy = _copy(at)
    hubs.stand_in(2)
    settings.STORAGES = {**settings.STORAGES, "erasures": _folder(tmp_path / "other")}
    with pytest.raises(DoesNotFit, match="ledger"):
        put_back(source=copy, at=at)
    assert not Report.objects.exists()
    copy.seek(0)
    assert put_back(source=copy, at=at, is_ledger_lost=True)["ledger_lost"] is True
    with connection.cursor() as cursor:
        cursor.execute("SELECT details ->> 'ledger_lost' FROM audit_entry WHERE verb = 'restored'")
        assert cursor.fetchall() == [("true",)]


def _folder(path):
    return {"BACKEND": "hatehub.stores.folder.FolderStore", "OPTIONS": {"location": str(path)}}


def _away(erasure):
    raise StoreAway("away")
