from datetime import timedelta

import pytest

from hatehub.audit.models import Entry
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from reports.models import Update
from reports.services import messages
from tests.making import reports as making

pytest_plugins = ["tests.making.committing", "tests.making.mail_server"]
DECISION = "We have recorded this as a crime"
SECRET = "Quillfeather"


@pytest.fixture
def told(report_at):
    """Make a report whose decision waits to be sent."""

    def make(**answers):
        report = report_at("assessed_crime", **{"email": "a@example.org", "narrative": SECRET, **answers})
        making.work_off()
        return report

    return make


def the_decision(report):
    return Update.objects.get(entry__report=report, entry__kind="step_record_crime")


def send(update, at):
    return messages.send(update_id=update.id, at=at)


def test_message_goes_to_the_address_that_was_given_and_says_nothing_of_the_matter(told, letterbox, at, settings):
    report = told()
    assert send(the_decision(report), at) is True
    [letter] = letterbox.letters
    text = letter.get_content()
    assert letterbox.recipients == ["a@example.org"]
    assert letter["Subject"] == "An update for you"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert report.reference in text
    assert f"{settings.PUBLIC_URL}/status/" in text
    whole = letter.as_string().casefold()
    for word in ("crime", "hate", "police", "report", SECRET.casefold()):
        assert word not in whole.replace(report.reference.casefold(), "")


def test_details_stand_in_the_message_only_where_they_were_chosen(told, letterbox, at):
    send(the_decision(told(details_in_mail=True)), at)
    send(the_decision(told(details_in_mail=False)), at)
    first, second = (letter.get_content() for letter in letterbox.letters)
    assert DECISION in first
    assert DECISION not in second
    assert SECRET not in first


def test_officers_words_stand_on_the_page_and_not_in_the_message(told, letterbox, officer, at):
    report = making.close(told(details_in_mail=True), by=officer, at=at)
    making.work_off()
    send(Update.objects.get(entry__report=report, entry__kind="step_close_without_enforcement"), at)
    text = letterbox.letters[0].get_content()
    assert "nobody could be held to account" in text
    assert "note to you" in text
    assert "keeps no data" not in text


def test_nothing_personal_stands_in_the_logs(told, letterbox, at, caplog):
    caplog.set_level("DEBUG")
    letterbox.at_recipient = ["451 a@example.org is greylisted", "550 a@example.org is nobody"]
    update = the_decision(told())
    assert [send(update, at) for _ in range(2)] == [False, False]
    ours = [record for record in caplog.records if record.name.startswith(("reports", "httpx"))]
    assert [record.message for record in ours] == ["update_postponed", "update_failed"]
    assert "example.org" not in str([vars(record) for record in ours])


def test_retry_carries_the_same_message_id(told, letterbox, at):
    update = the_decision(told())
    letterbox.at_data = ["451 try again later", "451 try again later"]
    assert [send(update, at) for _ in range(3)] == [False, False, True]
    assert len(letterbox.message_ids_tried) == 3
    assert set(letterbox.message_ids_tried) == {letterbox.letters[0]["Message-ID"]}
    assert str(update.id) in letterbox.letters[0]["Message-ID"]


def test_message_that_was_sent_is_not_sent_again(told, letterbox, at):
    update = the_decision(told())
    assert [send(update, at), send(update, at)] == [True, False]
    assert len(letterbox.letters) == 1
    stored = Update.objects.get(id=update.id)
    assert (stored.state, stored.sent_at, stored.attempts) == ("sent", at, 1)


def test_refused_recipient_fails_for_good_and_opens_the_gate_again(told, letterbox, at):
    report = told()
    assert report.gates.get(name="complainant_told").state == "met"
    letterbox.at_recipient = ["550 no such person"]
    assert send(the_decision(report), at) is False
    assert the_decision(report).state == "failed"
    gate = report.gates.get(name="complainant_told")
    assert (gate.state, bool(gate.reason)) == ("open", True)


