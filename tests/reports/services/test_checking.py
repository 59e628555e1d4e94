import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports import tasks
from reports.models import Evidence
from reports.services import checking, diversion, files
from reports.services.checking import Checked

pytest_plugins = ["tests.making.scanner"]


@pytest.fixture
def items(submit):
    return list(submit(files=[b"one letter", b"two letters", b"three letters"]).evidence.order_by("id"))


def check(at, *, scans=False):
    return checking.check_slice(before=at, at=at, scans=scans)


def test_all_well_is_noted_and_not_read_again_before_its_time(items, at):
    assert check(at) == Checked(checked=3, changed=(), infected=(), unscanned=0)
    assert set(Evidence.objects.values_list("checked_at", flat=True)) == {at}
    assert check(at).checked == 0
    assert check(at + timedelta(days=1)).checked == 3
    assert not Entry.objects.filter(verb="viewed").exists()


def test_changed_exhibits_are_named_and_quarantined(items, at):
    files.delete(storage_name=items[1].storage_name)
    assert check(at).changed == (items[1].exhibit,)
    assert Evidence.objects.get(quarantined_at__isnull=False).quarantined_why == "missing"
    assert check(at + timedelta(days=1)).checked == 2


def test_hash_that_was_exchanged_together_with_the_bytes_is_found(items, at):
    other = files.store(chunks=[b"another letter"], owner=items[0].report_id)
    Evidence.objects.filter(id=items[0].id).update(storage_name=other.storage_name, sha256=other.sha256)
    assert check(at).changed == (items[0].exhibit,)
    assert Evidence.objects.get(id=items[0].id).quarantined_why == "changed"


def test_diverted_and_erased_exhibits_are_not_opened(items, submit, officer, at):
    diversion.mark_exhibit(evidence_id=items[0].id, material=Material.TERRORIST, by=officer, at=at)
    erased = submit(files=[b"an old letter"])
    vault.destroy_key(owner=erased.id, purpose=Purpose.MATERIAL, at=at)
    assert check(at) == Checked(checked=3, changed=(), infected=(), unscanned=0)


def test_malware_that_is_known_only_now_is_quarantined(items, submit, scanner, at):
    again = submit(files=[b"one letter"]).evidence.get()
    scanner.answer = b"stream: Invented-Test FOUND\0"
    assert check(at, scans=True).infected[0] == items[0].exhibit
    assert Evidence.objects.filter(quarantined_why="malware").count() == 4
    again.refresh_from_db()
    assert again.is_quarantined


def test_file_that_the_scanner_does_not_take_is_counted(items, scanner, at):
    scanner.most = 3
    assert check(at, scans=True) == Checked(checked=3, changed=(), infected=(), unscanned=3)


def test_scanner_that_is_away_ends_the_slice(items, settings, at):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    with pytest.raises(checking.CannotCheck):
        check(at, scans=True)
    assert not Evidence.objects.filter(checked_at__isnull=False).exists()


def test_slice_ends_with_its_bytes_but_takes_one(items, at, monkeypatch):
    monkeypatch.setattr(checking, "MOST_BYTES", 1)
    assert [check(at).checked for _ in range(4)] == [1, 1, 1, 0]


def test_slice_costs_few_statements_for_an_exhibit(items, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 + 3 * 2):
        check(at)


def test_command_answers_in_json_and_fails_where_something_changed(items, capsys):
    call_command("check_exhibits")
    assert json.loads(capsys.readouterr().out) == {"checked": 3, "changed": [], "infected": [], "unscanned": 0}
    files.delete(storage_name=items[2].storage_name)
    with pytest.raises(SystemExit) as ended:
        call_command("check_exhibits")
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert json.loads(said.out)["changed"] == [items[2].exhibit]
    assert "3 checked" in said.err


def test_command_goes_on_where_it_was_broken_off(items, capsys):
    call_command("check_exhibits")
    call_command("check_exhibits", "--older-than", "1")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["checked"] == 0


def test_command_says_that_there_is_no_scanner(items, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("check_exhibits", "--scan")
    assert ended.value.code == 2
    assert "CLAMD_ADDRESS" in capsys.readouterr().err


def test_command_says_that_the_store_is_away(items, settings, tmp_path, capsys):
    settings.MEDIA_ROOT = str(tmp_path / "not mounted")
    with pytest.raises(SystemExit) as ended:
        call_command("check_exhibits")
    said = capsys.readouterr()
    assert (ended.value.code, json.loads(said.out)["changed"]) == (1, [])
    assert "Broken off" in said.err
    assert not Evidence.objects.filter(quarantined_at__isnull=False).exists()


def test_beat_checks_what_nobody_has_checked_for_a_month(items):
    tasks.check_exhibits()
    assert not Evidence.objects.filter(checked_at__isnull=True).exists()
