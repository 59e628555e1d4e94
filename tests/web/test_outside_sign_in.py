"""Sign-in by OpenID Connect, against a provider as the specification has it, and one that goes wrong."""

import logging
import time
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.test import Client

from hatehub.accounts.models import OpenSession, User
from hatehub.accounts.roles import Role
from hatehub.accounts.services import make_staff
from hatehub.audit.models import Entry

pytest_plugins = ["tests.making.http", "tests.making.oidc_server"]
BEGIN, BACK = "/accounts/outside/", "/accounts/outside/callback/"
WORDS = "words that nobody guesses"
ACTIVATE = "/accounts/2fa/totp/activate/"


@pytest.fixture
def account(db):
    """An account that an administrator made, without a second factor or an e-mail address."""
    cache.clear()
    return make_staff(username="officer-0", role=Role.OFFICER, password=WORDS)


@pytest.fixture
def trusted(provider, configure):
    configure(is_factor_trusted=True)
    provider.of_token["amr"] = ["pwd", "mfa"]
    return provider


def is_in(client):
    return client.get("/hub/queues/").status_code == 200


def is_nobody(client):
    return "_auth_user_id" not in client.session


def test_person_with_an_account_comes_in_and_sets_up_the_hubs_own_factor(account, come_from, provider):
    client = Client()
    answer = come_from(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/hub/")
    assert client.get("/hub/queues/").headers["Location"] == ACTIVATE
    assert client.get(ACTIVATE).status_code == 200  # no password is asked for: they may know none
    assert provider.asked[0]["redirect_uri"] == "http://testserver/accounts/outside/callback/"
    assert "prompt" not in provider.asked[0]


def test_hubs_own_factor_is_asked_where_there_is_one(account, come_from):
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    client = Client()
    assert come_from(client).headers["Location"] == "/accounts/2fa/authenticate/"
    assert is_nobody(client)


def test_factor_of_a_trusted_provider_counts(account, come_from, trusted):
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    client = Client()
    assert come_from(client).headers["Location"] == "/hub/"
    assert is_in(client)


@pytest.mark.parametrize("methods", [["pwd"], [], "mfa", None, ["otp", "pwd"], {"mfa": 1}])
def test_trusted_provider_that_asked_for_no_second_factor_does_not_count(account, come_from, trusted, methods):
    trusted.of_token["amr"] = methods
    client = Client()
    come_from(client)
    assert client.get("/hub/queues/").headers["Location"] == ACTIVATE


def test_word_of_a_provider_that_is_not_trusted_does_not_count(account, come_from, provider):
    provider.of_token["amr"] = ["mfa"]
    client = Client()
    come_from(client)
    assert client.get("/hub/queues/").headers["Location"] == ACTIVATE


def test_trust_that_is_withdrawn_holds_for_open_sessions_too(account, come_from, trusted, configure):
    client = Client()
    come_from(client)
    configure()
    assert client.get("/hub/queues/").headers["Location"] == ACTIVATE


def test_required_kind_of_sign_in_is_asked_for_and_checked(account, come_from, provider, configure):
    configure(acr=("gold", "silver"), is_factor_trusted=True)
    client = Client()
    provider.of_token["acr"] = "bronze"
    answer = come_from(client)
    assert answer.status_code == 403
    assert "in a way that is not enough" in answer.content.decode()
    assert is_nobody(client)
    assert not SocialAccount.objects.exists()
    provider.of_token["acr"] = "silver"
    come_from(client)
    assert provider.asked[-1]["acr_values"] == "gold silver"
    assert is_in(client)


def test_first_sign_in_attaches_and_the_next_goes_by_the_subject(account, come_from, trusted):
    come_from(Client())
    kept = SocialAccount.objects.get()
    assert (kept.user, kept.extra_data) == (account, {})
    assert trusted.person["sub"] not in kept.uid
    assert not SocialToken.objects.exists()
    assert Entry.objects.get(verb="identity_attached").details == {"username": "officer-0"}
    trusted.person = {"sub": trusted.person["sub"], "preferred_username": "married-name"}
    client = Client()
    come_from(client)
    assert is_in(client)
    assert Entry.objects.filter(verb="identity_attached").count() == 1


@pytest.mark.parametrize(
    ("claims", "is_let_in"),
    [
        ({"email": "Alex@Police.example", "email_verified": True}, True),
        ({"email": "alex@police.example", "email_verified": False}, False),
        ({"email": "alex@police.example", "email_verified": "true"}, False),
        ({"email": "alex@police.example"}, False),
        ({"email": "", "email_verified": True}, False),
        ({"preferred_username": "OFFICER-0"}, True),
        ({"preferred_username": "officer-1"}, False),
        ({"preferred_username": ""}, False),
        ({"preferred_username": ["officer-0"]}, False),
        ({"preferred_username": "officer-0\0"}, False),
        ({"name": "officer-0"}, False),
    ],
)
def test_account_is_found_by_its_name_or_a_proven_address(account, come_from, trusted, claims, is_let_in):
    User.objects.update(email="alex@police.example")
    trusted.person = {"sub": "1", **claims}
    client = Client()
    answer = come_from(client)
    assert is_in(client) == is_let_in
    assert is_let_in or "There is no account of the hub for you." in answer.content.decode()


def test_account_without_an_address_is_nobodys_without_one(account, come_from, trusted):
    trusted.person = {"sub": "1", "email": "", "email_verified": True, "preferred_username": ""}
    assert come_from(Client()).status_code == 403


def test_stranger_is_refused_and_no_account_is_made(account, come_from, trusted):
    trusted.person = {"sub": "2", "preferred_username": "stranger", "email": "s@x.example", "email_verified": True}
    client = Client()
    answer = come_from(client)
    assert answer.status_code == 403
    assert "An administrator of the hub makes accounts" in answer.content.decode()
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)
    assert is_nobody(client)


