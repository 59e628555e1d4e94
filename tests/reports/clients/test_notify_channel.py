import uuid

import httpx
import pytest

from reports.clients.mail import notify as module
from reports.clients.mail.channels import get_channel
from reports.clients.mail.protocol import Mail, MailDelayed, MailRefused
from reports.clients.mail.smtp import SmtpChannel

pytest_plugins = ["tests.making.notify_server"]


def a_mail(**changed):
    given = {"id": uuid.uuid4(), "to": "a@example.org", "sender_name": "Updates", "subject": "An update for you"}
    return Mail(**{**given, "body": "Words.", "language": "en-gb", **changed})


def test_settings_choose_the_channel(settings):
    assert isinstance(get_channel(), SmtpChannel)
    settings.MAIL_CHANNEL = "notify"
    assert isinstance(get_channel(), module.NotifyChannel)


def test_message_is_handed_over_as_published(notify):
    mail = a_mail()
    provider_reference = get_channel().send(mail)
    [held] = notify.notifications
    assert held["id"] == provider_reference
    assert held["sent"] == {
        "email_address": "a@example.org",
        "template_id": module.notify_channel().template_id,
        "personalisation": {"subject": "An update for you", "body": "Words."},
        "reference": str(mail.id),
    }


def test_message_whose_answer_was_lost_is_not_sent_twice(notify):
    mail = a_mail()
    notify.faults["POST"] = ["lost"]
    with pytest.raises(MailDelayed):
        get_channel().send(mail)
    assert get_channel().send(mail) == notify.notifications[0]["id"]
    assert len(notify.notifications) == 1


def test_message_that_took_too_long_is_not_sent_twice(notify, monkeypatch):
    mail = a_mail()
    monkeypatch.setattr(module, "SECONDS", 0.2)
    notify.faults["POST"] = ["slow"]
    with pytest.raises(MailDelayed, match="Timeout"):
        get_channel().send(mail)
    assert get_channel().send(mail) == notify.notifications[0]["id"]
    assert len(notify.notifications) == 1


@pytest.mark.parametrize("status", ["created", "sending", "delivered"])
def test_message_that_is_there_is_not_sent_again(notify, status):
    mail = a_mail()
    first = get_channel().send(mail)
    notify.notifications[0]["status"] = status
    assert get_channel().send(mail) == first


@pytest.mark.parametrize("status", ["temporary-failure", "technical-failure"])
def test_message_that_notify_gave_up_on_is_sent_again(notify, status):
    mail = a_mail()
    first = get_channel().send(mail)
    notify.notifications[0]["status"] = status
    second = get_channel().send(mail)
    assert second != first
    assert get_channel().send(mail) == second


def test_message_that_failed_for_good_is_not_sent_again(notify):
    mail = a_mail()
    get_channel().send(mail)
    notify.notifications[0]["status"] = "permanent-failure"
    with pytest.raises(MailRefused, match="permanent-failure"):
        get_channel().send(mail)
    assert len(notify.notifications) == 1


def test_address_that_is_none_is_refused_for_good(notify):
    with pytest.raises(MailRefused, match="ValidationError"):
        get_channel().send(a_mail(to="nobody"))


@pytest.mark.parametrize("fault", [400, 403, 429, 500])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_other_refusal_passes(notify, method, fault):
    mail = a_mail()
    notify.faults[method] = [fault]
    with pytest.raises(MailDelayed, match=str(fault)):
        get_channel().send(mail)
    assert get_channel().send(mail)
    assert len(notify.notifications) == 1


def test_wrong_key_passes_since_somebody_can_mend_it(notify, settings):
    settings.NOTIFY_API_KEY = settings.NOTIFY_API_KEY[:-1] + "1"
    with pytest.raises(MailDelayed, match="403 AuthError"):
        get_channel().send(a_mail())


def test_service_that_is_away_passes(notify, settings):
    settings.NOTIFY_URL = "http://127.0.0.1:1"
    with pytest.raises(MailDelayed, match="ConnectError"):
        get_channel().send(a_mail())


@pytest.mark.parametrize("content", [b"<html>", b"[]", b""])
def test_answer_that_is_no_object_passes(content):
    with pytest.raises(MailDelayed):
        module._read(httpx.Response(200, content=content))


def test_status_of_one_message_is_asked_for_by_its_id(notify):
    first = get_channel().send(a_mail())
    notify.notifications[0]["status"] = "delivered"
    assert module.notify_channel().status(first) == "delivered"
    with pytest.raises(MailDelayed, match="404"):
        module.notify_channel().status(str(uuid.uuid4()))


def test_errors_name_nobody(notify):
    notify.faults["POST"] = [400]
    with pytest.raises(MailDelayed) as delayed:
        get_channel().send(a_mail())
    assert "example.org" not in repr(delayed.value)
    assert delayed.value.__suppress_context__ or delayed.value.__context__ is None
