"""The hub's accounts at platforms under /admin/: secrets go in and never come out."""

import pytest
from django.urls import reverse

from hatehub.reference.models import Platform
from referrals.models import PlatformAccount
from referrals.services import platform_accounts

pytest_plugins = ["tests.making.http"]
SECRET = "a token that nobody sees"


@pytest.fixture
def client(staff):
    return staff("reference_admin")


def address(page, *of):
    return reverse(f"admin:referrals_platformaccount_{page}", args=of)


@pytest.fixture
def account(client, db):
    platform = Platform.objects.get(code="mastodon")
    response = client.post(address("add"), {"platform": platform.pk})
    made = PlatformAccount.objects.get()
    assert response.headers["Location"] == address("change", made.pk)
    return made


def keep(client, account, **typed):
    return client.post(address("change", account.pk), {"server": "social.example", **typed})


def test_an_account_is_added_by_its_platform_and_then_asks_what_its_interface_wants(client, account):
    assert not account.is_whole
    page = client.get(address("change", account.pk)).content.decode()
    assert "write:reports" in page
    assert keep(client, account, token=SECRET).status_code == 302
    account.refresh_from_db()
    assert (account.is_whole, account.server) == (True, "social.example")
    assert platform_accounts.values_of(account) == {"server": "social.example", "token": SECRET}


def test_a_secret_is_never_shown_again_and_stays_where_it_is_left_blank(client, account):
    keep(client, account, token=SECRET)
    page = client.get(address("change", account.pk)).content.decode()
    assert SECRET not in page
    assert "social.example" in page
    keep(client, account, server="second.example", token="")
    account.refresh_from_db()
    assert platform_accounts.values_of(account) == {"server": "second.example", "token": SECRET}
    assert SECRET not in client.get(address("history", account.pk)).content.decode()


def test_what_is_missing_is_said_beside_its_field(client, account):
    response = keep(client, account, token="")
    assert response.status_code == 200
    assert "This field is required" in response.content.decode()
    account.refresh_from_db()
    assert not account.is_whole


def test_a_second_account_on_one_server_is_refused_in_a_sentence(client, account):
    keep(client, account, token=SECRET)
    client.post(address("add"), {"platform": account.platform_id})
    second = PlatformAccount.objects.exclude(pk=account.pk).get()
    response = keep(client, second, token="other")
    assert "has an account there already" in response.content.decode()


def test_only_platforms_with_an_interface_are_offered(client, db):
    page = client.get(address("add")).content.decode()
    assert "Bluesky" in page
    assert "TikTok" not in page
    tiktok = Platform.objects.get(code="tiktok")
    assert client.post(address("add"), {"platform": tiktok.pk}).status_code == 200
    assert not PlatformAccount.objects.exists()


def test_an_account_that_is_removed_is_gone(client, account):
    assert client.post(address("delete", account.pk), {"post": "yes"}).status_code == 302
    assert not PlatformAccount.objects.exists()
