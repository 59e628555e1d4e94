"""A message is one process's at a time, and always comes to an end."""

from datetime import timedelta

import pytest

from reports.models import Update
from reports.services import messages
from tests.making import reports as making

pytest_plugins = ["tests.making.committing", "tests.making.mail_server"]


def waiting(at, **answers):
    report = making.submit(at=at, email="a@example.org", **answers)
    return Update.objects.get(entry__report=report)


def test_two_processes_with_one_message_send_one_mail(together, letterbox, at):
    update = waiting(at)
    sent = together(*[lambda: messages.send(update_id=update.id, at=at)] * 4)
    assert sorted(sent) == [False, False, False, True]
    assert len(letterbox.letters) == 1


def test_message_of_a_process_that_died_is_sent_after_its_claim_has_run_out(db, letterbox, at):
    update = waiting(at)
    Update.objects.filter(id=update.id).update(claimed_until=at + messages.LEASE)
    assert messages.send(update_id=update.id, at=at) is False
    assert messages.send(update_id=update.id, at=at + messages.LEASE + timedelta(seconds=1)) is True
    assert len(letterbox.letters) == 1


@pytest.mark.parametrize(("error", "state"), [(UnicodeError, "failed"), (RuntimeError, "waiting")])
def test_any_error_is_counted_and_ends_or_is_tried_again(db, at, monkeypatch, error, state):
    update = waiting(at)

    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(messages, "_compose", fail)
    assert messages.send(update_id=update.id, at=at) is False
    update.refresh_from_db()
    assert (update.state, update.attempts) == (state, 1)


def test_every_message_ends_at_last(db, at, monkeypatch):
    update = waiting(at)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(messages, "_compose", fail)
    for _ in range(messages.MOST_ATTEMPTS):
        messages.send(update_id=update.id, at=at)
    update.refresh_from_db()
    assert update.state == "failed"
