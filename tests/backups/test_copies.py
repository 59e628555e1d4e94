"""Copies of a whole hub: taken, put back, refused where anything is not as it was."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from hatehub.accounts.models import User
from hatehub.audit.selectors import verify
from hatehub.backups import stored_files, tables
from hatehub.backups.envelopes import opened
from hatehub.backups.facts import DoesNotFit
from hatehub.backups.frames import BadCopy
from hatehub.backups.keys import NoBackupKey
from hatehub.backups.putting_back import NotEmpty, put_back
from hatehub.backups.taking import take
from hatehub.vault.models import DataKey
from reports.models import Evidence, Report
from reports.services import files
from tests.making import reports as making

pytest_plugins = ["tests.making.hubs"]


def _fill(at):
    User.objects.create_user(username="somebody", password="a password that is long", role="officer")
    making.submit(at=at, narrative="They wrote that we should burn.", files=[making.picture()])
    return making.submit(at=at, narrative="Another one entirely", files=[making.picture()])


def _copy(at):
    out = io.BytesIO()
    manifest = take(write=out.write, at=at)
    return out.getvalue(), manifest


def _state():
    names = tables.list_tables()
    with tables.snapshot(names) as cursor:
        counted = {shape.name: tables.read_out(cursor, shape) for shape in tables.shapes(cursor, names)}
        return counted, tables.read_sequences(cursor)


def _is_empty():
    rows = [model.objects.exists() for model in (Report, DataKey, User)]
    return not any(rows) and not list(Path(default_storage.location).rglob("material/*/*"))


def test_everything_is_as_it_was(hubs, at):
    report = _fill(at)
    before, sequences = _state()
    copy, manifest = _copy(at)
    assert manifest["missing"] == []
    assert manifest["files"] == 2
    hubs.stand_in(2)
    done = put_back(source=io.BytesIO(copy), at=at)
    after, sequences_after = _state()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"audit_entry", "audit_chainhead"}  # the restore itself is recorded
    assert {name: place for name, place in sequences_after.items() if sequences[name] != place}.keys() <= {
        "audit_entry_id_seq",
        "audit_chainhead_id_seq",
    }
    assert done["rows"] == manifest["rows"]
    assert done["files"] == 2
    assert done["audit_broken"] is None
    assert verify().first_broken is None
    evidence = Evidence.objects.get(report=report)
    assert b"".join(files.read(storage_name=evidence.storage_name, owner=report.id)).startswith(b"\x89PNG")
    making.submit(at=at)  # goes on: the numbers of rows don't collide


def test_a_copy_goes_into_a_database_without_tables(hubs, at):
    _fill(at)
    copy, manifest = _copy(at)
    hubs.stand_in(2, is_bare=True)
    assert put_back(source=io.BytesIO(copy), at=at)["rows"] == manifest["rows"]
    assert Report.objects.count() == 2


def test_triggers_that_keep_the_audit_stand_after_a_restore(hubs, at):
    _fill(at)
    copy, _ = _copy(at)
    hubs.stand_in(2)
    put_back(source=io.BytesIO(copy), at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchone() == (0,)


SPOILT = (
    lambda copy: copy[:-1],
    lambda copy: copy[: len(copy) // 2],
    lambda copy: copy[:-40] + bytes([copy[-40] ^ 1]) + copy[-39:],
    lambda copy: copy[: len(copy) // 2] + bytes([copy[len(copy) // 2] ^ 1]) + copy[len(copy) // 2 + 1 :],
    lambda copy: copy + b"more",
    lambda copy: b"",
    lambda copy: b"PK\x03\x04" + copy,
    lambda copy: copy.replace(b'"first"', b'"other"', 1),
)


def test_a_broken_copy_leaves_an_empty_hub(hubs, at):
    _fill(at)
    copy, _ = _copy(at)
    hubs.stand_in(2)
    for spoil in SPOILT:
        with pytest.raises((BadCopy, NoBackupKey)):
            put_back(source=io.BytesIO(spoil(copy)), at=at)
        assert _is_empty()
    assert put_back(source=io.BytesIO(copy), at=at)["files"] == 2  # and the whole copy still goes in


def test_pieces_of_two_copies_cannot_be_mixed(hubs, at):
    _fill(at)
    (one, _), (two, _) = _copy(at), _copy(at)
    head = one.index(b"\n") + 1
    with pytest.raises(BadCopy):
        list(opened(io.BytesIO(one[:head] + two[two.index(b"\n") + 1 :])))


def test_nothing_of_a_copy_can_be_read_without_its_key(hubs, at, settings):
    _fill(at)
    copy, _ = _copy(at)
    assert b"reports_report" not in copy
    assert b"somebody" not in copy
    settings.BACKUP_KEY = "first:" + "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="
    hubs.stand_in(2)
    with pytest.raises(BadCopy):
        put_back(source=io.BytesIO(copy), at=at)


def test_a_hub_with_anything_in_it_refuses(hubs, at):
    _fill(at)
    copy, _ = _copy(at)
    with pytest.raises(NotEmpty):
        put_back(source=io.BytesIO(copy), at=at)
    assert Report.objects.count() == 2


def test_a_hub_without_the_secrets_refuses(hubs, at, settings, tmp_path):
    _fill(at)
    copy, _ = _copy(at)
    hubs.stand_in(2)
    settings.LOOKUP_PEPPER = "another pepper, which is of no use"
    with pytest.raises(DoesNotFit, match="LOOKUP_PEPPER"):
        put_back(source=io.BytesIO(copy), at=at)
    settings.VAULT_MASTER_KEYS_PATH = tmp_path / "other-keys.json"
    with pytest.raises(DoesNotFit, match="VAULT_MASTER_KEYS"):
        put_back(source=io.BytesIO(copy), at=at)
    assert _is_empty()


def test_a_missing_file_is_named_and_the_rest_is_kept(hubs, at, tmp_path, capsys):
    report = _fill(at)
    name = Evidence.objects.get(report=report).storage_name
    files.delete(storage_name=name)
    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(tmp_path / "copy"))
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["missing"] == [name]
    hubs.stand_in(2)
    call_command("restore", str(tmp_path / "copy"))
    assert Report.objects.count() == 2
    assert json.loads(capsys.readouterr().out)["missing"] == 1


def test_commands_refuse_misuse_with_a_sentence(hubs, at, tmp_path, capsys, settings):
    _fill(at)
    call_command("backup", str(tmp_path / "copy"))
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    for arguments in (["backup", str(tmp_path / "copy")], ["restore", str(tmp_path / "copy")], ["restore", "/no/file"]):
        with pytest.raises(SystemExit) as ended:
            call_command(*arguments)
        assert ended.value.code == 2
    settings.BACKUP_KEY = ""
    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(tmp_path / "second"))
    assert ended.value.code == 2
    assert not list(tmp_path.glob("second*"))
    assert "BACKUP_KEY is not set" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("backup")


def test_what_is_written_meanwhile_is_not_in_the_copy(hubs, at, monkeypatch):
    _fill(at)
    usual, seen = tables.read_out, []

    def read_out(cursor, shape, onward=None):
        if not seen:
            seen.append(1)
            _elsewhere("INSERT INTO reference_strand SELECT * FROM reference_strand WHERE false")
            _elsewhere("DELETE FROM reports_gate")
        return usual(cursor, shape, onward)

    updates = _count("reports_gate")
    monkeypatch.setattr(tables, "read_out", read_out)
    _, manifest = _copy(at)
    assert manifest["tables"]["reports_gate"]["rows"] == updates > _count("reports_gate") == 0


def _elsewhere(sql):
    import contextlib

    import psycopg2

    options = connection.get_connection_params()
    known = {name: options[name] for name in ("host", "port", "user", "password") if options.get(name)}
    with contextlib.closing(psycopg2.connect(dbname=connection.settings_dict["NAME"], **known)) as other, other:
        other.cursor().execute(sql)


def _count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_every_table_of_today_is_copied_or_left_out_for_a_reason(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        assert {name for (name,) in cursor.fetchall()} - set(tables.list_tables()) == tables.LEFT_OUT
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT condeferrable")
        assert cursor.fetchall() == []  # rows are put back in any order
    assert {model.__name__ for model in stored_files.holders()} >= {"Evidence", "DraftFile", "EvidencePackage"}
