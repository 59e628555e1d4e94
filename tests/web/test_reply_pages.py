"""Supervisors write replies, and officers begin a message with one."""

import pytest

from reports.models import Message
from tests.making import reports as making
from triage.models import ReplyTemplate
from triage.services import replies

pytest_plugins = ["tests.making.http"]
CODE = "which-account"


@pytest.fixture
def report(db, at):
    return making.submit(at=at, email="a@example.org")


@pytest.fixture
def ask(report):
    return f"/hub/cases/{report.case.reference}/ask/{report.id}/"


def text_of(page):
    return " ".join(page.content.decode().split())


def test_reply_is_put_in_filled_and_nothing_is_sent(staff, report, ask):
    client = staff("officer")
    begun = client.get(f"{ask}?reply={CODE}")
    words = begun.context["form"]["text"].value()
    assert report.reference in words
    assert "{" not in words
    page = client.post(ask, {"text": "Dear reporter,\r\n", "reply": CODE, "insert": "yes"})
    assert page.status_code == 200
    both = page.context["form"]["text"].value()
    assert both == f"Dear reporter,\n\n{words}"
    assert not Message.objects.exists()
    client.post(ask, {"text": both, "reply": CODE})
    assert Message.objects.count() == 1


@pytest.mark.parametrize("picked", ["", "nonsense", "x" * 10_000])
def test_reply_that_there_is_not_loses_nothing(staff, ask, picked):
    client = staff("officer")
    assert client.get(ask, {"reply": picked}).context["form"]["text"].value() == ""
    page = client.post(ask, {"text": "typed", "reply": picked, "insert": "yes"})
    assert page.context["form"]["text"].value() == "typed"


def test_placeholder_that_is_left_is_not_sent(staff, at):
    report = making.submit(at=at, url="", words="[Invented] words", email="a@example.org")
    client, address = staff("officer"), f"/hub/cases/{report.case.reference}/ask/{report.id}/"
    words = client.get(f"{address}?reply={CODE}").context["form"]["text"].value()
    assert "{platform}" in words
    page = client.post(address, {"text": words})
    assert page.status_code == 422
    assert "Write something in place of {platform}." in text_of(page)
    assert not Message.objects.exists()


def test_language_without_a_reply_says_so(staff, at, supervisor):
    report = making.submit(at=at, language="pl", email="a@example.org")
    client, address = staff("officer"), f"/hub/cases/{report.case.reference}/ask/{report.id}/"
    assert "No reply is written in Polish" in text_of(client.get(address))
    replies.save(code=CODE, language="pl", name="Konto", text="{reference}", based_on=0, by=supervisor, at=at)
    text = text_of(client.get(address))
    assert "No reply is written in Polish" not in text
    assert "(in English)" in text


def test_supervisor_writes_a_reply_another_version_and_retires_it(staff):
    client = staff("supervisor")
    made = client.post("/hub/replies/new/", {"name": "Which one?", "language": "cy", "text": "{reference}"})
    address = made.headers["Location"]
    assert address == "/hub/replies/which-one/cy/"
    assert client.post(address, {"name": "Which?", "text": "More on {platform}", "based_on": "1"}).status_code == 302
    assert [row.version for row in ReplyTemplate.objects.order_by("version")] == [1, 2]
    stale = client.post(address, {"name": "Which?", "text": "again", "based_on": "1"})
    assert stale.status_code == 422
    assert "Somebody else has changed this reply" in text_of(stale)
    assert "again" in text_of(stale)
    client.post(f"{address}retire/", {"based_on": "2"})
    assert "It is retired" in text_of(client.get(address))
    assert "retired" in text_of(client.get("/hub/replies/"))
    assert "retired already" in text_of(client.post(f"{address}retire/", {"based_on": "3"}, follow=True))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": "Dear {name}"}, "{name} is no placeholder of this text. It may hold: {platform}, {reference}"),
        ({"text": ""}, "Write the text."),
        ({"name": ""}, "Give it a name."),
        ({"language": "xx"}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_saved_is_told_beside_the_field(staff, sent, words):
    typed = {"name": "Which one?", "language": "cy", "text": "{reference}"}
    page = staff("supervisor").post("/hub/replies/new/", {**typed, **sent})
    assert page.status_code == 422
    assert words in text_of(page)
    assert not ReplyTemplate.objects.exists()


def test_pages_of_replies_are_for_supervisors(staff):
    client = staff("officer")
    for address in ("/hub/replies/", "/hub/replies/new/", f"/hub/replies/{CODE}/en-gb/"):
        assert client.get(address).status_code == 403
    assert client.post(f"/hub/replies/{CODE}/en-gb/retire/", {"based_on": "0"}).status_code == 403
    assert "/hub/replies/" not in [item["href"] for item in client.get("/hub/my-day/").context["navigation"]]


def test_what_there_is_not_is_not_found(staff):
    client = staff("supervisor")
    assert client.get(f"/hub/replies/{CODE}/en-gb/").status_code == 200
    assert "not written in this language yet" in text_of(client.get(f"/hub/replies/{CODE}/pl/"))
    for address in ("/hub/replies/nothing/en-gb/", f"/hub/replies/{CODE}/xx/"):
        assert client.get(address).status_code == 404
    for based_on in ("", "²", "x", "9" * 50):
        client.post(f"/hub/replies/{CODE}/en-gb/retire/", {"based_on": based_on})
    assert client.post(f"/hub/replies/{CODE}/pl/retire/", {"based_on": "0"}).status_code == 404
    assert not ReplyTemplate.objects.exists()
