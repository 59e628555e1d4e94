import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.audit.selectors import verify
from hatehub.audit.services import ReasonRequired
from hatehub.reference.models import Material
from reports.models import Evidence
from reports.selectors.custody import list_custody, unproven
from reports.selectors.exhibits import exhibits_of
from reports.services import custody, diversion, exhibits, files, quarantine, releasing

pytest_plugins = ["tests.making.scanner"]
Why = quarantine.Why


@pytest.fixture
def item(submit):
    return submit(files=[b"some words"]).evidence.select_related("report").get()


def put(item, why, at):
    quarantine.put(evidence_id=item.id, why=why, by=custody.HUB, at=at)


def release(item, by, at, reason="The store was mounted again"):
    return releasing.release(evidence_id=item.id, by=by, at=at, reason=reason)


def test_exhibit_that_is_again_what_was_received_is_released_for_a_reason(item, supervisor, at):
    put(item, Why.MISSING, at)
    assert release(item, supervisor, at) == [item]
    item.refresh_from_db()
    assert (item.quarantined_at, item.quarantined_why) == (None, "")
    entry = Entry.objects.get(verb="released")
    assert (entry.reason, entry.actor) == ("The store was mounted again", str(supervisor))
    assert b"".join(custody.read(item=item, by=supervisor, at=at, verb="viewed", why="x")) == b"some words"


def test_release_needs_a_supervisor_and_a_reason(item, supervisor, officer, hub, at):
    put(item, Why.MISSING, at)
    for who in (officer, hub):
        with pytest.raises(NotPermitted):
            release(item, who, at)
    with pytest.raises(ReasonRequired):
        release(item, supervisor, at, reason="  ")


def test_what_is_still_changed_stays_in_quarantine(item, supervisor, at):
    put(item, Why.CHANGED, at)
    files.delete(storage_name=item.storage_name)
    with pytest.raises(releasing.NotFit):
        release(item, supervisor, at)
    assert Evidence.objects.get().quarantined_why == "changed"
    assert not Entry.objects.filter(verb="released").exists()


def test_what_lies_in_no_quarantine_is_not_released(item, supervisor, at):
    with pytest.raises(releasing.NotInQuarantine):
        release(item, supervisor, at)


def test_diverted_exhibit_is_not_opened_to_be_released(item, supervisor, at):
    put(item, Why.CHANGED, at)
    diversion.mark_exhibit(evidence_id=item.id, material=Material.TERRORIST, by=supervisor, at=at)
    with pytest.raises(diversion.Diverted):
        release(item, supervisor, at)


def test_malware_that_a_scanner_still_finds_is_not_released(item, supervisor, at, scanner):
    scanner.answer = b"stream: Invented-Test FOUND\0"
    put(item, Why.MALWARE, at)
    with pytest.raises(releasing.NotFit):
        release(item, supervisor, at)
    assert Evidence.objects.get().quarantined_why == "malware"


def test_withdrawn_finding_releases_every_exhibit_with_the_same_bytes(submit, supervisor, at, scanner):
    items = [submit(files=[b"the same words"]).evidence.get() for _ in range(2)]
    put(items[0], Why.MALWARE, at)
    assert len(release(items[0], supervisor, at, reason="A false alarm")) == 2
    assert b"the same words" in scanner.got
    assert not Evidence.objects.filter(quarantined_at__isnull=False).exists()


def test_custody_log_says_what_became_of_an_exhibit(item, supervisor, officer, at):
    list(custody.read(item=item, by=officer, at=at, verb="viewed", why="To decide"))
    put(item, Why.MISSING, at)
    release(item, supervisor, at)
    log = list_custody(evidence=item)
    assert [entry.verb for entry in log] == ["received", "viewed", "quarantined", "released"]
    assert [entry.role for entry in log] == ["public", "officer", "hub", "supervisor"]
    assert log[1].why == "To decide"
    assert verify().first_broken is None


def test_custody_log_of_an_exhibit_that_was_made_begins_with_its_making(item, officer, at):
    made = exhibits.keep_made(
        report_id=item.report_id,
        chunks=[b"x"],
        name="x",
        content_type="application/warc",
        origin="captured",
        by=officer,
        at=at,
    )
    assert [entry.verb for entry in list_custody(evidence=made)] == ["exhibit_made"]
    assert list(exhibits_of(item.report.case)) == [item, made]


def test_hash_that_was_changed_with_the_bytes_is_found_out_by_the_log(item):
    assert unproven(items=[item]) == set()
    item.sha256 = "0" * 64
    assert unproven(items=[item]) == {item.id}


def test_log_keeps_no_hash_that_could_be_tried_out(item):
    assert not any(item.sha256 in str(entry.details) for entry in Entry.objects.all())
