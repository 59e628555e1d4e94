"""Passkeys: added, used as second factor and alone, asked for again, removed; and every way they are refused."""

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from hatehub.accounts.models import User
from hatehub.audit.models import Entry

pytest_plugins = ["tests.making.http", "tests.making.passkeys"]
WORDS = "words that nobody guesses"
ADD, LIST, SIGN_IN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/login/"
SECOND = "/accounts/2fa/authenticate/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def there(staff):
    """Sign an officer in on the host that passkeys are known on, who has just shown that it is them."""
    cache.clear()

    def sign_in(role="officer", **more):
        client = staff(role, password=WORDS, SERVER_NAME="localhost", **more)
        session = client.session
        records = session.get("account_authentication_methods", [])
        user = User.objects.get(pk=session["_auth_user_id"])
        session["account_authentication_methods"] = [
            *records,
            {"method": "password", "at": time.time(), "reauthenticated": True},
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return sign_in


def options_of(answer):
    """Return what the page's script gives to the browser."""
    found = re.search(r'id="passkey-options" type="application/json">(.*?)</script>', answer.content.decode(), re.S)
    return json.loads(found[1])


def add(client, key, *, alone=True, name="Laptop"):
    said = {"name": name, "credential": key.made(options_of(client.get(ADD)))}
    return client.post(ADD, {**said, "passwordless": "on"} if alone else said)


def enter_password(user, **more):
    client = Client(SERVER_NAME="localhost", **more)
    assert client.post("/accounts/login/", {"login": user.username, "password": WORDS}).status_code == 302
    return client


def sign_in_with(key, *, client=None, **changed):
    client = client or Client(SERVER_NAME="localhost")
    options = client.get(SIGN_IN, headers=JSON).json()["request_options"]
    return client, client.post(SIGN_IN, {"credential": changed.get("credential") or key.used(options)})


def is_in(client):
    return client.get("/hub/queues/").status_code == 200


def test_passkey_is_the_first_second_factor_and_opens_the_workbench(there, passkey):
    client = there(has_second_factor=False)
    key = passkey()
    answer = add(client, key)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/recovery-codes/")
    assert "Passkey added" in client.get(answer.headers["Location"]).content.decode()
    user = User.objects.get()
    found = Authenticator.objects.get(type="webauthn")
    assert (found.user, found.wrap().name) == (user, "Laptop")
    assert client.get("/hub/queues/").headers["Location"] == "/accounts/login/"  # it was not used yet
    again = enter_password(user)
    page = again.get(SECOND)
    assert "Use a passkey" in page.content.decode()
    assert again.post(SECOND, {"credential": key.used(options_of(page))}).status_code == 302
    assert is_in(again)


def test_passkey_without_a_name_gets_one(there, passkey):
    add(there(), passkey(), name="")
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Passkey 1"


def test_name_that_is_too_long_is_refused_beside_the_field(there, passkey):
    answer = add(there(), passkey(), name="x" * 61)
    assert "The name must be 60 characters or fewer." in answer.content.decode()
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_passkey_alone_signs_in(there, passkey):
    key = passkey()
    add(there(), key)
    client, answer = sign_in_with(key)
    assert answer.status_code == 302
    assert is_in(client)
    assert client.get("/accounts/sessions/").content.decode().count("This one") == 1
    assert Entry.objects.get(verb="signed_in").details["ways"] == ["webauthn"]


def test_sign_in_leads_to_the_page_that_was_asked_for(there, passkey):
    key = passkey()
    add(there(), key)
    client = Client(SERVER_NAME="localhost")
    options = client.get(SIGN_IN, headers=JSON).json()["request_options"]
    answer = client.post(SIGN_IN, {"credential": key.used(options), "next": "/hub/search/"})
    assert answer.headers["Location"] == "/hub/search/"


@pytest.mark.parametrize(
    "fault",
    [
        {"verifies": False},
        {"host": "elsewhere.example"},
        {"origin": "https://elsewhere.example"},
    ],
)
def test_passkey_that_proves_too_little_signs_nobody_in(there, passkey, fault):
    key = passkey()
    add(there(), key)
    for name, value in fault.items():
        setattr(key, name, value)
    client, answer = sign_in_with(key)
    assert "This passkey was not accepted." in client.get(answer.headers["Location"]).content.decode()
    assert not is_in(client)


def test_unknown_key_and_a_used_challenge_are_refused(there, passkey):
    key, other = passkey(), passkey()
    add(there(), key)
    other.user, other.id = key.user, key.id
    client, _ = sign_in_with(other)
    assert not is_in(client)
    client = Client(SERVER_NAME="localhost")
    options = client.get(SIGN_IN, headers=JSON).json()["request_options"]
    said = key.used(options)
    client.post(SIGN_IN, {"credential": said})
    client.post("/accounts/logout/")
    client.post(SIGN_IN, {"credential": said})
    assert not is_in(client)


def test_answer_for_one_browser_does_not_serve_another(there, passkey):
    key = passkey()
    add(there(), key)
    options = Client(SERVER_NAME="localhost").get(SIGN_IN, headers=JSON).json()["request_options"]
    client, _ = sign_in_with(key, credential=key.used(options))
    assert not is_in(client)


def test_deactivated_account_is_refused(there, passkey):
    key = passkey()
    add(there(), key)
    User.objects.update(is_active=False)
    client, answer = sign_in_with(key)
    assert answer.headers["Location"] == "/accounts/inactive/"
    assert not is_in(client)


OF_A_KIND = {"id": "AA", "rawId": "AA", "type": "public-key"}
GARBAGE = [
    "",
    "no JSON",
    "[]",
    "null",
    "1",
    '"x"',
    "{}",
    '{"id": 1, "rawId": 1}',
    '{"id": "x", "rawId": "x", "response": null}',
    '{"id": "x", "rawId": "x", "response": {"userHandle": "MQ"}}',
    json.dumps(OF_A_KIND | {"response": {"clientDataJSON": "AA", "userHandle": "%%"}}),
    json.dumps(OF_A_KIND | {"response": {"clientDataJSON": "e30", "attestationObject": "AA"}}),
    json.dumps(OF_A_KIND | {"type": "x", "clientExtensionResults": [], "response": {"userHandle": "OTk5" * 9}}),
    "[" * 5000,
    "x" * 30_000,
]


@pytest.mark.parametrize("said", GARBAGE)
def test_what_no_browser_sends_is_refused_in_a_sentence(there, passkey, said):
    key = passkey()
    client = there()
    add(client, key)
    before = Authenticator.objects.count()
    client.get(ADD)
    page = client.post(ADD, {"name": "x", "credential": said})
    assert page.status_code == 200
    assert "passkey" in page.content.decode().partition("govuk-error-summary")[2]
    assert Authenticator.objects.count() == before
    stranger, answer = sign_in_with(key, credential=said or "null")
    assert answer.headers["Location"] == "/accounts/login/"
    assert not is_in(stranger)
    half = enter_password(User.objects.get())
    half.get(SECOND)
    page = half.post(SECOND, {"credential": said})
    assert page.status_code == 200
    assert "passkey" in page.content.decode().partition("govuk-error-summary")[2]
    assert not is_in(half)


def test_many_wrong_passkeys_after_the_password_are_slowed(there, passkey):
    key, wrong = passkey(), passkey()
    add(there(), key)
    half = enter_password(User.objects.get())
    for _ in range(5):
        half.post(SECOND, {"credential": wrong.used(options_of(half.get(SECOND)))})
    page = half.post(SECOND, {"credential": key.used(options_of(half.get(SECOND)))})
    assert "Too many failed login attempts" in page.content.decode()
    assert not is_in(half)


def test_recovery_code_works_beside_a_passkey(there, passkey):
    client = there(has_second_factor=False)
    add(client, passkey())
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    half = enter_password(User.objects.get())
    assert half.post(SECOND, {"code": codes[0]}).status_code == 302
    assert is_in(half)


def test_passkey_is_accepted_where_the_second_factor_is_asked_again(there, passkey, submit):
    key = passkey()
    client = there()
    add(client, key)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() - 1000}]
    session.save()
    path = f"/hub/cases/{submit().case.reference}/contact/"
    said = {"why": "in_touch", "reason": "To ring her back."}
    asked = client.post(path, said)
    assert "Use a passkey" in asked.content.decode()
    wrong = client.post(path, {**said, "second_factor_passkey": "{}", "second_factor": ""})
    assert wrong.status_code == 422
    assert 'value="To ring her back."' in wrong.content.decode()
    assert "second_factor_passkey" not in re.findall(r'name="(\w+)" value="[^"]+"', wrong.content.decode())
    given = key.used(options_of(wrong))
    done = client.post(path, {**said, "second_factor_passkey": given, "second_factor": ""})
    assert "That you looked, and why, is recorded." in done.content.decode()
    assert "once more" not in client.post(path, said).content.decode()


