"""An account that was closed: no identity opens it, nor its name, until an administrator lets somebody in anew."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.accounts.services import make_staff
from hatehub.administration.services import identities
from hatehub.administration.services import staff as accounts
from hatehub.audit.models import Entry

pytest_plugins = ["tests.making.http", "tests.making.oidc_server"]
CLOSED_ONCE = "Your account of the hub was closed for a time."
LET_IN = "Let somebody in from outside again"


@pytest.fixture
def account(db):
    """An account that an administrator made."""
    cache.clear()
    return make_staff(username="officer-0", role=Role.OFFICER, password="words that nobody guesses")


@pytest.fixture(autouse=True)
def trusted(provider, configure):
    """A provider that shows a second factor, so that who comes in is in."""
    configure(is_factor_trusted=True)
    provider.of_token["amr"] = ["pwd", "mfa"]
    return provider


@pytest.fixture
def administrator(account, staff):
    return staff("reference_admin")


def do(administrator, account, deed, reason="As was said."):
    return administrator.post(f"/admin/accounts/user/{account.pk}/do/{deed}/", {"reason": reason})


def page_of(administrator, account):
    return administrator.get(f"/admin/accounts/user/{account.pk}/change/").content.decode()


def is_in(client):
    return client.get("/hub/queues/").status_code == 200


def test_closing_takes_the_identity_away_and_says_so(account, come_from, administrator):
    client = Client()
    come_from(client)
    do(administrator, account, "deactivate", "Has left.")
    assert not SocialAccount.objects.exists()
    entry = Entry.objects.get(verb="identity_detached")
    assert (entry.subject, entry.reason) == (f"account:{account.pk}", "Has left.")
    assert entry.actor.startswith("reference_admin")
    assert not is_in(client)


def test_closing_an_account_without_an_identity_takes_none_away(account, administrator):
    do(administrator, account, "deactivate")
    assert Entry.objects.filter(verb="account_deactivated").count() == 1
    assert not Entry.objects.filter(verb="identity_detached").exists()


@pytest.mark.parametrize("had_identity", [True, False])
@pytest.mark.parametrize("subject", ["248289761001", "somebody who was given the name later"])
def test_opened_again_it_is_nobodys_by_its_name(account, come_from, trusted, administrator, had_identity, subject):
    if had_identity:
        come_from(Client())
    do(administrator, account, "deactivate")
    trusted.person["sub"] = subject
    assert "Your account of the hub is closed" in come_from(Client()).content.decode()
    do(administrator, account, "reactivate")
    client = Client()
    answer = come_from(client)
    assert answer.status_code == 403
    assert CLOSED_ONCE in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_administrator_lets_somebody_in_again_with_a_reason(account, come_from, administrator):
    assert LET_IN not in page_of(administrator, account)
    do(administrator, account, "deactivate")
    assert LET_IN not in page_of(administrator, account)
    do(administrator, account, "reactivate")
    assert LET_IN in page_of(administrator, account)
    assert do(administrator, account, "let-in", " ").status_code == 422
    do(administrator, account, "let-in", "Back from leave; I rang her.")
    assert Entry.objects.get(verb="identity_allowed").reason == "Back from leave; I rang her."
    assert LET_IN not in page_of(administrator, account)
    client = Client()
    come_from(client)
    assert is_in(client)


def test_without_a_provider_nothing_is_said_of_one(account, administrator, settings):
    do(administrator, account, "deactivate")
    do(administrator, account, "reactivate")
    settings.OIDC = None
    assert LET_IN not in page_of(administrator, account)


def test_account_that_was_closed_before_identities_were_taken_away_loses_it_when_opened(account, administrator):
    SocialAccount.objects.create(user=account, provider="openid_connect", uid="1", extra_data={})
    User.objects.filter(pk=account.pk).update(is_active=False)
    do(administrator, account, "reactivate", "Is back.")
    assert not SocialAccount.objects.exists()
    assert Entry.objects.get(verb="identity_detached").reason == "Is back."
    account.refresh_from_db()
    assert not account.is_attachable


def test_service_attaches_nothing_to_a_closed_account(account):
    User.objects.update(is_active=False)
    with pytest.raises(identities.ClosedAccount):
        identities.attach(provider="openid_connect", uid="1", username="officer-0", email="", at=timezone.now())
    assert not SocialAccount.objects.exists()
    assert not Entry.objects.filter(verb="identity_attached").exists()


def test_nobody_lets_themselves_in_nor_without_the_right(account, administrator):
    own = actor_for_user(User.objects.get(role="reference_admin"))
    for by, error in ((own, accounts.NotYourself), (actor_for_user(account), NotPermitted)):
        with pytest.raises(error):
            identities.allow(user_id=by.user_id, reason="x", by=by, at=timezone.now())
