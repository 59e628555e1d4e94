"""What a complainant changes after the report, and what was shared."""

import io

import pytest

from hatehub.accounts.actors import HUB, PUBLIC
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Complainant, Evidence, Report, Sharing, StatusEntry
from reports.rules.refusals import Reason, Refusal
from reports.services import added_files, sharing, wishes
from tests.making import reports as making

pytestmark = pytest.mark.django_db
CONTACT = {
    "email": "new@example.org",
    "telephone": "07700 900 982",
    "details_in_mail": True,
    "may_leave_messages": True,
    "safe_hours": "evening",
}


def test_anonymous_person_who_gives_an_address_becomes_confidential(at):
    report = making.submit(at=at)
    changed = wishes.change_contact(report_id=report.id, at=at, **CONTACT)
    assert (changed.identity, changed.wants_updates, changed.has_telephone) == ("confidential", True, True)
    contact = wishes.read_own_contact(report=report)
    assert (contact.email, contact.telephone, contact.postcode) == ("new@example.org", "07700 900 982", "LS6 2AB")
    entry = Entry.objects.get(verb="contact_changed")
    assert "new@example.org" not in str(vars(entry))
    assert StatusEntry.objects.filter(report=report, kind="contact_changed").exists()


def test_address_taken_back_ends_messages(at):
    report = making.submit(at=at, email="a@example.org")
    changed = wishes.change_contact(report_id=report.id, at=at, **(CONTACT | {"email": "", "telephone": ""}))
    assert (changed.has_email, changed.wants_updates, changed.has_telephone) == (False, False, False)
    assert wishes.read_own_contact(report=report).email == ""


def test_new_address_forgets_that_the_old_one_bounced(at):
    report = making.submit(at=at, email="a@example.org")
    Complainant.objects.filter(report=report).update(bounced_at=at, bounce="5.1.1")
    wishes.change_contact(report_id=report.id, at=at, **(CONTACT | {"email": "a@example.org"}))
    assert Complainant.objects.get(report=report).bounced_at == at
    wishes.change_contact(report_id=report.id, at=at, **CONTACT)
    complainant = Complainant.objects.get(report=report)
    assert (complainant.bounced_at, complainant.bounce) == (None, "")


def test_each_consent_changes_by_itself(at):
    report = making.submit(at=at, shares_with_force=True, shares_with_support=True)
    wishes.change_consents(report_id=report.id, consents={"shares_with_force": False}, at=at)
    complainant = Complainant.objects.get(report=report)
    assert (complainant.shares_with_force, complainant.shares_with_support) == (False, True)
    assert Entry.objects.get(verb="consents_changed").details == {"shares_with_force": False}
    assert OutboxEvent.objects.filter(name="reports.consents_changed").count() == 1


def test_language_changes_what_is_written_from_now_on(at):
    report = making.submit(at=at)
    wishes.change_language(report_id=report.id, language="cy", at=at)
    assert Report.objects.get(id=report.id).language == "cy"
    with pytest.raises(wishes.UnknownLanguage):
        wishes.change_language(report_id=report.id, language="xx", at=at)


def test_erased_person_cannot_be_changed(at):
    report = making.submit(at=at, email="a@example.org")
    vault.destroy_key(owner=report.id, purpose=Purpose.PERSON, at=at)
    with pytest.raises(vault.KeyDestroyed):
        wishes.change_contact(report_id=report.id, at=at, **CONTACT)
    assert not Entry.objects.filter(verb="contact_changed").exists()


def add(report, content, at, name="more.png"):
    return added_files.add_file(report_id=report.id, file=io.BytesIO(content), name=name, size=len(content), at=at)


def test_added_file_is_the_next_exhibit_and_the_same_one_is_kept_once(at):
    report = making.submit(at=at, files=[making.picture()])
    item = add(report, making.picture(colour="red"), at)
    assert item.exhibit == f"{report.reference}/2"
    assert add(report, making.picture(colour="red"), at).id == item.id
    assert Evidence.objects.filter(report=report).count() == 2
    assert Entry.objects.get(verb="file_added").details == item.as_logged()


def test_refused_file_leaves_nothing(at, settings):
    from pathlib import Path

    report = making.submit(at=at)
    with pytest.raises(Refusal):
        add(report, b"MZ\x90\x00" + b"\0" * 200, at)
    assert not Evidence.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_number_of_files_of_a_report_is_bounded(at, monkeypatch):
    monkeypatch.setattr(added_files, "MOST_EXHIBITS", 1)
    report = making.submit(at=at, files=[making.picture()])
    with pytest.raises(Refusal) as refused:
        add(report, making.picture(colour="red"), at)
    assert refused.value.reason == Reason.TOO_MANY
    assert Evidence.objects.count() == 1


def note(report, at, by=HUB, **more):
    facts = {"key": "k", "recipient": "West Yorkshire Police", "parts": ("report",), "purpose": "investigation"}
    return sharing.note_sharing(reports=[report], by=by, at=at, **(facts | more))


def test_disclosure_is_noted_once(at):
    report = making.submit(at=at)
    assert note(report, at) == 1
    assert note(report, at) == 0
    assert Sharing.objects.get().recipient == "West Yorkshire Police"


def test_disclosure_without_words_for_it_is_refused(at):
    report = making.submit(at=at)
    with pytest.raises(sharing.UnknownSharing):
        note(report, at, parts=("everything",))
    with pytest.raises(sharing.UnknownSharing):
        note(report, at, purpose="fun")
    with pytest.raises(NotPermitted):
        note(report, at, by=PUBLIC)


def test_consents_sent_as_they_stand_change_nothing(at):
    report = making.submit(at=at, identity="named", shares_with_force=True)
    given = {"shares_with_force": True, "shares_with_support": False}
    wishes.change_consents(report_id=report.id, consents=given, at=at)
    assert not OutboxEvent.objects.filter(name="reports.consents_changed").exists()
    assert not StatusEntry.objects.filter(kind="consents_changed").exists()
    wishes.change_consents(report_id=report.id, consents={**given, "shares_with_support": True}, at=at)
    assert Entry.objects.get(verb="consents_changed").details == {"shares_with_support": True}