def test_message_that_failed_has_no_time_of_sending(told, letterbox, at):
    report = told()
    letterbox.at_recipient = ["550 no such person"]
    send(the_decision(report), at)
    assert the_decision(report).sent_at is None


def test_recipient_refused_for_now_is_tried_again(told, letterbox, at):
    report = told()
    letterbox.at_recipient = ["450 greylisted, try again in five minutes"]
    assert send(the_decision(report), at) is False
    assert the_decision(report).state == "waiting"
    assert report.gates.get(name="complainant_told").state == "met"


def test_message_without_a_decision_that_fails_opens_no_gate(told, letterbox, at):
    report = told()
    letterbox.at_recipient = ["550 no such person"]
    send(Update.objects.get(entry__report=report, entry__kind="received"), at)
    assert report.gates.get(name="complainant_told").state == "met"


def test_mail_server_that_is_down_postpones_ever_longer_and_fails_at_last(told, settings, at):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    report, now, waits = told(), at, []
    for _ in range(messages.MOST_ATTEMPTS - 1):
        assert send(the_decision(report), now) is False
        waits.append(the_decision(report).not_before - now)
        now += waits[-1]
    assert the_decision(report).state == "waiting"
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (messages.FIRST_RETRY, messages.LONGEST_RETRY)
    send(the_decision(report), now)
    assert the_decision(report).state == "failed"
    assert report.gates.get(name="complainant_told").state == "open"


def test_person_who_was_erased_gets_nothing(told, letterbox, at):
    report = told()
    destroy_key(owner=report.id, purpose=Purpose.PERSON, at=at)
    assert send(the_decision(report), at) is False
    assert the_decision(report).state == "failed"
    assert letterbox.letters == []


def test_reading_the_address_is_recorded_as_the_hubs(told, letterbox, at):
    send(the_decision(told()), at)
    entry = Entry.objects.get(verb="read")
    assert (entry.actor, entry.reason) == ("hub:hub", "sending an update")


def test_due_messages_are_leased_once_until_the_lease_expires(told, at):
    told()
    first = messages.lease_due(at=at)
    assert len(first) == Update.objects.count() == 3
    assert messages.lease_due(at=at) == []
    assert sorted(messages.lease_due(at=at + messages.LEASE)) == sorted(first)
    assert messages.lease_due(at=at - timedelta(days=1)) == []


def test_no_more_messages_are_out_than_workers_get_to_within_a_lease(told, letterbox, at, monkeypatch):
    monkeypatch.setattr(messages, "MOST_LEASED", 2)
    told()
    first = messages.lease_due(at=at)
    assert len(first) == 2
    assert messages.lease_due(at=at) == []
    assert messages.send(update_id=first[0], at=at)
    [another] = messages.lease_due(at=at)
    assert another not in first


def test_messages_that_wait_for_their_hour_take_no_room_from_the_due(told, letterbox, at, monkeypatch):
    monkeypatch.setattr(messages, "MOST_LEASED", 1)
    told()
    due, *others = Update.objects.order_by("id")
    Update.objects.exclude(id=due.id).update(not_before=at + timedelta(seconds=30))
    assert messages.lease_due(at=at) == [due.id]
    letterbox.at_data = ["451 later"]
    assert not messages.send(update_id=due.id, at=at)
    due.refresh_from_db()
    assert at < due.not_before <= at + messages.LEASE
    Update.objects.filter(id=others[0].id).update(not_before=at)
    assert messages.lease_due(at=at) == [others[0].id]


def test_two_senders_never_lease_one_message_both(together, officer, at):
    for _ in range(6):
        making.submit(at=at, email="a@example.org")
    making.work_off()
    leased = [update for answer in together(*[lambda: messages.lease_due(at=at)] * 4) for update in answer]
    assert sorted(leased) == sorted(Update.objects.values_list("id", flat=True))