def test_page_that_asks_again_offers_no_passkey_to_who_has_none(there, submit):
    client = there()
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() - 1000}]
    session.save()
    page = client.post(f"/hub/cases/{submit().case.reference}/contact/", {"why": "in_touch", "reason": "x"})
    assert "data-passkey-button" not in page.content.decode()


def test_list_names_renames_and_removes(there, passkey):
    client = there()
    add(client, passkey(), name="Old telephone")
    row = Authenticator.objects.get(type="webauthn")
    page = client.get(LIST).content.decode()
    assert "Old telephone" in page
    assert client.post(f"{LIST}keys/{row.pk}/edit/", {"name": ""}).status_code == 200
    client.post(f"{LIST}keys/{row.pk}/edit/", {"name": "New <telephone>"})
    assert "New &lt;telephone&gt;" in client.get(LIST).content.decode()
    assert "New &lt;telephone&gt;" in client.get("/accounts/2fa/").content.decode()
    assert "Remove New &lt;telephone&gt;?" in client.get(f"{LIST}keys/{row.pk}/remove/").content.decode()
    client.post(f"{LIST}keys/{row.pk}/remove/")
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_what_changes_the_factors_stands_in_the_audit_without_its_name(there, passkey):
    client = there()
    add(client, passkey(), name="My secret name")
    row = Authenticator.objects.get(type="webauthn")
    client.post(f"{LIST}keys/{row.pk}/remove/")
    user = User.objects.get()
    found = list(Entry.objects.filter(subject=f"account:{user.pk}").order_by("sequence").values_list("verb", "details"))
    kept = {"username": user.username}
    assert ("second_factor_added", {**kept, "type": "webauthn"}) in found
    assert ("second_factor_removed", {**kept, "type": "webauthn"}) in found
    assert "secret name" not in str(found)


