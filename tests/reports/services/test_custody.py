import io

import pytest
from django.db import transaction

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from hatehub.reference.models import Material
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from hatehub.vault.rules.ciphers import PIECE_BYTES
from reports.models import Evidence
from reports.services import custody, diversion, exhibits, files, quarantine
from tests.making import reports as making

pytest_plugins = ["tests.making.committing"]

LARGE = b"words " * PIECE_BYTES


@pytest.fixture
def item(submit):
    return submit(files=[LARGE]).evidence.get()


def read(item, by, at, verb="viewed"):
    return custody.read(item=item, by=by, at=at, verb=verb, why="To decide the case")


def test_reading_gives_the_bytes_and_says_who_read_why(item, officer, at):
    assert b"".join(read(item, officer, at, verb="copied")) == LARGE
    entry = Entry.objects.get(verb="copied")
    assert (entry.subject, entry.reason) == (f"report:{item.report.reference}", "To decide the case")
    assert (entry.actor, entry.details) == (str(officer), {"exhibit": item.exhibit})


def test_who_reads_is_written_down_before_the_first_byte(item, officer, at):
    read(item, officer, at)
    assert Entry.objects.filter(verb="viewed").count() == 1


def test_unknown_verb_is_no_way_to_read(item, officer, at):
    with pytest.raises(ValueError, match="peeked"):
        read(item, officer, at, verb="peeked")


def test_who_may_not_see_material_reads_nothing(item, kent, at):
    with pytest.raises(NotPermitted):
        read(item, kent, at)
    assert not Entry.objects.filter(verb="viewed").exists()


def test_diverted_exhibit_is_not_read_even_by_a_stale_row(item, officer, at):
    diversion.mark_exhibit(evidence_id=item.id, material=Material.TERRORIST, by=officer, at=at)
    for way in (lambda: read(item, officer, at), lambda: custody.pieces(item=item, at=at)):
        with pytest.raises(diversion.Diverted):
            way()


def test_hub_reads_for_itself_without_an_entry(item, at):
    assert b"".join(custody.pieces(item=item, at=at)) == LARGE
    assert not Entry.objects.filter(verb__in=["viewed", "copied", "exported"]).exists()


@pytest.mark.parametrize(("damage", "why"), [("hash", "changed"), ("bytes", "unreadable"), ("gone", "missing")])
def test_exhibit_that_is_not_what_was_received_is_quarantined_at_once(item, officer, at, damage, why):
    spoil(item, damage)
    with pytest.raises(custody.ExhibitChanged) as caught:
        list(read(item, officer, at))
    assert (caught.value.exhibit, caught.value.why) == (item.exhibit, why)
    item.refresh_from_db()
    assert (item.quarantined_at, item.quarantined_why) == (at, why)
    entry = Entry.objects.get(verb="quarantined")
    assert (entry.actor, entry.details) == ("hub:hub", {"exhibit": item.exhibit})
    assert OutboxEvent.objects.filter(name="reports.quarantine_changed").count() == 1


def test_last_piece_of_a_changed_exhibit_is_never_given_out(item, officer, at):
    spoil(item, "hash")
    had = []
    with pytest.raises(custody.ExhibitChanged):
        had.extend(read(item, officer, at))
    assert 0 < sum(map(len, had)) < len(LARGE)


def test_exhibit_in_quarantine_is_refused_also_to_who_holds_a_stale_row(item, officer, at):
    quarantine.put(evidence_id=item.id, why=quarantine.Why.MALWARE, by=custody.HUB, at=at)
    for way in (lambda: read(item, officer, at), lambda: custody.pieces(item=item, at=at)):
        with pytest.raises(custody.ExhibitQuarantined):
            way()
    assert not Entry.objects.filter(verb="viewed").exists()


def test_erased_exhibit_is_not_taken_for_a_changed_one(item, officer, at):
    vault.destroy_key(owner=item.report_id, purpose=Purpose.MATERIAL, at=at)
    with pytest.raises(vault.KeyDestroyed):
        list(read(item, officer, at))
    assert not Evidence.objects.filter(quarantined_at__isnull=False).exists()


def test_many_exhibits_are_logged_with_few_statements(submit, officer, at, django_assert_max_num_queries):
    report = submit(files=[b"one words", b"two words", b"three words"])
    items = list(Evidence.objects.select_related("report"))
    with django_assert_max_num_queries(6):
        assert custody.log(items=items, verb="exported", by=officer, at=at, why="Package 1") == 3
    entries = Entry.objects.filter(verb="exported", subject=f"report:{report.reference}")
    assert {entry.details["exhibit"] for entry in entries} == {item.exhibit for item in items}