def test_two_accounts_for_one_identity_are_not_guessed_between(account, come_from, trusted):
    make_staff(username="another", role=Role.SUPERVISOR, password=WORDS)
    User.objects.filter(username="another").update(email="alex@police.example")
    trusted.person |= {"email": "alex@police.example", "email_verified": True}
    assert "belong to two accounts" in come_from(Client()).content.decode()
    assert not SocialAccount.objects.exists()


def test_new_person_of_an_old_name_does_not_inherit_the_account(account, come_from, trusted):
    come_from(Client())
    trusted.person["sub"] = "somebody who was given the name later"
    client = Client()
    answer = come_from(client)
    assert "belongs to another identity there" in answer.content.decode()
    assert is_nobody(client)


def test_administrator_detaches_with_a_reason_and_sessions_end(account, come_from, trusted, staff):
    client = Client()
    come_from(client)
    administrator = staff("reference_admin")
    path = f"/admin/accounts/user/{account.pk}/do/identity/"
    assert (
        "Detach from the identity outside"
        in administrator.get(f"/admin/accounts/user/{account.pk}/change/").content.decode()
    )
    assert administrator.post(path, {"reason": ""}).status_code == 422
    administrator.post(path, {"reason": "A new account there."})
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert Entry.objects.get(verb="identity_detached").reason == "A new account there."
    assert "Detach from" not in administrator.get(f"/admin/accounts/user/{account.pk}/change/").content.decode()


def test_closed_account_is_refused_before_and_after_it_is_attached(account, come_from, trusted):
    for attached in range(2):
        User.objects.update(is_active=False)
        client = Client()
        answer = come_from(client)
        assert "Your account of the hub is closed" in answer.content.decode()
        assert is_nobody(client)
        assert SocialAccount.objects.count() == attached
        assert Entry.objects.filter(verb="identity_attached").count() == attached
        User.objects.update(is_active=True)
        come_from(Client())


def test_role_never_comes_from_the_token(account, come_from, trusted):
    trusted.of_token |= {"role": "supervisor", "groups": ["supervisor"], "is_superuser": True}
    client = Client()
    come_from(client)
    account.refresh_from_db()
    assert (account.role, account.is_superuser) == ("officer", False)


