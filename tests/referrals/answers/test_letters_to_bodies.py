from datetime import timedelta

import pytest
from django.utils import timezone

from referrals import registries
from referrals.models import Letter
from referrals.rules.letters import MOST_ATTEMPTS
from referrals.services import answer_links, letters
from reports.rules.bounces import Bounce, Kind
from reports.services import arrivals, bounces
from tests.making.answer_links import KIND, failed

pytest_plugins = ["tests.making.mail_server"]
TO = "desk@body.invalid"


@pytest.fixture
def letter(link):
    return ask(link)


def ask(link, **more):
    return letters.queue(
        kind=KIND, subject=link.subject, case_id=link.case_id, to=TO, link=link, at=link.made_at, **more
    )


def again(letter):
    return Letter.objects.get(id=letter.id)


def send_due(at):
    sent = []
    for letter_id, kind in letters.lease_due(at=at):
        found = registries.find_letter(kind)
        ends = {"on_failed": found.on_failed, "on_unwanted": found.on_unwanted}
        sent.append(letters.send(letter_id=letter_id, write=found.write, at=at, **ends))
    return sent


def test_letter_goes_to_the_body_with_its_link(letter, link, letterbox):
    assert send_due(timezone.now()) == [True]
    [sent] = letterbox.letters
    assert letterbox.recipients == [TO]
    assert sent["Subject"] == f"Case {link.case.reference}"
    assert answer_links.address_of(link) in sent.get_content()
    assert sent["Message-ID"].startswith(f"<{letter.id}@")
    assert again(letter).state == "sent"


def test_words_are_never_stored(letter, link, letterbox):
    send_due(timezone.now())
    stored = str(Letter.objects.values().get())
    assert answer_links.token_of(link) not in stored
    assert "Please answer" not in stored


def test_asked_for_twice_a_letter_is_one(letter, link, letterbox):
    assert ask(link).id == letter.id
    assert ask(link, key="reminder").id != letter.id


def test_server_that_is_away_gets_the_same_letter_later(letter, letterbox):
    at = timezone.now()
    letterbox.at_data = ["451 try later", "451 try later"]
    for minutes in range(6):
        send_due(at + timedelta(minutes=minutes))
    assert len(letterbox.message_ids_tried) == 3
    assert len(set(letterbox.message_ids_tried)) == 1
    assert (again(letter).state, failed) == ("sent", [])


def test_address_that_is_refused_ends_it_and_is_said_once(letter, letterbox):
    at = timezone.now()
    letterbox.at_recipient = ["550 5.1.1 no such user"]
    assert send_due(at) == [False]
    assert (again(letter).state, again(letter).failure) == ("failed", "5.1.1")
    assert send_due(at + timedelta(hours=1)) == []
    assert failed == [(letter.id, "5.1.1", at)]


def test_server_that_stays_away_ends_it_after_the_last_attempt(letter, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    moment = timezone.now()
    for _ in range(MOST_ATTEMPTS):
        assert (again(letter).state, failed) == ("waiting", [])
        send_due(moment)
        moment += timedelta(hours=1)
    assert again(letter).state == "failed"
    assert len(failed) == 1


@pytest.mark.parametrize("end", ["use", "revoke", "expire"])
def test_letter_whose_link_opens_no_more_is_not_sent(letter, link, letterbox, officer, end):
    at = timezone.now()
    if end == "use":
        answer_links.use(link=link, at=at)
    elif end == "revoke":
        answer_links.revoke(subject=link.subject, by=officer, at=at, why="x")
    else:
        at = link.expires_at
    assert send_due(at) == [False]
    assert (letterbox.letters, again(letter).state, failed) == ([], "failed", [])


def test_letter_that_nobody_wants_any_more_is_not_sent(link, letterbox):
    letter = ask(link, key="unwanted")
    assert send_due(timezone.now()) == [False]
    assert (letterbox.letters, again(letter).failure, failed) == ([], letters.NOT_WANTED, [])


def test_letter_that_is_not_sent_is_said_to_whoever_asks_for_that(link, letterbox):
    dropped = []
    registries.register_letter(KIND, lambda letter: None, on_unwanted=lambda letter, at: dropped.append(letter.id))
    letter = ask(link)
    assert send_due(timezone.now()) == [False]
    assert (dropped, failed) == ([letter.id], [])


def test_writer_that_breaks_is_tried_again(letter, letterbox, monkeypatch):
    def broken(letter):
        raise KeyError("x")

    registries.register_letter(KIND, broken)
    assert send_due(timezone.now()) == [False]
    assert (again(letter).state, again(letter).failure) == ("waiting", "KeyError")


def test_letter_in_hand_is_not_taken_by_another_worker(letter, letterbox):
    at = timezone.now()
    Letter.objects.update(claimed_until=at + timedelta(minutes=1))
    assert send_due(at) == [False]
    assert letterbox.letters == []


def test_letter_that_comes_back_has_failed_and_is_said_once(letter, letterbox):
    at = timezone.now()
    send_due(at)
    bounce = Bounce(kind=Kind.FAILED, code="5.1.1", about=(letter.id,))
    assert bounces.take_in(bounce=bounce, at=at) == "noted"
    assert bounces.take_in(bounce=bounce, at=at) == "known"
    assert (again(letter).state, again(letter).failure) == ("failed", "5.1.1")
    assert failed == [(letter.id, "5.1.1", at)]


def test_provider_that_gives_a_letter_up_says_so(letter):
    at = timezone.now()
    status = "permanent-failure"
    assert arrivals.note_status(update_id=letter.id, provider_reference="x", status=status, at=at)
    assert failed == [(letter.id, status, at)]