def test_malware_quarantines_every_exhibit_with_the_same_bytes(submit, at):
    items = [submit(files=[b"the same words"]).evidence.get() for _ in range(2)]
    put = quarantine.put(evidence_id=items[0].id, why=quarantine.Why.MALWARE, by=custody.HUB, at=at)
    assert {each.id for each in put} == {item.id for item in items}
    assert quarantine.put(evidence_id=items[1].id, why=quarantine.Why.MALWARE, by=custody.HUB, at=at) == []
    assert Entry.objects.filter(verb="quarantined").count() == 2


def test_malware_is_the_graver_cause(item, at):
    quarantine.put(evidence_id=item.id, why=quarantine.Why.CHANGED, by=custody.HUB, at=at)
    quarantine.put(evidence_id=item.id, why=quarantine.Why.MALWARE, by=custody.HUB, at=at)
    quarantine.put(evidence_id=item.id, why=quarantine.Why.CHANGED, by=custody.HUB, at=at)
    assert Evidence.objects.get().quarantined_why == "malware"


def test_officer_does_not_quarantine(item, officer, at):
    with pytest.raises(NotPermitted):
        quarantine.put(evidence_id=item.id, why=quarantine.Why.CHANGED, by=officer, at=at)


def test_nothing_is_read_inside_a_transaction(committed, at, officer):
    item = making.submit(at=at, files=[b"some words"]).evidence.get()
    for way in (lambda: read(item, officer, at), lambda: custody.pieces(item=item, at=at)):
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            way()


def test_what_the_hub_made_is_an_exhibit_with_a_number_of_its_own(item, officer, at):
    first, second = (made(item, officer, at, content=content) for content in (b"one", b"two"))
    assert [first.exhibit, second.exhibit] == [f"{item.report.reference}/{number}" for number in ("H1", "H2")]
    assert b"".join(read(second, officer, at)) == b"two"
    entry = Entry.objects.filter(verb="exhibit_made").first()
    assert entry is not None
    assert entry.details == {**first.as_logged(), "origin": "captured"}


def test_redacted_copy_names_what_it_was_made_from(item, officer, at):
    copy = made(item, officer, at, origin="redacted", made_from=item)
    assert (copy.made_from, Entry.objects.get(verb="exhibit_made").details["made_from"]) == (item, item.exhibit)


def test_copy_of_another_reports_exhibit_is_refused_and_leaves_no_file(item, submit, officer, at):
    other = submit(files=[b"other words"]).evidence.get()
    with pytest.raises(exhibits.NotOfThisReport):
        made(item, officer, at, origin="redacted", made_from=other)
    assert Evidence.objects.count() == 2


def test_copy_of_a_diverted_exhibit_is_neither_made_nor_opened(item, officer, at):
    copy = made(item, officer, at, origin="redacted", made_from=item)
    diversion.mark_exhibit(evidence_id=item.id, material=Material.TERRORIST, by=officer, at=at)
    with pytest.raises(diversion.Diverted):
        read(copy, officer, at)
    with pytest.raises(diversion.Diverted):
        made(item, officer, at, origin="redacted", made_from=item)
    copy.refresh_from_db()
    assert copy.diverted_as == "terrorist"
    assert len(files.default_storage.listdir(f"material/{item.report_id}")[1]) == 2


def test_hub_keeps_only_kinds_that_it_knows(item, officer, kent, at):
    with pytest.raises(KeyError):
        made(item, officer, at, content_type="text/html")
    with pytest.raises(NotPermitted):
        made(item, kent, at)


def made(item, by, at, content=b"made by the hub", origin="captured", content_type="application/warc", made_from=None):
    return exhibits.keep_made(
        report_id=item.report_id,
        chunks=[content],
        name="capture",
        content_type=content_type,
        origin=origin,
        made_from=made_from,
        by=by,
        at=at,
    )


def spoil(item, damage):
    if damage == "hash":
        Evidence.objects.filter(id=item.id).update(sha256="0" * 64)
        item.refresh_from_db()
        return
    files.delete(storage_name=item.storage_name)
    if damage == "bytes":
        files.default_storage.save(item.storage_name, io.BytesIO(b"x" * 300))
