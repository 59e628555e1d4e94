"""Pages that hold what was typed hold no secret: passwords, keys and codes are typed again, and the page says so."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from hatehub import typed
from hatehub.accounts.models import User
from hatehub.accounts.step_up import OWN_FIELDS
from hatehub.reference.models import Platform
from referrals.models import PlatformAccount
from referrals.rules.takedowns.credential_fields import FIELDS

pytest_plugins = ["tests.making.http", "tests.making.away"]
HERE = {"origin": "http://testserver"}
SECRET = "a-secret-that-nobody-holds"
LEFT_OUT = "Passwords, keys and codes are not in the page."


def hidden(answer):
    inputs = html.fromstring(answer.content).xpath("//main//form//input[@type='hidden']")
    return {field.get("name"): field.get("value") for field in inputs}


def address_of(client, channel):
    """Add an account at a platform with this channel, and return where it is kept."""
    platform = Platform.objects.filter(takedown_channel=channel).order_by("pk").first()
    client.post(reverse("admin:referrals_platformaccount_add"), {"platform": platform.pk})
    return reverse("admin:referrals_platformaccount_change", args=[PlatformAccount.objects.get().pk])


def typed_at(channel):
    return {each.name: SECRET if each.is_secret else f"plain-{each.name}" for each in FIELDS[channel]}


def assert_held_without_secrets(answer, channel):
    assert SECRET not in answer.content.decode()
    assert LEFT_OUT in answer.content.decode()
    held = hidden(answer)
    assert {each.name: held[each.name] for each in FIELDS[channel]} == {
        each.name: "" if each.is_secret else f"plain-{each.name}" for each in FIELDS[channel]
    }


def test_every_secret_that_a_form_asks_for_is_declared():
    of_platforms = {each.name for fields in FIELDS.values() for each in fields if each.is_secret}
    assert of_platforms <= typed.SECRET_NAMES
    assert set(OWN_FIELDS) - {"csrfmiddlewaretoken"} <= typed.SECRET_NAMES
    assert {"/accounts/", "/oauth/"} <= set(typed.SECRET_PATHS)


@pytest.mark.parametrize("channel", ["mastodon", "bluesky", "youtube", "reddit"])
def test_secrets_of_platforms_are_not_held_once_the_session_is_over(staff, wait, channel):
    client = staff("reference_admin")
    path = address_of(client, channel)
    wait(31)
    answer = client.post(path, typed_at(channel), headers=HERE)
    assert answer.status_code == 403
    assert_held_without_secrets(answer, channel)


@pytest.mark.parametrize("channel", ["mastodon", "reddit"])
def test_secrets_of_platforms_are_not_held_while_the_database_is_away(staff, database_away, channel):
    client = staff("reference_admin")
    path = address_of(client, channel)
    client.raise_request_exception = False
    with database_away():
        answer = client.post(path, typed_at(channel), headers=HERE)
    assert answer.status_code == 503
    assert_held_without_secrets(answer, channel)


def test_secret_that_was_left_blank_is_not_spoken_of(staff, wait):
    client = staff("reference_admin")
    path = address_of(client, "mastodon")
    wait(31)
    answer = client.post(path, {"server": "social.example", "token": ""}, headers=HERE)
    assert hidden(answer)["server"] == "social.example"
    assert LEFT_OUT not in answer.content.decode()


@pytest.mark.parametrize("field", ["second_factor", "second_factor_passkey"])
def test_second_factor_is_not_held_but_asked_again(staff, submit, wait, another_session, field):
    client = staff("officer")
    path = f"/hub/cases/{submit().case.reference}/contact/"
    said = {"why": "in_touch", "reason": "To ring her back."}
    wait(31)
    answer = client.post(path, {**said, field: SECRET}, headers=HERE)
    assert answer.status_code == 403
    assert SECRET not in answer.content.decode()
    assert LEFT_OUT in answer.content.decode()
    assert {name: hidden(answer)[name] for name in said} == said
    signed_in_again = another_session(User.objects.get())
    assert "That you looked, and why, is recorded." in signed_in_again.post(path, hidden(answer)).content.decode()


@pytest.mark.parametrize("field", ["second_factor", "second_factor_passkey"])
def test_second_factor_is_not_held_while_the_database_is_away(staff, submit, database_away, field):
    client = staff("officer")
    client.raise_request_exception = False
    path = f"/hub/cases/{submit().case.reference}/contact/"
    with database_away():
        answer = client.post(path, {"why": "in_touch", field: SECRET})
    assert answer.status_code == 503
    assert SECRET not in answer.content.decode()
    assert LEFT_OUT in answer.content.decode()


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
def test_program_that_asks_for_a_token_is_told_to_wait_and_its_secret_is_nowhere(person, database_away, path):
    asked = {"grant_type": "client_credentials", "client_id": "x", "client_secret": SECRET, "token": SECRET}
    person.raise_request_exception = False
    with database_away():
        answer = person.post(path, asked)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Retry-After"] == "30"
    assert "no-store" in answer.headers["Cache-Control"]
    assert SECRET not in answer.content.decode()
    said = json.loads(answer.content)
    assert said["error"] == "temporarily_unavailable"
    assert said["error_description"]


def test_fault_is_told_to_a_program_that_asks_for_a_token_as_oauth_has_it(person, monkeypatch):
    def fail(*_arguments, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr("referrals.services.rate_limits.take_sign_in", fail)
    person.raise_request_exception = False
    answer = person.post("/oauth/token", {"client_secret": SECRET})
    assert answer.status_code == 500
    assert json.loads(answer.content)["error"] == "server_error"
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "error", "status"),
    [("/oauth/token?x=%00", "invalid_request", 400), ("/oauth/elsewhere", "invalid_request", 404)],
)
def test_what_cannot_be_read_is_refused_as_oauth_has_it(db, path, error, status):
    answer = Client().post(path, {"client_secret": SECRET})
    assert answer.status_code == status
    assert json.loads(answer.content)["error"] == error
