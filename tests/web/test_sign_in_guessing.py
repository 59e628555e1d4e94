"""Guessing at the sign-in is slowed, counted without what was typed, and told to administrators."""

from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from hatehub.accounts.models import User, WrongTries
from hatehub.administration.services import guessing
from hatehub.audit.models import Entry

pytest_plugins = ["tests.making.http"]
WORDS = "words that nobody guesses"
HOME = "203.0.113.7"


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def officer_account(staff):
    staff("officer", password=WORDS, has_second_factor=False)
    return User.objects.get()


def sign_in(username, password="wrong", *, address=HOME, **more):
    return Client(REMOTE_ADDR=address, **more).post("/accounts/login/", {"login": username, "password": password})


def is_in(answer):
    return answer.status_code == 302


def tries_of(user):
    return WrongTries.objects.get(user=user).tries


def test_sixth_try_is_refused_even_with_the_right_password(officer_account):
    for _ in range(5):
        assert not is_in(sign_in(officer_account.username))
    answer = sign_in(officer_account.username, WORDS)
    assert not is_in(answer)
    assert "Too many failed" in answer.content.decode()


def test_one_network_is_slowed_over_many_names(officer_account):
    for number in range(10):
        sign_in(f"somebody-{number}")
    assert not is_in(sign_in(officer_account.username, WORDS))
    assert is_in(sign_in(officer_account.username, WORDS, address="198.51.100.9"))


def test_people_behind_a_proxy_are_told_apart(officer_account, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(10):
        sign_in(f"somebody-{number}", headers={"X-Forwarded-For": "203.0.113.7"})
    assert is_in(sign_in(officer_account.username, WORDS, headers={"X-Forwarded-For": "198.51.100.9"}))
    assert WrongTries.objects.get().tries == 10


@pytest.mark.parametrize("forwarded", ["", "nonsense", "1.2.3.4, " * 500, "[::1]:80"])
def test_strange_forwarding_is_no_failure(officer_account, settings, forwarded):
    settings.TRUSTED_PROXIES = 2
    assert is_in(sign_in(officer_account.username, WORDS, headers={"X-Forwarded-For": forwarded}))


def test_right_password_counts_nothing(officer_account):
    assert is_in(sign_in(officer_account.username, WORDS))
    assert not WrongTries.objects.exists()


def test_ten_tries_on_an_account_are_told_once(officer_account):
    for _ in range(12):
        sign_in(officer_account.username)
    row = WrongTries.objects.get(user=officer_account)
    assert (row.tries, row.is_alert) == (12, True)
    entry = Entry.objects.get(verb="sign_in_guessed")
    assert (entry.subject, entry.actor) == (f"account:{officer_account.pk}", "hub:hub")
    assert entry.details == {"username": officer_account.username, "tries": 10}


def test_tries_from_many_networks_on_one_account_are_told(officer_account):
    for number in range(10):
        sign_in(officer_account.username, address=f"198.51.100.{number}")
    assert WrongTries.objects.get(user=officer_account).is_alert


def test_twenty_tries_of_one_network_on_many_names_are_told(officer_account):
    for number in range(20):
        sign_in(f"somebody-{number}")
    row = WrongTries.objects.get()
    assert (row.user, row.tries, row.is_alert) == (None, 20, True)
    assert Entry.objects.get(verb="sign_in_guessed").subject == f"network:{row.network}"


def test_neither_what_was_typed_nor_the_address_is_kept(officer_account):
    for _ in range(20):
        sign_in("my-secret-password-by-mistake")
    kept = [
        *WrongTries.objects.values_list("network", flat=True),
        *map(str, Entry.objects.values_list("subject", "details")),
    ]
    assert not [each for each in kept if "by-mistake" in each or HOME in each]


def test_wrong_codes_count_as_well(officer_account, staff):
    client = staff("supervisor")
    user = User.objects.get(role="supervisor")
    Authenticator.objects.update(data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")})
    client.post("/accounts/2fa/reauthenticate/", {"code": "000000"})
    assert tries_of(user) == 1


def test_administrator_sees_it_at_once_and_in_a_list(officer_account, staff):
    client = staff("reference_admin")
    assert "guessed" not in client.get("/admin/").content.decode()
    for _ in range(10):
        sign_in(officer_account.username)
    assert "Somebody guessed at the sign-in" in client.get("/admin/").content.decode()
    page = client.get("/admin/accounts/wrongtries/").content.decode()
    assert officer_account.username in page
    row = WrongTries.objects.get(user=officer_account)
    history = client.get(f"/admin/accounts/wrongtries/{row.pk}/history/").content.decode()
    assert "sign_in_guessed" in history


def test_few_tries_are_on_no_list(officer_account, staff):
    sign_in(officer_account.username)
    page = staff("reference_admin").get("/admin/accounts/wrongtries/").content.decode()
    assert officer_account.username not in page


def test_old_counts_go_by_themselves(officer_account):
    at = timezone.now()
    for days in (91, 89, 0):
        guessing.note_wrong(username="x", network="n", at=at - timedelta(days=days))
    assert WrongTries.objects.count() == 2


def test_row_is_of_an_account_or_of_a_network(officer_account):
    now = timezone.now()
    for whose in ({"user": officer_account, "network": "n"}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WrongTries.objects.create(began_at=now, last_at=now, **whose)
