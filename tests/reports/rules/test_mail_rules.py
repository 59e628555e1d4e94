import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.mail_headers import boundary_of, read_header
from reports.rules.mail_text import mail_as_text
from tests.making.files import mail

PAGE = 'Content-Type: text/html; charset="utf-8"\r\n'


def test_words_of_a_mail_are_shown_with_who_wrote_them():
    text = mail_as_text(mail(body="Go away."))
    assert text.startswith("From: Hater <hater@example.org>\nTo: victim@example.org\nDate: Mon, 02 Mar 2026")
    assert text.strip().endswith("Subject: Go\n\nGo away.")


def test_web_page_in_a_mail_is_shown_as_its_words_alone():
    page = "<html><head><title>t</title><style>p{}</style></head><p>Go  <b>away</b> &amp; stay<br>there<script>x()"
    assert mail_as_text(mail(more=PAGE, body=page)).endswith("\n\nGo away & stay\nthere")


def test_words_packed_for_the_journey_are_unpacked():
    packed = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    assert "schön" in mail_as_text(mail(more=packed, body="c2Now7Zu"))


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_mail_is_shown_somehow(header, body):
    raw = b"From: a@b.c\r\nDate: x\r\n" + header + b"\r\n\r\n" + body
    assert isinstance(mail_as_text(raw), str)
    found = read_header(raw)
    assert found is None or isinstance(boundary_of(found), bytes | None)


@pytest.mark.parametrize(
    "field",
    [
        'Content-Type: multipart/mixed; boundary="=?utf-8?q?x?="',
        "Content-Type: multipart/mixed; boundary*=utf-8''%ff",
        "Content-Type: multipart/mixed; boundary*0=a; boundary*2=b",
        "Content-Type: text/plain; charset=no-such-letters",
        "Content-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=utf-7",
        "From: <<<>>>, ;:@",
        "Date: Mon, 99 Xxx 99999999999999 99:99:99 +9999999",
    ],
)
def test_mail_with_an_odd_header_is_shown_somehow(field):
    raw = mail(more=f"{field}\r\n", body="words")
    assert isinstance(mail_as_text(raw), str)
    header = read_header(raw)
    assert header is not None
    assert isinstance(boundary_of(header), bytes | None)