def test_password_of_the_administrator_need_not_be_changed_by_who_does_not_use_it(account, come_from, trusted):
    User.objects.update(must_change_password=True)
    client = Client()
    come_from(client)
    assert is_in(client)


FAULTS = {
    "unsigned": "could not be trusted",
    "by_secret": "could not be trusted",
    "other_key": "could not be trusted",
    "unknown_key": "could not be trusted",
    "tampered": "could not be trusted",
    "no_keys": "could not be trusted",
    "keys_broken": "could not be trusted",
    "number": "could not be trusted",
    "no_token": "could not be trusted",
    "bad_code": "could not be trusted",
    "token_broken": "could not be trusted",
    "other_issuer": "could not be trusted",
    "no_endpoints": "could not be trusted",
    "broken": "does not answer just now",
    "no_json": "does not answer just now",
    "no_object": "does not answer just now",
    "cancel": "You stopped the sign-in there.",
    "decline": "did not let you through",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_the_provider_is_a_clear_page_and_opens_nothing(account, come_from, trusted, fault):
    trusted.faults = {fault}
    client = Client()
    answer = come_from(client)
    assert answer.status_code == (503 if "answer just now" in FAULTS[fault] else 403)
    assert FAULTS[fault] in answer.content.decode()
    assert "Back to the sign-in" in answer.content.decode()
    assert is_nobody(client)
    assert not SocialAccount.objects.exists()


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"aud": ["the-hub", "another"], "azp": "another"},
        {"azp": "another"},
        {"exp": NOW - 3600},
        {"exp": None},
        {"iat": None},
        {"iat": NOW + 3600},
        {"nbf": NOW + 3600},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 7},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
    ],
)
def test_token_that_is_not_for_this_question_is_refused(account, come_from, trusted, claims):
    trusted.of_token |= claims
    client = Client()
    answer = come_from(client)
    assert answer.status_code == 403
    assert "could not be trusted" in answer.content.decode()
    assert is_nobody(client)
    assert not SocialAccount.objects.exists()


def test_key_of_another_kind_is_as_good(account, come_from, trusted):
    trusted.faults = {"ec"}
    client = Client()
    come_from(client)
    assert is_in(client)


def test_provider_that_is_away_is_a_clear_page(account, trusted, configure):
    trusted.issuer = "http://127.0.0.1:9"
    configure()
    answer = Client().get(BEGIN)
    assert answer.status_code == 503
    assert "does not answer just now" in answer.content.decode()


def test_provider_that_goes_away_meanwhile_is_a_clear_page(account, trusted):
    client = Client()
    back = trusted.authorise(client.get(BEGIN).headers["Location"])
    trusted.faults = {"broken"}
    answer = client.get(back)
    assert answer.status_code == 503
    assert is_nobody(client)


def test_answer_for_one_browser_does_not_serve_another(account, trusted):
    back = trusted.authorise(Client().get(BEGIN).headers["Location"])
    other = Client()
    answer = other.get(back)
    assert answer.status_code == 403
    assert "begun in another browser" in answer.content.decode()
    assert is_nobody(other)


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?code=y", "?error=access_denied", "?state=&code=%00"])
def test_answer_to_no_question_is_refused(account, trusted, query):
    client = Client()
    client.get(BEGIN)
    assert client.get(f"{BACK}{query}").status_code in (400, 403)
    assert is_nobody(client)


def test_answer_serves_once(account, trusted):
    client = Client()
    back = trusted.authorise(client.get(BEGIN).headers["Location"])
    client.get(back)
    client.post("/accounts/logout/")
    assert client.get(back).status_code == 403
    assert is_nobody(client)


def test_answer_that_names_another_issuer_is_refused(account, trusted):
    client = Client()
    back = trusted.authorise(client.get(BEGIN).headers["Location"])
    answer = client.get(back.partition("&iss=")[0] + "&iss=https%3A%2F%2Felsewhere.example")
    assert answer.status_code == 403
    assert is_nobody(client)


