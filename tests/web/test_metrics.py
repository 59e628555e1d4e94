"""Figures for whoever watches the hub: with a token, and in production not without."""

import pytest

pytest_plugins = ["tests.making.http"]
TOKEN = "m" * 40


@pytest.fixture(autouse=True)
def _production(db, settings):
    settings.DEVELOPMENT = False
    settings.METRICS_TOKEN = TOKEN


def ask(client, token):
    return client.get("/metrics", headers={} if token is None else {"authorization": token})


def test_figures_are_told_to_whoever_shows_the_token(client):
    told = ask(client, f"Bearer {TOKEN}")
    assert told.status_code == 200
    assert "hub_updates_waiting 0.0" in told.text


@pytest.mark.parametrize(
    "token", [None, "", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer " + "é" * 40]
)
def test_others_are_refused(client, token):
    refused = ask(client, token)
    assert (refused.status_code, refused["WWW-Authenticate"], refused.content) == (401, "Bearer", b"")


@pytest.mark.parametrize("token", [None, "", "Bearer", "Bearer "])
def test_page_is_not_there_in_production_where_no_token_is_set(client, settings, token):
    settings.METRICS_TOKEN = ""
    assert ask(client, token).status_code == 404


def test_anybody_may_ask_in_development_until_a_token_is_set(client, settings):
    settings.DEVELOPMENT = True
    assert ask(client, None).status_code == 401
    settings.METRICS_TOKEN = ""
    assert ask(client, None).status_code == 200
