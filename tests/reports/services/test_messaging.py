"""What hub and complainant say to each other after the report."""

import pytest

from hatehub.accounts.actors import HUB
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Message, Report, StatusEntry, Update
from reports.selectors.conversation import list_said, list_unread, read_text
from reports.services import messaging
from tests.making import reports as making

pytestmark = pytest.mark.django_db
QUESTION = "Is the account still writing to you?"
ANSWER = "Yes, every night. It is my neighbour."


@pytest.fixture
def report(at):
    return making.submit(at=at, email="a@example.org")


def test_question_is_sealed_told_and_audited(report, officer, at):
    question = messaging.ask(report_id=report.id, text=QUESTION, by=officer, at=at)
    assert QUESTION.encode() not in bytes(Message.objects.get().sealed_text)
    assert read_text(message=question) == QUESTION
    entry = StatusEntry.objects.get(report=report, kind="question_asked")
    assert Update.objects.filter(entry=entry).exists()
    assert Entry.objects.filter(verb="question_written", actor=str(officer)).exists()
    assert QUESTION not in str(list(Entry.objects.values()))


def test_answer_closes_the_question_and_is_announced(report, officer, at):
    question = messaging.ask(report_id=report.id, text=QUESTION, by=officer, at=at)
    messaging.reply(report_id=report.id, question_id=question.id, text=ANSWER, at=at)
    asked, answered = list_said(report=report)
    assert (asked.is_open, answered.text, answered.is_question) == (False, ANSWER, False)
    event = OutboxEvent.objects.get(name="reports.complainant_wrote")
    assert event.payload["kind"] == "reply"
    assert ANSWER not in str(event.payload)
    with pytest.raises(messaging.QuestionClosed):
        messaging.reply(report_id=report.id, question_id=question.id, text="again", at=at)


def test_question_of_another_report_cannot_be_answered(report, officer, at):
    other = making.submit(at=at)
    question = messaging.ask(report_id=other.id, text=QUESTION, by=officer, at=at)
    with pytest.raises(messaging.QuestionClosed):
        messaging.reply(report_id=report.id, question_id=question.id, text=ANSWER, at=at)
    assert not Message.objects.exclude(kind="question").exists()


def test_question_taken_back_needs_no_answer(report, officer, at):
    question = messaging.ask(report_id=report.id, text=QUESTION, by=officer, at=at)
    messaging.take_back(question_id=question.id, by=officer, at=at, reason="Found elsewhere.")
    assert [said.is_open for said in list_said(report=report)] == [False]
    with pytest.raises(messaging.QuestionClosed):
        messaging.reply(report_id=report.id, question_id=question.id, text=ANSWER, at=at)
    with pytest.raises(messaging.QuestionClosed):
        messaging.take_back(question_id=question.id, by=officer, at=at, reason="again")


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_message_needs_words(report, officer, at, text):
    with pytest.raises(messaging.NothingWritten):
        messaging.add_information(report_id=report.id, text=text, at=at)
    with pytest.raises(messaging.NothingWritten):
        messaging.ask(report_id=report.id, text=text, by=officer, at=at)
    assert not Message.objects.exists()


def test_only_officers_ask(report, west_yorkshire, at):
    for by in (west_yorkshire, HUB):
        with pytest.raises(NotPermitted):
            messaging.ask(report_id=report.id, text=QUESTION, by=by, at=at)


def test_what_is_added_is_unread_until_an_officer_says_so(report, officer, at):
    seen = [messaging.add_information(report_id=report.id, text="There is a second account.", at=at).id]
    assert len(list_unread(report_ids=[report.id])) == 1
    newer = messaging.add_information(report_id=report.id, text="And a third one.", at=at)
    assert messaging.mark_read(report_ids=[report.id], message_ids=seen, by=officer, at=at) == 1
    assert messaging.mark_read(report_ids=[report.id], message_ids=seen, by=officer, at=at) == 0
    assert [message.id for message in list_unread(report_ids=[report.id])] == [newer.id]
    other = making.submit(at=at)
    assert messaging.mark_read(report_ids=[other.id], message_ids=[newer.id], by=officer, at=at) == 0
    assert messaging.mark_read(report_ids=[report.id], message_ids=[newer.id], by=officer, at=at) == 1
    assert list_unread(report_ids=[report.id]) == []
    assert Entry.objects.filter(verb="message_read", actor=str(officer)).count() == 2


def test_same_words_sent_twice_are_one_message(report, officer, at):
    for _ in range(2):
        messaging.add_information(report_id=report.id, text="There is a second account.", at=at)
    question = messaging.ask(report_id=report.id, text=QUESTION, by=officer, at=at)
    for _ in range(2):
        messaging.reply(report_id=report.id, question_id=question.id, text=ANSWER, at=at)
    assert [said.text for said in list_said(report=report)] == ["There is a second account.", QUESTION, ANSWER]
    assert OutboxEvent.objects.filter(name="reports.complainant_wrote").count() == 2


def test_erased_person_leaves_messages_that_say_so(report, officer, at):
    messaging.add_information(report_id=report.id, text="secret", at=at)
    vault.destroy_key(owner=report.id, purpose=Purpose.PERSON, at=at)
    (said,) = list_said(report=report)
    assert said.text == "This text has been erased."


def test_closed_case_is_looked_at_again_when_its_complainant_writes(report, officer, at):
    making.walk(report, to="closed", by=officer, at=at)
    making.work_off()
    messaging.add_information(report_id=report.id, text="I know who it was.", at=at)
    making.work_off()
    assert Report.objects.get(id=report.id).state == "in_triage"
    kinds = set(StatusEntry.objects.filter(report=report).values_list("kind", flat=True))
    assert {"information_added", "step_reopen"} <= kinds


def test_withdrawn_report_stays_closed_whatever_is_added(report, at):
    from reports.services import following

    following.withdraw(report_id=report.id, at=at)
    messaging.add_information(report_id=report.id, text="one more thing", at=at)
    making.work_off()
    assert Report.objects.get(id=report.id).state == "closed"


def test_handling_the_same_event_twice_reopens_once(report, officer, at):
    from reports.services import following

    making.walk(report, to="closed", by=officer, at=at)
    assert following.look_again(report_id=report.id, by=HUB, at=at) is True
    assert following.look_again(report_id=report.id, by=HUB, at=at) is False