def test_code_of_somebody_else_is_worth_nothing(account, trusted):
    """PKCE: a code that was taken from another browser does not fit this one's verifier."""
    client, other = Client(), Client()
    own = parse_qs(urlsplit(trusted.authorise(client.get(BEGIN).headers["Location"])).query)
    others = parse_qs(urlsplit(trusted.authorise(other.get(BEGIN).headers["Location"])).query)
    answer = client.get(BACK, {"state": own["state"][0], "code": others["code"][0]})
    assert answer.status_code == 403
    assert is_nobody(client)


def test_what_the_token_leaves_out_is_asked_for_and_must_be_about_the_same_person(account, come_from, trusted):
    trusted.person = {"sub": "1"}
    trusted.further = {"sub": "another", "preferred_username": "officer-0"}
    client = Client()
    assert "could not be trusted" in come_from(client).content.decode()
    trusted.further = {"sub": "1", "preferred_username": "officer-0", "amr": ["mfa"], "nonce": "x"}
    come_from(client)
    assert is_in(client)


def test_session_is_listed_ends_and_is_signed_out_like_any_other(account, come_from, trusted, monkeypatch):
    client = Client()
    come_from(client)
    assert OpenSession.objects.get().user == account
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 31 * 60)
    assert client.get("/hub/queues/").headers["Location"].startswith("/accounts/login/")
    monkeypatch.undo()
    come_from(client)
    client.post("/accounts/logout/")
    assert is_nobody(client)


def test_sign_in_leads_back_to_the_page_that_was_asked_for(account, come_from, trusted):
    client = Client()
    page = client.get("/accounts/login/?next=/hub/search/").content.decode()
    assert 'href="/accounts/outside/?next=%2Fhub%2Fsearch%2F"' in page
    assert come_from(client, f"{BEGIN}?next=/hub/search/").headers["Location"] == "/hub/search/"
    assert come_from(Client(), f"{BEGIN}?next=https://elsewhere.example/").headers["Location"] == "/hub/"


def test_who_is_signed_in_is_not_sent_away(account, come_from, trusted):
    client = Client()
    come_from(client)
    assert client.get(BEGIN).headers["Location"] == "/hub/"


def test_begin_is_slowed(account, trusted):
    answers = [Client().get(BEGIN) for _ in range(31)]
    assert (answers[0].status_code, answers[-1].status_code) == (302, 429)
    assert "Wait a minute, and try again." in answers[-1].content.decode()


def test_without_a_provider_there_is_no_such_door(person, settings, staff):
    settings.OIDC = None
    client = staff("officer")
    for path in (BEGIN, BACK):
        assert person.get(path).status_code == 404
    for path in ("/accounts/outside/confirm/", "/accounts/outside/confirmed/"):
        assert client.get(path).status_code == 404
    assert "outside" not in person.get("/accounts/login/").content.decode()


@pytest.fixture
def only(provider, configure):
    configure(is_only=True)
    return provider


def test_password_and_passkey_open_nothing_where_the_provider_is_the_only_door(account, only, person):
    page = person.get("/accounts/login/").content.decode()
    assert "Sign in with Police sign-in" in page
    assert 'name="password"' not in page
    assert "passkey" not in page.partition("<main")[2]
    assert person.post("/accounts/login/", {"login": "officer-0", "password": WORDS}).status_code == 403
    assert person.get("/accounts/2fa/webauthn/login/").status_code == 403
    assert person.post("/accounts/2fa/webauthn/login/", {"credential": "{}"}).status_code == 403
    assert is_nobody(person)


def test_own_factor_is_set_up_without_a_password(account, only, come_from, monkeypatch):
    client = Client()
    come_from(client)
    assert client.get(ACTIVATE).status_code == 200
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 6 * 60)
    assert client.get(ACTIVATE).headers["Location"] == f"/accounts/outside/confirm/?next={quote(ACTIVATE, safe='')}"


