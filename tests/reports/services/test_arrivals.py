import uuid
from datetime import timedelta

import pytest

from reports.models import Complainant, DecisionNotice, Update
from reports.services import arrivals, bounces, messages
from tests.making import reports as making

pytest_plugins = ["tests.making.notify_server"]


@pytest.fixture
def sent(notify, report_at, at):
    """A decision that Notify has taken."""
    report = report_at("assessed_crime", email="a@example.org")
    making.work_off()
    update = Update.objects.get(entry__report=report, entry__kind="step_record_crime")
    assert messages.send(update_id=update.id, at=at) is True
    update.refresh_from_db()
    return update


def note(update, status, at, *, provider_reference=None):
    reference = update.provider_reference if provider_reference is None else provider_reference
    return arrivals.note_status(update_id=update.id, provider_reference=reference, status=status, at=at)


def fresh(update):
    return Update.objects.select_related("entry__report").get(id=update.id)


def test_message_carries_the_reference_of_the_provider(sent, notify):
    assert sent.provider_reference == notify.notifications[0]["id"]
    words = notify.notifications[0]["sent"]["personalisation"]
    assert words["subject"] == "An update for you"
    assert "crime" not in words["body"]


def test_arrival_is_marked_once(sent, at):
    assert [note(sent, "delivered", at) for _ in range(2)] == [True, False]
    assert fresh(sent).arrived_at == at


def test_failure_for_good_has_bounced(sent, at):
    assert [note(sent, "permanent-failure", at) for _ in range(2)] == [True, False]
    assert fresh(sent).bounced_at == at
    assert Complainant.objects.get(report=sent.entry.report).bounce == "permanent-failure"
    assert sent.entry.report.gates.get(name="complainant_told").state == "open"


@pytest.mark.parametrize("status", ["temporary-failure", "technical-failure"])
def test_message_that_notify_gave_up_on_is_sent_again(sent, notify, at, status):
    notify.notifications[0]["status"] = status
    assert [note(sent, status, at) for _ in range(2)] == [True, False]
    again = fresh(sent)
    assert (again.state, again.attempts) == ("waiting", 2)
    assert messages.send(update_id=sent.id, at=again.not_before) is True
    assert len(notify.notifications) == 2
    assert note(fresh(sent), status, at, provider_reference=sent.provider_reference) is False
    assert fresh(sent).state == "sent"


def test_decision_in_a_message_that_notify_gave_up_on_is_told_only_when_it_is_sent_again(sent, notify, at):
    def told():
        return DecisionNotice.objects.get(entry=sent.entry).told_at

    assert told() is not None
    notify.notifications[0]["status"] = "temporary-failure"
    note(sent, "temporary-failure", at)
    assert told() is None
    again = fresh(sent).not_before
    messages.send(update_id=sent.id, at=again)
    assert told() == again


def test_message_given_up_on_too_often_has_failed(sent, at):
    Update.objects.filter(id=sent.id).update(attempts=messages.MOST_ATTEMPTS - 1)
    note(sent, "temporary-failure", at)
    assert fresh(sent).state == "failed"
    assert sent.entry.report.gates.get(name="complainant_told").state == "open"


@pytest.mark.parametrize("status", ["created", "sending", "nonsense", ""])
def test_message_on_its_way_stays_as_it_is(sent, at, status):
    assert note(sent, status, at) is False


def test_unknown_message_changes_nothing(db, at):
    assert arrivals.note_status(update_id=uuid.uuid4(), provider_reference="x", status="delivered", at=at) is False


def test_receipt_that_overtakes_the_sender_counts(sent, at):
    Update.objects.filter(id=sent.id).update(provider_reference="", state="waiting")
    assert note(sent, "delivered", at) is True


def test_message_that_arrives_after_a_bounce_clears_it(sent, hub, at):
    report = sent.entry.report
    earlier = Update.objects.get(entry__report=report, entry__kind="received")
    bounces.note_bounce(update_id=earlier.id, code="5.2.2", by=hub, at=at - timedelta(hours=1))
    note(sent, "delivered", at)
    assert Complainant.objects.get(report=report).bounced_at is None


def test_message_sent_before_the_bounce_does_not_clear_it(sent, hub, at):
    report = sent.entry.report
    later = Update.objects.get(entry__report=report, entry__kind="received")
    bounces.note_bounce(update_id=later.id, code="5.2.2", by=hub, at=at + timedelta(hours=1))
    note(sent, "delivered", at + timedelta(hours=2))
    assert Complainant.objects.get(report=report).bounced_at is not None


def test_recent_messages_are_asked_about(sent, notify, at):
    assert arrivals.ask_about_recent(at=at) == 0
    notify.notifications[0]["status"] = "delivered"
    assert arrivals.ask_about_recent(at=at) == 1
    asked = len(notify.requests)
    assert arrivals.ask_about_recent(at=at) == 0
    assert len(notify.requests) == asked


def test_old_messages_are_not_asked_about(sent, notify, at):
    asked = len(notify.requests)
    arrivals.ask_about_recent(at=at + arrivals.ASKED_FOR)
    assert len(notify.requests) == asked


def test_asking_stops_at_the_first_failure(sent, notify, at):
    received = Update.objects.get(entry__report=sent.entry.report, entry__kind="received")
    messages.send(update_id=received.id, at=at)
    asked = len(notify.requests)
    notify.faults["GET"] = [429, 429]
    assert arrivals.ask_about_recent(at=at) == 0
    assert len(notify.requests) == asked + 1


def test_nobody_is_asked_where_the_channel_is_smtp(sent, notify, settings, at):
    asked = len(notify.requests)
    settings.MAIL_CHANNEL = "smtp"
    assert arrivals.ask_about_recent(at=at) == 0
    assert len(notify.requests) == asked


def test_address_that_notify_refuses_has_bounced(notify, report_at, at):
    report = report_at("assessed_crime", email="nobody")
    making.work_off()
    update = Update.objects.get(entry__report=report, entry__kind="step_record_crime")
    assert messages.send(update_id=update.id, at=at) is False
    assert (fresh(update).state, fresh(update).bounced_at) == ("failed", at)
    assert Complainant.objects.get(report=report).bounce == "ValidationError"


@pytest.mark.parametrize("fault", [403, 429, 500])
def test_message_waits_while_notify_does_not_take_it(notify, report_at, at, fault):
    report = report_at("in_triage", email="a@example.org")
    making.work_off()
    update = Update.objects.get(entry__report=report, entry__kind="step_start_triage")
    notify.faults["POST"] = [fault]
    assert messages.send(update_id=update.id, at=at) is False
    assert fresh(update).state == "waiting"
    assert messages.send(update_id=update.id, at=fresh(update).not_before) is True
    assert len(notify.notifications) == 1
