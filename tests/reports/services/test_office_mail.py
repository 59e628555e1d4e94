from datetime import timedelta

import pytest

from reports.models import OfficeMail
from reports.rules.bounces import Bounce, Kind
from reports.services import arrivals, bounces, office_mail

pytest_plugins = ["tests.making.mail_server"]
TO = "duty@force.invalid"


@pytest.fixture
def queued(db, at):
    return office_mail.queue(to=TO, subject="Emergency hand-over OHC-1", body="Ring the hub.", at=at)


def again(mail):
    return OfficeMail.objects.get(id=mail.id)


def send_due(at):
    return [office_mail.send(mail_id=mail_id, at=at) for mail_id in office_mail.lease_due(at=at)]


def test_message_goes_to_the_office_and_nothing_else_is_in_it(queued, letterbox, at):
    assert send_due(at) == [True]
    [letter] = letterbox.letters
    assert letterbox.recipients == [TO]
    assert letter["Subject"] == "Emergency hand-over OHC-1"
    assert letter["Message-ID"].startswith(f"<{queued.id}@")
    assert (again(queued).state, again(queued).sent_at) == ("sent", at)


def test_retry_carries_the_same_message_id(queued, letterbox, at):
    letterbox.at_data = ["451 try later", "451 try later"]
    for minutes in range(4):
        send_due(at + timedelta(minutes=minutes))
    assert len(letterbox.message_ids_tried) == 3
    assert len(set(letterbox.message_ids_tried)) == 1
    assert again(queued).state == "sent"


def test_address_that_is_refused_ends_it_with_the_code(queued, letterbox, at):
    letterbox.at_recipient = ["550 5.1.1 no such user"]
    assert send_due(at) == [False]
    assert (again(queued).state, again(queued).failure) == ("failed", "5.1.1")
    assert send_due(at + timedelta(hours=1)) == []


def test_server_that_stays_away_ends_it_after_the_last_attempt(queued, settings, at):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    moment = at
    for _ in range(office_mail.MOST_ATTEMPTS):
        assert again(queued).state == "waiting"
        send_due(moment)
        moment += timedelta(hours=1)
    assert again(queued).state == "failed"
    assert again(queued).failure


def test_message_in_hand_is_not_taken_by_another_worker(queued, letterbox, at):
    OfficeMail.objects.update(claimed_until=at + timedelta(minutes=1))
    assert not office_mail.send(mail_id=queued.id, at=at)
    assert letterbox.letters == []


def test_sent_message_is_not_sent_again(queued, letterbox, at):
    send_due(at)
    assert not office_mail.send(mail_id=queued.id, at=at)
    assert len(letterbox.letters) == 1


def test_message_that_comes_back_has_failed(queued, letterbox, at):
    send_due(at)
    bounce = Bounce(kind=Kind.FAILED, code="5.1.1", about=(queued.id,))
    assert bounces.take_in(bounce=bounce, at=at) == "noted"
    assert bounces.take_in(bounce=bounce, at=at) == "known"
    assert (again(queued).state, again(queued).failure) == ("failed", "5.1.1")


def test_failure_that_names_no_message_is_not_ours(db, at):
    from uuid import uuid4

    with pytest.raises(bounces.NotOurs):
        bounces.take_in(bounce=Bounce(kind=Kind.FAILED, code="5.1.1", about=(uuid4(),)), at=at)


@pytest.mark.parametrize("status", ["permanent-failure", "temporary-failure", "technical-failure"])
def test_provider_that_gives_up_says_so(queued, at, status):
    assert arrivals.note_status(update_id=queued.id, provider_reference="x", status=status, at=at)
    assert (again(queued).state, again(queued).failure) == ("failed", status)


def test_provider_that_delivers_changes_nothing(queued, at):
    assert not arrivals.note_status(update_id=queued.id, provider_reference="x", status="delivered", at=at)
    assert again(queued).state == "waiting"