def old(client, *, minutes=16):
    """Have everything that a session notes be so many minutes old."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**each, "at": each["at"] - minutes * 60} for each in records]
    session.save()


def test_who_has_no_factor_of_the_hubs_shows_it_outside_and_nothing_typed_is_lost(account, come_from, trusted, submit):
    client = Client()
    come_from(client)
    old(client)
    path, said = f"/hub/cases/{submit().case.reference}/contact/", {"why": "in_touch", "reason": "To ring her back."}
    page = client.post(path, said).content.decode()
    assert 'href="/accounts/outside/confirm/" target="_blank"' in page
    assert 'autocomplete="one-time-code"' not in page
    trusted.of_token["auth_time"] = int(time.time())
    there = client.get("/accounts/outside/confirm/").headers["Location"]
    answer = client.get(trusted.authorise(there))
    assert (trusted.asked[-1]["prompt"], trusted.asked[-1]["max_age"]) == ("login", "0")
    assert answer.headers["Location"] == "/accounts/outside/confirmed/"
    assert "press Continue there" in client.get(answer.headers["Location"]).content.decode()
    done = client.post(path, {**said, "second_factor": ""}).content.decode()
    assert "That you looked, and why, is recorded." in done


@pytest.mark.parametrize(("ago", "is_asked"), [(60, False), (3600, True), (None, True)])
def test_factor_that_the_provider_knew_from_before_opens_the_hub_and_no_more(
    account, come_from, trusted, submit, ago, is_asked
):
    trusted.of_token["auth_time"] = int(time.time()) - ago if ago else None
    client = Client()
    come_from(client)
    assert is_in(client)
    page = client.post(f"/hub/cases/{submit().case.reference}/contact/", {"why": "in_touch", "reason": "x"})
    assert ("once more" in page.content.decode()) == is_asked


def test_who_has_a_factor_shows_it_or_the_provider_before_another_is_added(account, come_from, trusted):
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    client = Client()
    come_from(client)
    path = "/accounts/2fa/webauthn/add/"
    assert client.get(path).headers["Location"].startswith("/accounts/outside/confirm/")
    assert client.get("/accounts/2fa/reauthenticate/").status_code == 200
    trusted.of_token["auth_time"] = int(time.time())
    answer = come_from(client, client.get(path).headers["Location"])
    assert answer.headers["Location"] == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("asked", [None, "now", True, 10_000, -10_000])
def test_provider_that_did_not_ask_again_confirms_nothing(account, come_from, trusted, asked):
    client = Client()
    come_from(client)
    old(client)
    is_number = isinstance(asked, int) and asked is not True
    trusted.of_token["auth_time"] = int(time.time()) - asked if is_number else asked
    answer = come_from(client, "/accounts/outside/confirm/")
    assert "so this does not count" in answer.content.decode()
    assert client.session["account_authentication_methods"][-1]["at"] < time.time() - 600
    assert is_in(client)


def test_somebody_else_does_not_confirm(account, come_from, trusted):
    client = Client()
    come_from(client)
    make_staff(username="other", role=Role.SUPERVISOR, password=WORDS)
    trusted.person = {"sub": "other", "preferred_username": "other"}
    come_from(Client())
    trusted.of_token["auth_time"] = int(time.time())
    answer = come_from(client, "/accounts/outside/confirm/")
    assert "as somebody else than you are here" in answer.content.decode()
    assert client.get("/accounts/sessions/").status_code == 200
    assert client.session["_auth_user_id"] == str(account.pk)


def test_refusals_are_logged_in_a_word_and_without_whom_they_met(account, come_from, trusted, caplog):
    trusted.person = {"sub": "248289761001", "preferred_username": "stranger"}
    caplog.set_level(logging.INFO, logger="hatehub")
    come_from(Client())
    found = [record for record in caplog.records if record.message == "outside_sign_in_refused"]
    assert [record.why for record in found] == ["unknown"]
    assert not [record for record in caplog.records if "stranger" in str(vars(record))]
