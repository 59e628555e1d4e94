import contextlib
import uuid

import pytest

from reports.clients.mail.protocol import Mail, MailDelayed, MailRefused
from reports.clients.mail.smtp import SmtpChannel, build

pytest_plugins = ["tests.making.mail_server"]


def a_mail(**changed):
    given = {"id": uuid.uuid4(), "to": "a@example.org", "sender_name": "Updates", "subject": "An update for you"}
    return Mail(**{**given, "body": "Words.\n", "language": "en-gb", **changed})


def test_message_is_plain_text_with_a_neutral_sender_and_marked_as_made_by_a_machine(letterbox, settings):
    settings.DEFAULT_FROM_EMAIL = "Online Hate Hub <updates@hub.example>"
    mail = a_mail(language="cy")
    assert SmtpChannel().send(mail) == ""
    [letter] = letterbox.letters
    assert letter.get_content_type() == "text/plain"
    assert letter["From"] == "Updates <updates@hub.example>"
    assert (letter["Content-Language"], letter["Auto-Submitted"]) == ("cy", "auto-generated")
    assert letter["Message-ID"] == f"<{mail.id}@hub.example>"
    assert letterbox.senders == ["updates@hub.example"]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("bounces@hub.example", "bounces@hub.example"), ("bounces+*@hub.example", "bounces+{id}@hub.example")],
)
def test_bounces_come_back_where_the_settings_say(letterbox, settings, setting, expected):
    settings.MAIL_BOUNCES_TO = setting
    mail = a_mail()
    SmtpChannel().send(mail)
    assert letterbox.senders == [expected.format(id=mail.id)]
    assert letterbox.letters[0]["From"] == "Updates <updates@hub.invalid>"


def test_words_in_any_language_arrive_as_they_were_written(letterbox):
    mail = a_mail(subject="تحديث لك", sender_name="تحديثات", body="سطر أول\n\nسطر ثان\n", language="ar")
    SmtpChannel().send(mail)
    [letter] = letterbox.letters
    assert (letter["Subject"], letter["From"].addresses[0].display_name) == ("تحديث لك", "تحديثات")
    assert letter.get_content().replace("\r\n", "\n") == mail.body


@pytest.mark.parametrize(
    ("answer", "code"),
    [("550 5.1.1 no such user a@example.org", "5.1.1"), ("550 no such user", "550"), ("554 go away", "554")],
)
def test_recipient_refused_with_5xx_is_refused_for_good_with_a_code_alone(letterbox, answer, code):
    letterbox.at_recipient = [answer]
    with pytest.raises(MailRefused) as refused:
        SmtpChannel().send(a_mail())
    assert refused.value.code == code
    assert "example.org" not in repr(refused.value)


def test_message_refused_with_5xx_is_refused_for_good(letterbox):
    letterbox.at_data = ["554 5.7.1 refused"]
    with pytest.raises(MailRefused, match=r"5\.7\.1"):
        SmtpChannel().send(a_mail())


@pytest.mark.parametrize(("at_recipient", "at_data"), [(["450 4.2.1 later"], []), ([], ["451 later"])])
def test_refusal_with_4xx_passes(letterbox, at_recipient, at_data):
    letterbox.at_recipient, letterbox.at_data = at_recipient, at_data
    with pytest.raises(MailDelayed):
        SmtpChannel().send(a_mail())


def test_sender_refused_passes_since_the_hub_is_to_be_mended(letterbox):
    letterbox.at_sender = ["550 who are you"]
    with pytest.raises(MailDelayed, match="SMTPSenderRefused"):
        SmtpChannel().send(a_mail())


def test_server_that_is_away_passes(letterbox, settings):
    settings.EMAIL_PORT = 1
    with pytest.raises(MailDelayed, match="ConnectionRefusedError"):
        SmtpChannel().send(a_mail())


@pytest.mark.parametrize("to", ["a@example.org\nBcc: b@example.org", "a b@example.org", "@", ""])
def test_address_with_which_a_header_could_be_forged_sends_nothing(letterbox, to):
    with contextlib.suppress(Exception):
        SmtpChannel().send(a_mail(to=to))
    assert "b@example.org" not in letterbox.recipients


def test_message_has_one_recipient_and_no_copy():
    message = build(a_mail())
    assert (message.to, message.cc, message.bcc) == (["a@example.org"], [], [])
