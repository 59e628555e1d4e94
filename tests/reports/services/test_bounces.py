import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.actors import HUB, actor_for_complainant
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from reports.models import Complainant, Update
from reports.rules.bounces import Bounce, Kind
from reports.services import bounces, messages
from tests.making import reports as making

NOBODYS = uuid.UUID("0f3a1e9c-52f1-4b0b-9d7e-0c1a2b3c4d5e")
pytest_plugins = ["tests.making.committing", "tests.making.mail_server"]


@pytest.fixture
def decision(report_at):
    """A message about a decision that waits to be sent."""
    report = report_at("assessed_crime", email="a@example.org")
    making.work_off()
    return Update.objects.get(entry__report=report, entry__kind="step_record_crime")


def failed(*about, code="5.1.1"):
    return Bounce(kind=Kind.FAILED, code=code, about=about)


def complainant_of(update):
    return Complainant.objects.get(report=update.entry.report)


def gate_of(update):
    return update.entry.report.gates.get(name="complainant_told").state


def test_address_refused_while_sending_is_noticed_at_once(decision, letterbox, at):
    letterbox.at_recipient = ["550 5.1.1 no such person"]
    assert messages.send(update_id=decision.id, at=at) is False
    decision.refresh_from_db()
    assert (decision.state, decision.bounced_at) == ("failed", at)
    assert (complainant_of(decision).bounced_at, complainant_of(decision).bounce) == (at, "5.1.1")
    assert gate_of(decision) == "open"
    entry = Entry.objects.get(verb="message_bounced")
    assert (entry.actor, entry.details) == ("hub:hub", {"update": str(decision.id), "code": "5.1.1"})


def test_message_that_comes_back_later_is_noticed(decision, letterbox, at):
    messages.send(update_id=decision.id, at=at)
    assert gate_of(decision) == "met"
    assert bounces.take_in(bounce=failed(decision.id), at=at) == "noted"
    decision.refresh_from_db()
    assert (decision.state, decision.sent_at, decision.bounced_at) == ("sent", at, at)
    assert complainant_of(decision).bounce == "5.1.1"
    assert gate_of(decision) == "open"


def test_second_notification_of_one_message_changes_nothing(decision, at):
    bounces.take_in(bounce=failed(decision.id), at=at)
    entries = Entry.objects.count()
    assert bounces.take_in(bounce=failed(decision.id, code="5.2.2"), at=at) == "known"
    assert Entry.objects.count() == entries
    assert complainant_of(decision).bounce == "5.1.1"


def test_since_when_stays_and_the_code_is_the_latest(decision, at):
    bounces.take_in(bounce=failed(decision.id), at=at)
    other = Update.objects.get(entry__report=decision.entry.report, entry__kind="received")
    bounces.take_in(bounce=failed(other.id, code="5.2.2"), at=at.replace(hour=14))
    assert (complainant_of(decision).bounced_at, complainant_of(decision).bounce) == (at, "5.2.2")


def test_first_known_message_among_those_named_is_meant(decision, at):
    assert bounces.take_in(bounce=failed(NOBODYS, decision.id), at=at) == "noted"


@pytest.mark.parametrize("kind", [Kind.PASSING, Kind.OTHER])
def test_delays_and_automatic_answers_are_ignored(decision, at, kind):
    assert bounces.take_in(bounce=Bounce(kind=kind, about=(decision.id,)), at=at) == "ignored"
    assert complainant_of(decision).bounced_at is None


@pytest.mark.parametrize("about", [(), (NOBODYS,)])
def test_failure_of_no_message_of_ours_is_refused(db, at, about):
    with pytest.raises(bounces.NotOurs):
        bounces.take_in(bounce=failed(*about), at=at)


def test_officer_marks_no_force_does(decision, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        bounces.note_bounce(update_id=decision.id, code="x", by=west_yorkshire, at=at)
    assert complainant_of(decision).bounced_at is None


def test_message_without_a_decision_opens_no_gate(decision, at):
    received = Update.objects.get(entry__report=decision.entry.report, entry__kind="received")
    bounces.take_in(bounce=failed(received.id), at=at)
    assert gate_of(decision) == "met"
    assert complainant_of(decision).bounced_at == at


def test_code_of_any_length_fits(decision, hub, at):
    bounces.note_bounce(update_id=decision.id, code="x" * 500, by=hub, at=at)
    assert complainant_of(decision).bounce == "x" * 60


def test_new_address_clears_the_bounce_once(decision, at):
    report = decision.entry.report
    by = actor_for_complainant(report.reference)
    bounces.take_in(bounce=failed(decision.id), at=at)
    assert [messages.clear_bounce(report=report, by=by, at=at) for _ in range(2)] == [True, False]
    assert (complainant_of(decision).bounced_at, complainant_of(decision).bounce) == (None, "")
    assert Entry.objects.filter(verb="bounce_cleared").count() == 1


def test_messages_go_on_to_an_address_that_bounced(decision, letterbox, at):
    other = Update.objects.get(entry__report=decision.entry.report, entry__kind="received")
    bounces.take_in(bounce=failed(other.id), at=at)
    assert messages.send(update_id=decision.id, at=at) is True


def test_two_notifications_at_one_moment_leave_one_entry(together, at):
    report = making.submit(at=at, email="a@example.org")
    update = Update.objects.get(entry__report=report)
    answers = together(*[lambda: bounces.take_in(bounce=failed(update.id), at=at)] * 4)
    assert sorted(answers) == ["known", "known", "known", "noted"]
    assert Entry.objects.filter(verb="message_bounced").count() == 1


def test_report_is_locked_before_its_complainant_and_the_audit(decision, at):
    with CaptureQueriesContext(connection) as asked:
        bounces.note_bounce(update_id=decision.id, code="5.1.1", by=HUB, at=at)
    written = [query["sql"] for query in asked.captured_queries]

    def first(*words):
        return next(place for place, sql in enumerate(written) if all(word in sql for word in words))

    lock = first('FROM "reports_report"', "FOR UPDATE")
    assert lock < first('UPDATE "reports_complainant"')
    assert lock < first('FROM "audit_chainhead"', "FOR UPDATE")
