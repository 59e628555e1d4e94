"""What a request's page says of how sending it goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.reference.models import Platform
from referrals.models import PlatformStanding, Takedown
from referrals.rules.takedowns.steps import Asked
from referrals.services import platform_accounts, takedowns
from tests.making import takedowns as asking

pytest_plugins = ["tests.making.http"]
TOOT = "https://social.example/@someone/109876543210987654"


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def account(db, at):
    by = Actor(role=Role.REFERENCE_ADMIN, identifier="admin-1")
    values = {"server": "social.example", "token": "t"}
    return platform_accounts.keep(platform=Platform.objects.get(code="mastodon"), values=values, by=by, at=at)


@pytest.fixture
def ready(submit, officer, at):
    report = submit(url=TOOT)
    drafted = asking.draft(report, by=officer, at=at, platform="mastodon", action=Asked.PRESERVE)
    return takedowns.ask_to_send(takedown_id=drafted.id, by=officer, at=at)


def page(client, takedown):
    takedown = Takedown.objects.select_related("report__case").get(id=takedown.id)
    return client.get(f"/hub/cases/{takedown.report.case.reference}/takedowns/{takedown.id}/").content.decode()


def test_without_an_account_the_text_is_there_to_be_copied_with_what_an_administrator_could_do(client, ready):
    html = page(client, ready)
    assert "The hub has no account at this platform that it takes." in html
    assert "I have sent it" in html


def test_with_an_account_it_goes_by_itself_and_says_nothing_while_all_is_well(client, account, ready):
    html = page(client, ready)
    assert "I have sent it" not in html
    assert "has not answered since" not in html


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ({"failures": 3, "opens": 5}, "has not answered since"),
        ({"failures": 1}, "It is being tried again."),
        ({"holds": 5}, "has asked for patience until"),
    ],
    ids=["away", "failed once", "patience"],
)
def test_what_it_waits_for_is_said(client, account, ready, standing, expected):
    now, failures = timezone.now(), standing.get("failures", 0)
    PlatformStanding.objects.create(
        platform_code="mastodon",
        failures=failures,
        away_since=now - timedelta(hours=1) if failures else None,
        opens_at=now + timedelta(minutes=5) if "opens" in standing else None,
        holds_until=now + timedelta(minutes=5) if "holds" in standing else None,
    )
    assert expected in page(client, ready)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("no_such_post", "does not find a post of it"),
        ("status_422", "did not take it (422)"),
        ("away: timed_out", "could not be reached for three days"),
        ("550", "550"),
    ],
)
def test_why_it_came_back_is_said_in_words(client, account, ready, at, code, expected):
    takedowns.note_undeliverable(takedown_id=ready.id, why=code, at=at)
    assert expected in page(client, ready)