def test_last_second_factor_is_not_removed(there, passkey):
    client = there(has_second_factor=False)
    add(client, passkey())
    row = Authenticator.objects.get(type="webauthn")
    for answer in (client.get(f"{LIST}keys/{row.pk}/remove/"), client.post(f"{LIST}keys/{row.pk}/remove/")):
        assert answer.headers["Location"] == LIST
    assert "This is your only second factor." in client.get(LIST).content.decode()
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_authenticator_app_goes_only_where_a_passkey_stays(there, passkey):
    client = there()
    path = "/accounts/2fa/totp/deactivate/"
    assert "This is your only second factor." in client.post(path).content.decode()
    add(client, passkey())
    assert client.post(path).status_code == 302
    assert [each.type for each in Authenticator.objects.exclude(type="recovery_codes")] == ["webauthn"]


def test_passkey_of_somebody_else_is_not_there(there, passkey):
    add(there(), passkey())
    row = Authenticator.objects.get(type="webauthn")
    other = there("supervisor")
    assert other.get(f"{LIST}keys/{row.pk}/edit/").status_code == 404
    assert other.post(f"{LIST}keys/{row.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_password_is_asked_before_a_passkey_is_added(staff):
    client = staff("officer", password=WORDS)
    assert client.get(ADD).headers["Location"].startswith("/accounts/reauthenticate/")
    assert client.post(ADD, {"credential": "{}"}).headers["Location"].startswith("/accounts/reauthenticate/")


def test_host_that_passkeys_are_for_is_that_of_the_public_address(there, settings):
    client = there()
    settings.PUBLIC_URL = "https://hub.example"
    settings.ALLOWED_HOSTS = ["hub.example", "other.example"]
    settings.DEVELOPMENT = False
    for host in ("hub.example", "other.example"):
        client.defaults["SERVER_NAME"] = host
        assert options_of(client.get(ADD))["publicKey"]["rp"] == {"id": "hub.example", "name": "Online Hate Hub"}


def test_administrator_sees_that_a_passkey_is_a_second_factor(there, passkey, staff):
    client = there(has_second_factor=False)
    add(client, passkey())
    page = staff("reference_admin").get("/admin/accounts/user/").content.decode()
    row = next(each for each in page.split("<tr") if "officer-0" in each)
    assert "icon-no" not in row.partition("field-factor")[2]


def test_pages_say_what_works_without_javascript(person):
    page = person.get("/accounts/login/").content.decode()
    assert "Passkeys need JavaScript" in page
    assert re.search(r"<button[^>]*data-passkey-button[^>]*hidden", page)


def test_asking_for_a_passkey_is_slowed_too(person):
    answers = [person.get(SIGN_IN, headers=JSON).status_code for _ in range(61)]
    assert (answers[0], answers[-1]) == (200, 429)
