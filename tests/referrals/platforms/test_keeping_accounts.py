"""Keeping the hub's accounts at platforms: one a server, also where two are added at once, and nothing half kept."""

import pytest
from django.utils import timezone
from lxml import html

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.reference.models import Platform
from hatehub.vault.models import DataKey
from referrals.models import PlatformAccount
from referrals.selectors import platforms
from referrals.services import platform_accounts

pytest_plugins = ["tests.making.http", "tests.making.committing"]
ADMIN = Actor(role=Role.REFERENCE_ADMIN, identifier="admin", user_id=1)
EXISTS = "The hub has an account there already."
ADD = "/admin/referrals/platformaccount/add/"


def keep(code, **values):
    platform = Platform.objects.get(code=code)
    return platform_accounts.keep(platform=platform, values=values, by=ADMIN, at=timezone.now())


def counts():
    return PlatformAccount.objects.count(), DataKey.objects.count(), Entry.objects.count()


def text_beside_field(answer):
    errors = html.fromstring(answer.content).xpath("//*[contains(@class, 'errorlist') and contains(@id, 'platform')]")
    return " ".join(each.text_content() for each in errors)


@pytest.mark.parametrize(
    ("code", "values"),
    [("youtube", {}), ("mastodon", {}), ("mastodon", {"server": "https://social.example/about", "token": "x"})],
)
def test_second_account_on_one_server_is_refused_and_nothing_of_it_is_kept(db, code, values):
    keep(code, **values)
    before = counts()
    with pytest.raises(platform_accounts.AccountExists):
        keep(code, **values)
    assert counts() == before
    keep("reddit")  # the transaction goes on


def test_account_that_takes_anothers_server_stays_as_it_was(db):
    keep("mastodon", server="one.example", token="x")
    second = keep("mastodon", server="two.example", token="y")
    with pytest.raises(platform_accounts.AccountExists):
        platform_accounts.keep(
            platform=second.platform,
            values={"server": "one.example"},
            by=ADMIN,
            at=timezone.now(),
            account_id=second.id,
        )
    assert platform_accounts.values_of(PlatformAccount.objects.get(id=second.id))["server"] == "two.example"


@pytest.mark.parametrize(
    ("code", "said"),
    [("youtube", EXISTS), ("mastodon", "The account that was added before has no server yet.")],
)
def test_adding_twice_is_refused_in_a_sentence_beside_the_field(staff, code, said):
    client = staff("reference_admin")
    platform = Platform.objects.get(code=code)
    assert client.post(ADD, {"platform": platform.pk}).status_code == 302
    before = counts()
    answer = client.post(ADD, {"platform": platform.pk})
    assert answer.status_code == 200
    assert said in text_beside_field(answer)
    assert counts() == before
    chosen = html.fromstring(answer.content).xpath("//select[@name='platform']/option[@selected]/@value")
    assert chosen == [str(platform.pk)]


def test_one_that_came_since_the_form_looked_is_said_beside_the_field(staff, monkeypatch):
    client = staff("reference_admin")
    keep("youtube")
    before, looks, look = counts(), [], platforms.has_account

    def too_early(**asked):
        looks.append(asked)
        return len(looks) > 1 and look(**asked)

    monkeypatch.setattr(platforms, "has_account", too_early)
    answer = client.post(ADD, {"platform": Platform.objects.get(code="youtube").pk})
    assert answer.status_code == 200
    assert EXISTS in text_beside_field(answer)
    assert counts() == before


def test_button_pressed_twice_adds_one(together, signing_in):
    clients = [signing_in("reference_admin") for _ in range(2)]
    platform = Platform.objects.get(code="youtube")
    answers = together(*(lambda client=client: client.post(ADD, {"platform": platform.pk}) for client in clients))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert PlatformAccount.objects.count() == 1
    assert DataKey.objects.count() == 1
    assert Entry.objects.filter(verb="account_kept").count() == 1


def test_two_services_at_once_keep_one(together):
    found = together(lambda: keep("youtube"), lambda: keep("youtube"))
    assert sorted(type(each).__name__ for each in found) == ["AccountExists", "PlatformAccount"]
    assert DataKey.objects.count() == 1
