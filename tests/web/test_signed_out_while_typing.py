"""A form sent once the session is over is held, and goes through after signing in: nothing typed is lost."""

import pytest
from django.test import Client
from lxml import html

from hatehub.accounts.models import User
from reports.models import Report

pytest_plugins = ["tests.making.http"]
HERE = {"origin": "http://testserver"}
TYPED = 'Two lines\nof "words" & <more>'


@pytest.fixture
def note(submit):
    """The address at which an officer adds a note to a case, and what they send."""
    return f"/hub/cases/{submit().case.reference}/notes/", {"text": TYPED}


def fields(answer):
    inputs = html.fromstring(answer.content).xpath("//main//form//input[@type='hidden']")
    return {field.get("name"): field.get("value") for field in inputs}


def guarded(client):
    """Return the same browser with forms guarded by their token, as in earnest."""
    strict = Client(enforce_csrf_checks=True, headers=HERE)
    strict.cookies.update(client.cookies)
    return strict


def token_of(client, path):
    return html.fromstring(client.get(path).content).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]


@pytest.fixture
def sign_in_again(another_session):
    """Sign in as in another tab: with a new session comes a new token."""

    def again(browser):
        browser.cookies["hub-session"] = another_session(User.objects.get()).cookies["hub-session"].value
        del browser.cookies["hub-csrf"]
        browser.get("/hub/queues/")

    return again


def test_what_was_typed_is_held_and_goes_through_after_signing_in(staff, note, wait, sign_in_again):
    path, values = note
    client = guarded(staff("officer"))
    token = token_of(client, "/hub/queues/")
    wait(31)
    held = client.post(path, {**values, "csrfmiddlewaretoken": token})
    assert held.status_code == 403
    assert "You are signed out, and nothing was saved." in held.content.decode()
    assert "nothing was done for a while" in held.content.decode()
    assert "no-store" in held.headers["Cache-Control"]
    sign_in_again(client)
    again = client.post(path, fields(held))
    assert again.status_code == 403
    assert "You have signed in since that page was opened" in again.content.decode()
    assert fields(again)["text"].replace("\r", "") == TYPED
    assert client.post(path, fields(again)).status_code == 302
    assert "of &quot;words&quot; &amp; &lt;more&gt;" in client.get(path.removesuffix("notes/")).content.decode()


def test_button_that_was_pressed_is_held_with_the_rest(staff, note, wait):
    path, values = note
    client = staff("officer")
    wait(31)
    held = client.post(path, {**values, "go": "1"}, headers=HERE)
    assert fields(held)["go"] == "1"


@pytest.mark.parametrize("origin", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_words_of_another_site_are_never_put_behind_our_button(staff, note, wait, origin):
    path, values = note
    client = staff("officer")
    wait(31)
    answer = client.post(path, values, headers=origin)
    assert answer.status_code in {302, 403}
    assert "Two lines" not in answer.content.decode()


def test_page_of_another_site_does_not_get_a_token_for_its_words(staff, note):
    path, values = note
    client = guarded(staff("officer"))
    client.get("/hub/queues/")
    answer = client.post(path, values, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "Two lines" not in answer.content.decode()
    assert not html.fromstring(answer.content).xpath("//main//form")


def test_where_nothing_was_typed_the_sign_in_follows(staff, note, wait):
    path, _values = note
    client = staff("officer")
    wait(31)
    for answer in (client.get("/hub/queues/", headers=HERE), client.post(path, headers=HERE)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")


def test_what_is_typed_at_the_sign_in_is_not_held(db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": TYPED}, headers=HERE)
    assert answer.status_code == 403
    assert "Two lines" not in answer.content.decode()


def test_form_of_the_public_is_no_matter_of_sessions(person):
    answer = person.post("/status/", {"reference": "x", "code": "y"}, headers=HERE)
    assert "signed out" not in answer.content.decode()
    assert not Report.objects.exists()
